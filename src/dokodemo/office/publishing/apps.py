from django.apps import AppConfig


class PublishingConfig(AppConfig):
    name = "dokodemo.office.publishing"
    label = "publishing"

    def ready(self) -> None:
        from django.utils.translation import gettext as _

        from dokodemo.casework.desk import nav

        nav.register("publishing", lambda: _("手続きの公開"), "operator", "approver")
