from django.apps import AppConfig


class FiguresConfig(AppConfig):
    name = "dokodemo.casework.figures"
    label = "figures"

    def ready(self) -> None:
        from django.utils.translation import gettext as _

        from dokodemo.base.access import CHIEF
        from dokodemo.casework.desk import aside, nav
        from dokodemo.casework.figures import rights
        from dokodemo.casework.figures.queries import deadlines

        nav.register("board", lambda: _("課のようす"), CHIEF)
        nav.register("statistics", lambda: _("統計"), *rights.READERS)
        aside.register("deadlines", lambda: _("期限が近い案件"), deadlines.unread, aside.at_cases)
