from django.apps import AppConfig


class DirectoryConfig(AppConfig):
    name = "dokodemo.office.directory"
    label = "directory"
