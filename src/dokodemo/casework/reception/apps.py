from django.apps import AppConfig


class ReceptionConfig(AppConfig):
    name = "dokodemo.casework.reception"
    label = "reception"

    def ready(self) -> None:
        from django.utils.translation import gettext as _

        from dokodemo.casework import disposing, succession
        from dokodemo.casework.desk import nav
        from dokodemo.casework.reception.disposing import Receptions as Held
        from dokodemo.casework.reception.following import Receptions

        disposing.register("reception", Held())
        succession.register("reception", Receptions())
        nav.register("reception", lambda: _("紙・電話の申請"), "clerk")
