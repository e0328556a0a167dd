from django.apps import AppConfig


class AskedConfig(AppConfig):
    name = "dokodemo.office.mandates"
    label = "asked"

    def ready(self) -> None:
        from dokodemo.casework import mandates
        from dokodemo.office.mandates.asking import Core

        mandates.register_asker(Core())
