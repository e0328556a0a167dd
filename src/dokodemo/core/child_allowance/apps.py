from django.apps import AppConfig


class ChildAllowanceConfig(AppConfig):
    name = "dokodemo.core.child_allowance"
    label = "child_allowance"

    def ready(self) -> None:
        from django.utils.translation import gettext as _

        from dokodemo.casework import effects
        from dokodemo.casework.cases.rights import keepers
        from dokodemo.casework.desk import nav
        from dokodemo.core.child_allowance import EFFECT
        from dokodemo.core.child_allowance.effect import Grant

        effects.register(EFFECT, Grant())
        nav.register(
            "child_allowances",
            lambda: _("児童手当の台帳"),
            "clerk",
            "approver",
            sections=lambda: keepers(EFFECT),
        )
