from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class GatewayConfig(AppConfig):
    name = "dokodemo.gateway"
    label = "gateway"

    def ready(self) -> None:
        """Every room's ``messages.py`` says what it handles; the gateway's own handlers are found beside it."""
        from dokodemo.gateway import anchors, catalogs, confirm, restore, rotation  # noqa: F401

        autodiscover_modules("messages")
