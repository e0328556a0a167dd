from django.apps import AppConfig


class ReorganiseConfig(AppConfig):
    name = "dokodemo.casework.reorganise"
    label = "reorganise"

    def ready(self) -> None:
        """The worker finds the jobs because they are imported."""
        from dokodemo.casework.reorganise import jobs  # noqa: F401
