from django.apps import AppConfig


class VoicesConfig(AppConfig):
    name = "dokodemo.office.voices"
    label = "voices"

    def ready(self) -> None:
        from django.utils.translation import gettext as _

        from dokodemo.casework.desk import nav

        nav.register("voices", lambda: _("ガイドの声"), "operator")
