"""Included by office and core at their root."""

from django.urls import path

from dokodemo.casework.staff import views

urlpatterns = [
    path("sign-in", views.sign_in, name="sign_in"),
    path("sign-out", views.sign_out, name="sign_out"),
    path("password", views.password, name="password"),
]
