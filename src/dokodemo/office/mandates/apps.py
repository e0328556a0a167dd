from django.apps import AppConfig


class AskedConfig(AppConfig):
    name = "dokodemo.office.mandates"
    label = "asked"

    def ready(self) -> None:
        from dokodemo.casework import disposing, mandates
        from dokodemo.office.mandates.asking import Core
        from dokodemo.office.mandates.disposing import Answers

        disposing.register("mandates", Answers())
        mandates.register_asker(Core())
