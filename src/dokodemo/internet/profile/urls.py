"""Mounted at the root of the residents' zone."""

from django.urls import path

from dokodemo.internet.profile import views

urlpatterns = [
    path("my/profile", views.my_profile, name="my_profile"),
]
