"""Included by office and core at their root."""

from django.urls import path

from dokodemo.casework.staff import factor_views, views

urlpatterns = [
    path("sign-in", views.sign_in, name="sign_in"),
    path("sign-in/second", views.sign_in_second, name="sign_in_second"),
    path("sign-out", views.sign_out, name="sign_out"),
    path("password", views.password, name="password"),
    path("security", factor_views.security, name="security"),
    path("security/app", factor_views.app, name="security_app"),
    path("security/passkey", factor_views.passkey, name="security_passkey"),
    path("security/remove", factor_views.remove, name="security_remove"),
    path("security/codes", factor_views.codes, name="security_codes"),
    path("security/sign-out", factor_views.sign_out_everywhere, name="security_sign_out"),
]
