from django.apps import AppConfig


class ProfileConfig(AppConfig):
    name = "dokodemo.internet.profile"
    label = "profile"
