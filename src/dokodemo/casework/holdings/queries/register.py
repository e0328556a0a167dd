"""The register of personal information files of this zone, for who keeps it: as pages, as a table, as facts of a PDF."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from dokodemo.base import clock, config, register
from dokodemo.base.actor import Actor
from dokodemo.base.audit.actions import record
from dokodemo.base.register import Sheet
from dokodemo.casework import documents
from dokodemo.casework.cases.rights import NotAllowed
from dokodemo.casework.holdings.models import Figure
from dokodemo.catalog import versions
from dokodemo.catalog.schema import Catalog

#: How the register says which zone's files it lists.
_ZONES = {"office": "LGWAN接続系", "core": "マイナンバー利用事務系"}


@dataclass(frozen=True)
class Entry:
    """A file in the register. ``persons``: as counted last night, None where nobody has counted; ``must``: it has to be
    published."""

    sheet: Sheet
    persons: int | None
    counted_at: datetime | None
    must: bool

    @property
    def id(self) -> str:
        return self.sheet.file.id


def entries(actor: Actor) -> tuple[Entry, ...]:
    """Every file of this zone; none before the first version of the catalog. Raises NotAllowed."""
    if actor.kind != "staff" or not actor.may("operator", "auditor"):
        raise NotAllowed("holdings.view")
    catalog = versions.current()
    return _entries(catalog) if catalog else ()


def _entries(catalog: Catalog) -> tuple[Entry, ...]:
    figures = {each.file: each for each in Figure.objects.all()}
    found = []
    for sheet in register.sheets(catalog):
        figure = figures.get(sheet.file.id)
        persons = int(figure.persons) if figure else None
        must = register.must_be_published(sheet.file, persons)
        found.append(Entry(sheet, persons, figure.counted_at if figure else None, must))
    return tuple(found)


def entry(actor: Actor, file_id: str) -> Entry | None:
    """One file of it, or None. Raises NotAllowed."""
    return next((each for each in entries(actor) if each.id == file_id), None)


def as_csv(actor: Actor, every: bool) -> str:
    """Those that must be published (``every``: all) as CSV. No cell is a formula. Raises NotAllowed."""
    return register.as_csv(_chosen(actor, every, "csv"))


def as_pdf(actor: Actor, every: bool) -> bytes:
    """The same as PDF. Raises NotAllowed, documents.FactsMissing (there is no catalog yet), GlyphsMissing."""
    chosen, catalog = _chosen(actor, every, "pdf"), versions.current()
    city = catalog.city.titles.ja if catalog else ""
    facts: dict[str, Any] = {
        "city": city,
        "date": clock.today().isoformat(),
        "zone": _ZONES.get(config.load().zone, ""),
        "files": [
            {"lines": [list(line) for line in each.lines], "remarks": list(each.remarks)} for each in chosen
        ],
    }
    return documents.render("register", facts)


def _chosen(actor: Actor, every: bool, form: str) -> list[Sheet]:
    found = [each.sheet for each in entries(actor) if every or each.must]
    record(actor, "holdings.export", detail={"files": len(found), "form": form})
    return found
