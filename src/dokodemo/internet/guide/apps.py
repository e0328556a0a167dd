from django.apps import AppConfig


class GuideConfig(AppConfig):
    name = "dokodemo.internet.guide"
    label = "guide"
