from django.apps import AppConfig


class MandatesConfig(AppConfig):
    name = "dokodemo.core.mandates"
    label = "mandates"

    def ready(self) -> None:
        from django.utils.translation import gettext as _

        from dokodemo.casework import disposing, effects, mandates
        from dokodemo.casework.desk import nav
        from dokodemo.core.mandates import GRANT, REVOKE
        from dokodemo.core.mandates.disposing import InForce
        from dokodemo.core.mandates.effect import Grant, Revoke
        from dokodemo.core.mandates.queries import Ledger, sections

        disposing.register("mandates", InForce())
        effects.register(GRANT, Grant())
        effects.register(REVOKE, Revoke())
        mandates.register(Ledger())
        nav.register("mandates", lambda: _("代理の届出"), "clerk", "approver", sections=sections)
