from django.apps import AppConfig


class StaffConfig(AppConfig):
    name = "dokodemo.casework.staff"
    label = "staff"
