from django.apps import AppConfig
from django.utils.translation import gettext as _


class LookingConfig(AppConfig):
    name = "dokodemo.casework.looking"
    label = "looking"

    def ready(self) -> None:
        from dokodemo.base.access import CHIEF
        from dokodemo.casework import succession
        from dokodemo.casework.desk import aside, nav
        from dokodemo.casework.looking import following, rights
        from dokodemo.casework.looking.queries import told

        succession.register("looking", following.Alarms())
        nav.register("alarms", lambda: _("閲覧の点検"), CHIEF, "auditor")
        aside.register("alarms_told", lambda: _("閲覧の点検の知らせ"), told.unread, rights.may_be_told)


def register_residents_pages() -> None:
    """The pages of ``urls_of_residents`` in the menu, for the room of the residents to call: the other zone has none."""
    from dokodemo.casework.desk import nav

    nav.register("looks", lambda: _("だれが見たか"), "clerk", "approver", "auditor")
    nav.register("notable", lambda: _("点検の名簿"), "administrator")
