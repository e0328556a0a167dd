from django.apps import AppConfig


class BreakglassConfig(AppConfig):
    name = "dokodemo.casework.breakglass"
    label = "breakglass"

    def ready(self) -> None:
        from django.utils.translation import gettext as _

        from dokodemo.base.access import CHIEF
        from dokodemo.casework.desk import nav

        nav.register("breakglass", lambda: _("特別閲覧"), "administrator", CHIEF)
