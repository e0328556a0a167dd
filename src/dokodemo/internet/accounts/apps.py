from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "dokodemo.internet.accounts"
    label = "accounts"
