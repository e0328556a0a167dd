from django.apps import AppConfig


class LookingConfig(AppConfig):
    name = "dokodemo.casework.looking"
    label = "looking"

    def ready(self) -> None:
        from django.utils.translation import gettext as _

        from dokodemo.casework.desk import nav
        from dokodemo.casework.looking.rights import CHIEFS

        nav.register("alarms", lambda: _("閲覧の点検"), *CHIEFS, "auditor")
        nav.register("looks", lambda: _("だれが見たか"), "clerk", "approver", "auditor")
        nav.register("notable", lambda: _("点検の名簿"), "operator")
