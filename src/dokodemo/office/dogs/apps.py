from django.apps import AppConfig


class DogsConfig(AppConfig):
    name = "dokodemo.office.dogs"
    label = "dogs"

    def ready(self) -> None:
        from django.utils.translation import gettext as _

        from dokodemo.casework import effects
        from dokodemo.casework.cases.rights import keepers
        from dokodemo.casework.desk import nav
        from dokodemo.office.dogs import CHANGE, DEATH, REGISTER
        from dokodemo.office.dogs.effect import Register
        from dokodemo.office.dogs.later import Change, Death

        effects.register(REGISTER, Register())
        effects.register(DEATH, Death())
        effects.register(CHANGE, Change())
        nav.register("dogs", lambda: _("犬の登録簿"), "clerk", "approver", sections=lambda: keepers(REGISTER))
