from django.apps import AppConfig


class DirectoryConfig(AppConfig):
    name = "dokodemo.office.directory"
    label = "directory"

    def ready(self) -> None:
        from dokodemo.casework.reorganise.actions import Zone
        from dokodemo.office.directory import messages, reorganising  # noqa: F401  (registers its handlers)

        Zone.place = staticmethod(reorganising.place)
