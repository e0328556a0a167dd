from django.urls import path

from dokodemo.casework.portal import views

urlpatterns = [
    path("portal", views.intakes, name="portal"),
    path("portal/retry", views.retry, name="portal_retry"),
]
