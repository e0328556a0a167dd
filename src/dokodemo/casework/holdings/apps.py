from django.apps import AppConfig


class HoldingsConfig(AppConfig):
    name = "dokodemo.casework.holdings"
    label = "holdings"

    def ready(self) -> None:
        from django.utils.translation import gettext as _

        from dokodemo.casework import succession
        from dokodemo.casework.desk import nav
        from dokodemo.casework.holdings import following, rights

        succession.register("disposed", following.Records())
        succession.register("disposals", following.Runs())
        nav.register("disposal", lambda: _("保存と廃棄"), *rights.READERS)
        nav.register("holdings", lambda: _("個人情報ファイル簿"), "operator", "auditor")
