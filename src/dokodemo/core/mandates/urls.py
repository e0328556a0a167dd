from django.urls import path

from dokodemo.core.mandates import views

urlpatterns = [
    path("mandates", views.mandates, name="mandates"),
    path("mandates/<int:mandate_id>", views.mandate, name="mandate"),
]
