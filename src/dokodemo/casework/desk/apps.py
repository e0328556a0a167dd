from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "dokodemo.casework.desk"
    label = "desk"

    def ready(self) -> None:
        from django.utils.translation import gettext as _

        from dokodemo.casework.cases.queries import notes
        from dokodemo.casework.desk import aside

        aside.register("mentions", lambda: _("自分あての知らせ"), notes.unread, aside.at_cases)
