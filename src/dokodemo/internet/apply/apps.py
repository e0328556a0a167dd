from django.apps import AppConfig


class ApplyConfig(AppConfig):
    name = "dokodemo.internet.apply"
    label = "apply"
