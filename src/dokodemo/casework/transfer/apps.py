from django.apps import AppConfig


class TransferConfig(AppConfig):
    name = "dokodemo.casework.transfer"
    label = "transfer"

    def ready(self) -> None:
        from django.utils.translation import gettext as _

        from dokodemo.casework import disposing, effects, succession
        from dokodemo.casework.cases.rights import keepers
        from dokodemo.casework.desk import nav
        from dokodemo.casework.transfer import EFFECT, following
        from dokodemo.casework.transfer import disposing as destroyed
        from dokodemo.casework.transfer.effect import Enter

        disposing.register("transfer", destroyed.Entries())
        effects.register(EFFECT, Enter())
        succession.register("transfer", following.Entries())
        nav.register(
            "transfer", lambda: _("システムへの反映"), "clerk", "approver", sections=lambda: keepers(EFFECT)
        )
