from django.apps import AppConfig


class UiConfig(AppConfig):
    name = "dokodemo.base.ui"
    label = "ui"
