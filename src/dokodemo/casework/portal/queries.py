"""Every read of the intakes: a section sees its own, an operator all, and nobody a word of what was applied for."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from dokodemo.base import config
from dokodemo.base.actor import Actor
from dokodemo.base.audit.actions import record
from dokodemo.casework.cases.rights import NotAllowed, may_see
from dokodemo.casework.portal import actions
from dokodemo.casework.portal.models import BROKEN, Intake, Told
from dokodemo.catalog import versions
from dokodemo.catalog.schema import Text

PAGE = 50


@dataclass(frozen=True)
class ToldRow:
    """What the portal was told, and when it took it. ``refused``: the status with which it did not."""

    code: str
    at: datetime
    delivered_at: datetime | None
    refused: str


@dataclass(frozen=True)
class Row:
    """One package. ``case``: the case that it became, for those whose business it is; ``title`` "" for a procedure that
    nobody here knows."""

    id: int
    number: str
    version: int
    procedure_id: str
    title: Text | None
    state: str
    code: str
    detail: str
    listed_at: datetime
    fetched_at: datetime
    acknowledged_at: datetime | None
    receipt: str
    sha256: str
    case: UUID | None
    can_retry: bool
    told: tuple[ToldRow, ...]


@dataclass(frozen=True)
class Page:
    """``after`` begins the next page (None: this is the last)."""

    rows: tuple[Row, ...]
    after: int | None


def sections() -> frozenset[str]:
    """The sections of this zone whose procedures come in by the portal too, or did: what came stays theirs."""
    catalog, zone = versions.current(), config.load().zone
    every = [catalog.procedures[each] for each in catalog.portal] if catalog else []
    now = frozenset(each.section for each in every if each.zone == zone)
    before = {each.section for each in versions.gone().values() if each.zone == zone} - now
    if not before:
        return now
    return now.union(Intake.objects.filter(section__in=before).values_list("section", flat=True).distinct())


def page(actor: Actor, *, broken: bool = False, after: int = 0) -> Page:
    """The packages, the newest first, ``PAGE`` at a time; ``broken``: only those that cannot be read. Raises NotAllowed."""
    found = _mine(actor)
    if broken:
        found = found.filter(state=BROKEN)
    if after:
        found = found.filter(id__lt=after)
    rows = list(found.order_by("-id")[: PAGE + 1])
    record(actor, "portal.list", detail={"hits": min(len(rows), PAGE)})
    by_intake: dict[int, list[ToldRow]] = {}
    for each in Told.objects.filter(intake__in=[row.pk for row in rows[:PAGE]]).order_by("id"):
        by_intake.setdefault(each.intake_id, []).append(
            ToldRow(each.code, each.at, each.delivered_at, each.refused)
        )
    return Page(
        tuple(_row(actor, row, tuple(by_intake.get(row.pk, ()))) for row in rows[:PAGE]),
        rows[PAGE - 1].pk if len(rows) > PAGE else None,
    )


def concerns(actor: Actor) -> bool:
    """Whether the page is the actor's business at all; not a look."""
    return actor.may("operator") or any(may_see(actor, each) for each in sections())


def _mine(actor: Actor) -> QuerySet[Intake]:
    if actor.may("operator"):
        return Intake.objects.all()
    own = [each for each in sections() if may_see(actor, each)]
    if not own:
        raise NotAllowed("portal.view")
    return Intake.objects.filter(section__in=own)


def _row(actor: Actor, intake: Intake, told: tuple[ToldRow, ...]) -> Row:
    catalog = versions.current()
    here = catalog.procedures if catalog else {}
    declared = here.get(intake.procedure) or versions.gone().get(intake.procedure)
    return Row(
        id=intake.pk,
        number=intake.number,
        version=intake.version,
        procedure_id=intake.procedure_id,
        title=declared.titles if declared else None,
        state=intake.state,
        code=intake.code,
        detail=intake.detail,
        listed_at=intake.listed_at,
        fetched_at=intake.fetched_at,
        acknowledged_at=intake.acknowledged_at,
        receipt=intake.receipt,
        sha256=intake.sha256,
        case=intake.application if intake.receipt and may_see(actor, intake.section) else None,
        can_retry=actions.can_retry(intake),
        told=told,
    )
