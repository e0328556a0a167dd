from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "dokodemo.casework.cases"
    label = "cases"

    def ready(self) -> None:
        """The worker finds the jobs because they are imported; the gateway finds ``messages`` by itself."""
        from dokodemo.casework import succession
        from dokodemo.casework.cases import jobs  # noqa: F401
        from dokodemo.casework.cases.actions.following import Cases, Prints, Seats

        succession.register("cases", Cases())
        succession.register("prints", Prints())
        succession.register("seats", Seats())
