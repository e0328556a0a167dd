from django.urls import path

from dokodemo.casework.register import views

urlpatterns = [
    path("register", views.register, name="register"),
    path("register/export", views.export, name="register_export"),
]
