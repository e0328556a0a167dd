"""What is kept of persons with the versions of the catalog: nothing (see ``base.personal``)."""

from dokodemo.catalog.models import CatalogVersion, OfferedProcedure, Succession

TABLES = ()
NOTHING = {
    CatalogVersion: "公開された様式と案内だけを持つ",
    OfferedProcedure: "手続きのIDと版だけを持つ",
    Succession: "課と手続きのIDだけを持つ",
}


def files() -> tuple[()]:
    return ()
