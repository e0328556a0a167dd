from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "dokodemo.casework.portal"
    label = "portal"

    def ready(self) -> None:
        from django.utils.translation import gettext as _

        from dokodemo.casework import disposing, succession
        from dokodemo.casework.cases import replies, states
        from dokodemo.casework.desk import nav
        from dokodemo.casework.portal import actions, queries
        from dokodemo.casework.portal.disposing import Packages
        from dokodemo.casework.portal.following import Intakes

        disposing.register("portal", Packages())
        succession.register("portal", Intakes())
        replies.register(states.PORTAL, actions.tell)
        nav.register(
            "portal", lambda: _("マイナポータルからの受信"), "clerk", "approver", sections=queries.sections
        )
        nav.register("portal", lambda: _("マイナポータルからの受信"), "operator")
