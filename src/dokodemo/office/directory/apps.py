from django.apps import AppConfig


class DirectoryConfig(AppConfig):
    name = "dokodemo.office.directory"
    label = "directory"

    def ready(self) -> None:
        from django.utils.translation import gettext as _

        from dokodemo.casework.desk import nav
        from dokodemo.casework.reorganise.actions import Zone
        from dokodemo.office.directory import messages, reorganising  # noqa: F401  (registers its handlers)

        Zone.place = staticmethod(reorganising.place)
        nav.register("directory", lambda: _("職員の名簿"), "administrator")
        nav.register("reorganisations", lambda: _("組織改正"), "administrator")
