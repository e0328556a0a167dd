from django.urls import path

from dokodemo.casework.transfer import views

urlpatterns = [
    path("transfer", views.entries, name="transfer"),
    path("transfer/export", views.export, name="transfer_export"),
    path("transfer/<int:entry_id>", views.entry, name="transfer_entry"),
]
