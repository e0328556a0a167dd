from django.apps import AppConfig


class DogsConfig(AppConfig):
    name = "dokodemo.office.dogs"
    label = "dogs"

    def ready(self) -> None:
        from django.utils.translation import gettext as _

        from dokodemo.casework import effects
        from dokodemo.casework.desk import nav
        from dokodemo.office.dogs.effect import Register
        from dokodemo.office.dogs.rights import SECTION

        effects.register("dogs.register", Register())
        nav.register("dogs", lambda: _("犬の登録簿"), "clerk", "approver", sections=(SECTION,))
