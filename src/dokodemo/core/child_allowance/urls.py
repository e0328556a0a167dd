from django.urls import path

from dokodemo.core.child_allowance import views

urlpatterns = [
    path("child-allowance", views.claims, name="child_allowances"),
    path("child-allowance/<str:atenabango>", views.ledger, name="child_allowance"),
]
