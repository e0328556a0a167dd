from django.apps import AppConfig


class DirectoryConfig(AppConfig):
    name = "dokodemo.core.directory"
    label = "core_directory"

    def ready(self) -> None:
        from dokodemo.core.directory import messages  # noqa: F401  (registers its handlers)
