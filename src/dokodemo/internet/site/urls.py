"""The public addresses of the residents' zone."""

from django.urls import path

from dokodemo.internet.site import views

urlpatterns = [
    path("", views.home, name="home"),
    path("procedures", views.inventory_page, name="inventory"),
    path("procedures.csv", views.inventory_csv, name="inventory_csv"),
    path("my/<uuid:application_id>/rate", views.rate, name="rate_application"),
    path("procedures/<slug:procedure_id>", views.procedure, name="procedure"),
]
