"""The public addresses of the residents' zone."""

from django.urls import path

from dokodemo.internet.site import views

urlpatterns = [
    path("", views.home, name="home"),
    path("procedures/<slug:procedure_id>", views.procedure, name="procedure"),
    path("words", views.words, name="words"),
]
