from django.apps import AppConfig


class SiteConfig(AppConfig):
    name = "dokodemo.internet.site"
    label = "site"
