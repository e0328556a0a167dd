from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "dokodemo.casework.desk"
    label = "desk"
