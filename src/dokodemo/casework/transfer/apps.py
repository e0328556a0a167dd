from django.apps import AppConfig


class TransferConfig(AppConfig):
    name = "dokodemo.casework.transfer"
    label = "transfer"

    def ready(self) -> None:
        from django.utils.translation import gettext as _

        from dokodemo.casework import effects, succession
        from dokodemo.casework.cases.rights import keepers
        from dokodemo.casework.desk import nav
        from dokodemo.casework.transfer import EFFECT
        from dokodemo.casework.transfer.effect import Enter
        from dokodemo.casework.transfer.following import Entries

        effects.register(EFFECT, Enter())
        succession.register("transfer", Entries())
        nav.register(
            "transfer", lambda: _("システムへの反映"), "clerk", "approver", sections=lambda: keepers(EFFECT)
        )
