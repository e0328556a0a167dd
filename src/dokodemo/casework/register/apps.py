from django.apps import AppConfig


class RegisterConfig(AppConfig):
    name = "dokodemo.casework.register"
    label = "register"

    def ready(self) -> None:
        from django.utils.translation import gettext as _

        from dokodemo.casework.desk import nav

        nav.register("register", lambda: _("文書件名簿"), "clerk", "approver", "auditor")
