from django.apps import AppConfig


class ResidentsConfig(AppConfig):
    name = "dokodemo.core.residents"
    label = "residents"

    def ready(self) -> None:
        from dokodemo.casework import people
        from dokodemo.core.residents.people import Registry

        people.register(Registry())
