"""Mounted at the root of the residents' zone."""

from django.urls import path

from dokodemo.internet.inbox import mending, settings_views, views

urlpatterns = [
    path("my", views.my, name="my"),
    path("my/settings", settings_views.my_settings, name="my_settings"),
    path("my/settings/address/<slug:token>", settings_views.confirm_address, name="confirm_address"),
    path("my/settings/close", settings_views.close_account, name="close_account"),
    path("my/<uuid:application_id>", views.application, name="my_application"),
    path("my/<uuid:application_id>/delete-copy", views.delete_copy, name="delete_copy"),
    path("my/<uuid:application_id>/mend", mending.mend, name="mend"),
    path("my/<uuid:application_id>/withdraw", mending.withdraw, name="withdraw"),
    path("my/documents/<uuid:document_id>", views.document, name="my_document"),
    path("my/documents/<uuid:document_id>/text", views.document_text, name="my_document_text"),
    path("account-closed", settings_views.account_closed, name="account_closed"),
]
