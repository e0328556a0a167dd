"""Mounted by every zone at its root."""

from django.urls import path

from dokodemo.base.ui import views

urlpatterns = [
    path("language/<slug:code>", views.language, name="language"),
    path("furigana/<slug:shown>", views.furigana, name="furigana"),
    path("health", views.health, name="health"),
]
