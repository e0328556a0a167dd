"""Every address of the core zone."""

from django.urls import include, path

urlpatterns = [
    path("", include("dokodemo.base.ui.urls")),
    path("", include("dokodemo.casework.staff.urls")),
    path("", include("dokodemo.core.child_allowance.urls")),
    path("", include("dokodemo.core.mandates.urls")),
    path("", include("dokodemo.casework.register.urls")),
    path("", include("dokodemo.casework.transfer.urls")),
    path("", include("dokodemo.casework.holdings.urls")),
    path("", include("dokodemo.casework.looking.urls")),
    path("", include("dokodemo.casework.looking.urls_of_residents")),
    path("", include("dokodemo.casework.portal.urls")),
    path("", include("dokodemo.casework.reception.urls")),
    path("", include("dokodemo.casework.figures.urls")),
    path("", include("dokodemo.casework.breakglass.urls")),
    path("", include("dokodemo.casework.desk.urls")),
]
handler404 = "dokodemo.base.ui.views.not_found"
handler500 = "dokodemo.base.ui.views.failed"
