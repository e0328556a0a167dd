from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "dokodemo.casework.cases"
    label = "cases"

    def ready(self) -> None:
        """The worker finds the jobs because they are imported; the gateway finds ``messages`` by itself."""
        from dokodemo.casework.cases import jobs  # noqa: F401
