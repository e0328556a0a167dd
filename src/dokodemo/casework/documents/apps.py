from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    name = "dokodemo.casework.documents"
    label = "documents"
