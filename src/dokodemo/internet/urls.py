"""Every address of the residents' zone."""

from django.urls import include, path

urlpatterns = [
    path("", include("dokodemo.internet.apply.urls")),  # first: most requests are pages of a form
    path("", include("dokodemo.base.ui.urls")),
    path("", include("dokodemo.internet.site.urls")),
    path("", include("dokodemo.internet.guide.urls")),
    path("", include("dokodemo.internet.accounts.urls")),
    path("", include("dokodemo.internet.inbox.urls")),
    path("", include("dokodemo.internet.profile.urls")),
]
handler403 = "dokodemo.base.ui.views.form_expired"
handler404 = "dokodemo.base.ui.views.not_found"
handler500 = "dokodemo.base.ui.views.failed"
