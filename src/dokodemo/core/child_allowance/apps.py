from django.apps import AppConfig


class ChildAllowanceConfig(AppConfig):
    name = "dokodemo.core.child_allowance"
    label = "child_allowance"

    def ready(self) -> None:
        from django.utils.translation import gettext as _

        from dokodemo.casework import effects
        from dokodemo.casework.cases.rights import keepers
        from dokodemo.casework.desk import nav
        from dokodemo.core.child_allowance import END, GRANT, NOTE, REVISE
        from dokodemo.core.child_allowance.effect import Grant
        from dokodemo.core.child_allowance.later import End, Note, Revise

        effects.register(GRANT, Grant())
        effects.register(REVISE, Revise())
        effects.register(END, End())
        effects.register(NOTE, Note())
        nav.register(
            "child_allowances",
            lambda: _("児童手当の台帳"),
            "clerk",
            "approver",
            sections=lambda: keepers(GRANT),
        )
