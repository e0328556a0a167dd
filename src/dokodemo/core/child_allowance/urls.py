from django.urls import path

from dokodemo.core.child_allowance import views

urlpatterns = [
    path("child-allowance", views.claims, name="child_allowances"),
    path("child-allowance/<int:entry_id>", views.ledger, name="child_allowance"),
]
