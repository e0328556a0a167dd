"""The public addresses of the residents' zone."""

from django.urls import path

from dokodemo.internet.apply import addresses  # noqa: F401 (it makes <procedures:…> known)
from dokodemo.internet.site import shell, views

urlpatterns = [
    path("", views.home, name="home"),
    path("procedures", views.procedures, name="procedures"),
    path("figures", views.inventory_page, name="inventory"),
    path("figures.csv", views.inventory_csv, name="inventory_csv"),
    path("my/<uuid:application_id>/rate", views.rate, name="rate_application"),
    path("procedures/<procedures:procedure_id>", views.procedure, name="procedure"),
    path("together", views.together, name="together"),
    path("service-worker.js", shell.service_worker, name="service_worker"),
    path("offline", shell.offline, name="offline"),
    path("words", views.words, name="words"),
    path("accessibility", views.accessibility, name="accessibility"),
]
