from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "dokodemo.base.audit"
    label = "audit"
