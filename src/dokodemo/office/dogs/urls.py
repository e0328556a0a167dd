from django.urls import path

from dokodemo.office.dogs import views

urlpatterns = [
    path("dogs", views.dogs, name="dogs"),
    path("dogs/<str:number>", views.dog, name="dog"),
]
