"""Mounted at the root of the residents' zone."""

from django.urls import path

from dokodemo.internet.accounts import views

urlpatterns = [
    path("sign-in", views.sign_in, name="sign_in"),
    path("sign-in/card", views.with_card, name="sign_in_card"),
    path("sign-in/card/callback", views.callback, name="sign_in_callback"),
    path("sign-in/mail", views.with_mail, name="sign_in_mail"),
    path("sign-in/mail/<slug:token>", views.by_link, name="sign_in_link"),
    path("sign-out", views.sign_out, name="sign_out"),
]
