"""Every read of the list of what is to be entered elsewhere: for those who work on the section's cases."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from dokodemo.base.actor import Actor
from dokodemo.base.audit.actions import record
from dokodemo.casework.cases.rights import NotAllowed, keepers, may_see
from dokodemo.casework.transfer import EFFECT
from dokodemo.casework.transfer.models import DONE, WAITING, Entry
from dokodemo.catalog import versions
from dokodemo.catalog.schema import Text
from dokodemo.values.cells import as_csv
from dokodemo.values.names import search_key

PAGE = 50
MOST_EXPORTED = 5_000


@dataclass(frozen=True)
class Row:
    """One decision in the list."""

    id: int
    receipt: str
    number: str
    title: Text
    name: str
    decided_on: date
    done: bool


@dataclass(frozen=True)
class Page:
    """``after`` begins the next page (None: this is the last)."""

    rows: tuple[Row, ...]
    after: int | None


@dataclass(frozen=True)
class Sheet:
    """One decision to type over. ``into`` is the system or book it goes into."""

    row: Row
    case_id: UUID
    person: str
    into: Text
    rows: tuple[tuple[str, str], ...]
    reference: str
    entered_at: datetime | None
    entered_name: str


def page(actor: Actor, *, done: bool = False, procedure: str = "", text: str = "", after: int = 0) -> Page:
    """Those that wait, the oldest first (those that are done: the newest first), ``PAGE`` at a time. ``text`` finds by
    receipt, document number or name (from the beginning). The look leaves its record. Raises NotAllowed."""
    found = _mine(actor).filter(state=DONE if done else WAITING)
    if procedure:
        found = found.filter(procedure=procedure)
    if text.strip():
        found = found.filter(_what(text.strip()))
    if after:
        found = found.filter(id__lt=after) if done else found.filter(id__gt=after)
    rows = [_row(each) for each in found.order_by("-id" if done else "id")[: PAGE + 1]]
    record(actor, "transfer.list", detail={"hits": min(len(rows), PAGE)})
    return Page(tuple(rows[:PAGE]), rows[PAGE - 1].id if len(rows) > PAGE else None)


def procedures(actor: Actor) -> list[tuple[str, Text]]:
    """What the actor's sections decide and enter elsewhere: (id, title)."""
    catalog = versions.current()
    every = [*catalog.procedures.values(), *versions.gone().values()] if catalog else []
    return [
        (each.id, each.titles) for each in every if each.effect == EFFECT and may_see(actor, each.section)
    ]


def sheet(actor: Actor, entry_id: int) -> Sheet | None:
    """One of them, with the record of the look; None: there is none, or it is not the actor's business."""
    entry = Entry.objects.filter(id=entry_id).first()
    if entry is None or not may_see(actor, entry.section):
        return None
    record(actor, "transfer.view", object_kind="transfer", object_id=str(entry.pk), subject=entry.person)
    declared = versions.at(entry.catalog_hash).procedures[entry.procedure]
    return Sheet(
        row=_row(entry),
        case_id=entry.case_id,
        person=entry.person,
        into=declared.carried_to or declared.titles,
        rows=tuple((str(label), str(text)) for label, text in entry.rows),
        reference=entry.reference,
        entered_at=entry.entered_at,
        entered_name=entry.entered_name,
    )


def export(actor: Actor, procedure: str) -> str:
    """What waits of one procedure as CSV (RFC 4180, for a spreadsheet or the other system's intake), the oldest first.
    One column for each thing that any of them states. Raises NotAllowed."""
    found = list(_mine(actor).filter(state=WAITING, procedure=procedure).order_by("id")[:MOST_EXPORTED])
    labels = list(dict.fromkeys(str(label) for each in found for label, _text in each.rows))
    table = [["受付番号", "文書番号", "決定の日", "宛名番号", "対象の方", *labels]]
    for each in found:
        said = {str(label): str(text) for label, text in each.rows}
        cells = [each.receipt, each.number, each.decided_on.isoformat(), each.person, each.name]
        table.append([*cells, *(said.get(label, "") for label in labels)])
        record(actor, "transfer.export", object_kind="transfer", object_id=str(each.pk), subject=each.person)
    return as_csv(table)


def _mine(actor: Actor) -> QuerySet[Entry]:
    sections = [each for each in keepers(EFFECT) if may_see(actor, each)]
    if not sections:
        raise NotAllowed("transfer.view")
    return Entry.objects.filter(section__in=sections)


def _what(text: str) -> Q:
    return Q(receipt=text) | Q(number=text) | Q(name_key__startswith=search_key(text))


def _row(entry: Entry) -> Row:
    title = versions.at(entry.catalog_hash).procedures[entry.procedure].titles
    return Row(
        entry.pk, entry.receipt, entry.number, title, entry.name, entry.decided_on, entry.state == DONE
    )
