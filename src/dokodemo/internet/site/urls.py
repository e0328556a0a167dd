"""The public addresses of the residents' zone."""

from django.urls import path

from dokodemo.internet.apply import addresses  # noqa: F401 (it makes <procedures:…> known)
from dokodemo.internet.site import views

urlpatterns = [
    path("", views.home, name="home"),
    path("procedures/<procedures:procedure_id>", views.procedure, name="procedure"),
    path("together", views.together, name="together"),
]
