from django.apps import AppConfig


class DirectoryConfig(AppConfig):
    name = "dokodemo.core.directory"
    label = "core_directory"

    def ready(self) -> None:
        from dokodemo.casework.reorganise.actions import Zone
        from dokodemo.core.directory import messages  # (registers its handlers)

        Zone.tell = staticmethod(messages.tell)
