from django.apps import AppConfig


class CatalogConfig(AppConfig):
    name = "dokodemo.catalog"
    label = "catalog"
