from django.urls import path

from dokodemo.office.voices import views

urlpatterns = [path("voices", views.voices, name="voices")]
