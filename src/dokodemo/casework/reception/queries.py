"""Every read of what is being typed: for who works in its section."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from dokodemo.base import clock, config, files
from dokodemo.base.actor import Actor
from dokodemo.base.audit.actions import record
from dokodemo.casework.cases import locked, states
from dokodemo.casework.cases.queries.by_hand import Written, written
from dokodemo.casework.cases.queries.files import Content
from dokodemo.casework.cases.queries.periods import Period, identifiers
from dokodemo.casework.cases.rights import may_see
from dokodemo.casework.reception.models import Reception, Scan
from dokodemo.catalog import versions
from dokodemo.catalog.schema import Procedure
from dokodemo.values.days import working_days

PAGE = 50
#: Open days after which a paper that nobody has received is pointed out.
LIES_LONG = 2
#: What is not applied for by telephone: nobody sees who speaks (identity ``card`` and ``sign``).
BY_TELEPHONE = ("none", "mail")


@dataclass(frozen=True)
class Row:
    """One that is not finished; ``lies`` is how many open days the city has had it already."""

    number: int
    procedure: str
    entrance: str
    applicant: str
    answers: bool
    received_on: date | None
    saved_name: str
    saved_at: datetime

    @property
    def lies(self) -> int:
        return working_days(self.received_on, clock.today()) if self.received_on else 0

    @property
    def lies_long(self) -> bool:
        """An application has arrived when the city has it (行政手続法7条): it is not to lie here."""
        return self.lies >= LIES_LONG


@dataclass(frozen=True)
class Opened:
    """One that is being typed, with its form as it was when it was begun; ``case``: the one that it mends."""

    row: Reception
    procedure: Procedure
    scans: Sequence[Scan]
    case: Written | None

    @property
    def outdated(self) -> bool:
        """Whether the case was corrected (職権補正) after its answers were put into this form."""
        corrected_at = self.case.corrected_at if self.case else None
        return corrected_at is not None and corrected_at > self.row.begun_at

    @property
    def has_original(self) -> bool:
        return any(each.attachment == states.ORIGINAL for each in self.scans)


def offered(actor: Actor) -> list[Procedure]:
    """The procedures that come to the actor's sections in this zone."""
    catalog, zone = versions.current(), config.load().zone
    every = catalog.procedures.values() if catalog else ()
    return [each for each in every if each.zone == zone and may_see(actor, each.section)]


def entrances_of(procedure: Procedure) -> tuple[str, ...]:
    """How an application for it may come to a clerk."""
    by_telephone = procedure.identity in BY_TELEPHONE
    return states.BY_HAND if by_telephone else (states.COUNTER, states.MAIL)


def unfinished(actor: Actor, after: int = 0) -> tuple[list[Row], int | None]:
    """What the actor's sections are typing, the newest first, ``PAGE`` at a time; what the next page begins after."""
    found = Reception.objects.filter(section__in=[each for each in actor.sections if may_see(actor, each)])
    if after:
        found = found.filter(id__lt=after)
    rows = list(found.order_by("-id")[: PAGE + 1])
    if rows:
        record(actor, "reception.list", detail={"hits": min(len(rows), PAGE)})
    shown = [
        Row(
            row.pk, row.procedure, row.entrance, row.applicant, row.answers, row.received_on, row.saved_name,
            row.saved_at,
        )
        for row in rows[:PAGE]
    ]  # fmt: skip
    return shown, rows[PAGE - 1].pk if len(rows) > PAGE else None


def sheet(actor: Actor, number: int) -> Opened | None:
    """One with all that was typed, the look recorded; None where it is not there, or not the actor's business."""
    row = own(actor, number)
    if row is None:
        return None
    found = opened(row)
    _looked(actor, row, found.case)
    return found


def own(actor: Actor, number: int) -> Reception | None:
    """The row, where it is the actor's business; not a look."""
    row = Reception.objects.filter(pk=number).first()
    return row if row is not None and may_see(actor, row.section) else None


def periods_of(applications: Iterable[str]) -> dict[str, Period]:
    """Since when these are being typed, and where, by their id as the trail writes it: to judge whether a look had a reason,
    no look itself. One query, none for nothing."""
    ids = identifiers(applications)
    rows = Reception.objects.filter(application__in=ids) if ids else ()
    return {str(each.application): Period(each.section, "", each.begun_at, None) for each in rows}


def _looked(actor: Actor, row: Reception, case: Written | None) -> None:
    """What an applicant mends is a look at their case."""
    kind, person = ("case", case.person or "") if case else ("reception", "")
    record(actor, "reception.view", object_kind=kind, object_id=str(row.application), subject=person)


def _mended(row: Reception) -> Written | None:
    return written(row.application) if row.answers else None


def opened(row: Reception) -> Opened:
    """With its form. Raises LookupError: the zone has lost that version of the catalog."""
    procedure = versions.at(row.catalog_hash).procedures[row.procedure]
    return Opened(row, procedure, tuple(row.scans.order_by("at", "id")), _mended(row))


def content(actor: Actor, number: int, scan_id: UUID) -> Content | None:
    """A sheet as the opening room made it, the look recorded; None where it is not there, or not the actor's business."""
    scan = Scan.objects.select_related("reception").filter(pk=scan_id, reception=number).first()
    if scan is None or not may_see(actor, scan.reception.section):
        return None
    _looked(actor, scan.reception, _mended(scan.reception))
    data = files.open_file(scan.rebuilt_sha256, locked.unlock_key(scan.id, bytes(scan.rebuilt_key)))
    return Content(
        data, scan.rebuilt_media, "scan.pdf" if scan.rebuilt_media == "application/pdf" else "scan.jpg"
    )


def slip(actor: Actor, case_id: UUID) -> tuple[Written, str] | None:
    """What whoever applied takes home (受付票), with the telephone of the section; None for a case that no clerk has typed."""
    found, now = written(case_id), versions.current()
    if found is None or not may_see(actor, found.section):
        return None
    section = now.sections.get(found.section) if now else None
    return found, section.phone if section else ""
