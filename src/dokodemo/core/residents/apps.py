from django.apps import AppConfig


class ResidentsConfig(AppConfig):
    name = "dokodemo.core.residents"
    label = "residents"

    def ready(self) -> None:
        from dokodemo.casework import people
        from dokodemo.casework.looking.apps import register_residents_pages
        from dokodemo.core.residents.people import Registry

        people.register(Registry())
        register_residents_pages()
