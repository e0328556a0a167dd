from django.apps import AppConfig


class InboxConfig(AppConfig):
    name = "dokodemo.internet.inbox"
    label = "inbox"
