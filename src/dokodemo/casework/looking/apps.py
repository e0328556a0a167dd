from django.apps import AppConfig


class LookingConfig(AppConfig):
    name = "dokodemo.casework.looking"
    label = "looking"

    def ready(self) -> None:
        from django.utils.translation import gettext as _

        from dokodemo.base import config
        from dokodemo.base.access import CHIEF
        from dokodemo.casework.desk import nav

        nav.register("alarms", lambda: _("閲覧の点検"), CHIEF, "auditor")
        if config.load().zone == "core":  # where the residents are: the other zone has no such pages
            nav.register("looks", lambda: _("だれが見たか"), "clerk", "approver", "auditor")
            nav.register("notable", lambda: _("点検の名簿"), "administrator")
