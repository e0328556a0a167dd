from django.urls import path

from dokodemo.base.paths import TEXT
from dokodemo.office.dogs import views

urlpatterns = [
    path("dogs", views.dogs, name="dogs"),
    path(f"dogs/<{TEXT}:number>", views.dog, name="dog"),
]
