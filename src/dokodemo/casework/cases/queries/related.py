"""Other cases of the same person and of the same household: by the linked 宛名番号 and by nothing else, so only in a zone
that keeps residents. Of other sections' cases a reader learns only how many there are."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count

from dokodemo.base.actor import Actor
from dokodemo.base.audit.actions import record
from dokodemo.casework import people
from dokodemo.casework.cases.loading import Loaded
from dokodemo.casework.cases.models import Case
from dokodemo.casework.cases.rights import may_see
from dokodemo.catalog.schema import Procedure
from dokodemo.catalog.versions import procedure_now

MOST = 20


@dataclass(frozen=True)
class Related:
    """``procedure`` is None where this zone no longer knows it."""

    id: UUID
    receipt: str
    procedure: Procedure | None
    applicant: str
    state: str
    arrived_at: datetime


@dataclass(frozen=True)
class Group:
    """Newest first, at most MOST; ``more`` of them are older, ``elsewhere`` are of sections that are not the reader's."""

    rows: tuple[Related, ...]
    more: int
    elsewhere: int


@dataclass(frozen=True)
class Others:
    """The person's own, and those of who lives with them. ``linked``: it is known which resident the case is about."""

    linked: bool
    own: Group
    household: Group


def related(actor: Actor, loaded: Loaded) -> Others:
    """What else there is; the look is recorded for each resident whose cases are shown. Three queries and those of the
    registry."""
    case, source, nothing = loaded.case, people.source(), Group((), 0, 0)
    if source is None or case.person is None:
        return Others(False, nothing, nothing)
    own, seen = _group(actor, case, (case.person,))
    household, seen_too = _group(actor, case, source.shown_with(case.person))
    for person in sorted({case.person} | seen | seen_too):
        record(actor, "case.related", object_kind="case", object_id=str(case.id), subject=person)
    return Others(True, own, household)


def _group(actor: Actor, case: Case, persons: Collection[str]) -> tuple[Group, set[str]]:
    """The cases of these residents, and whose are shown. Two queries, one where there are none, none for nobody."""
    rows = Case.objects.filter(person__in=persons).exclude(id=case.id)
    counts = list(rows.values_list("section").annotate(n=Count("id")).order_by()) if persons else []
    mine = [section for section, _ in counts if may_see(actor, section)]
    visible = sum(n for section, n in counts if section in mine)
    newest = list(rows.filter(section__in=mine).order_by("-arrived_at", "id")[:MOST]) if mine else []
    shown = tuple(
        Related(
            each.id, each.receipt, procedure_now(each.procedure), each.applicant_name, each.stage, each.arrived_at
        )
        for each in newest
    )  # fmt: skip
    elsewhere = sum(n for _, n in counts) - visible
    return Group(shown, visible - len(shown), elsewhere), {str(each.person) for each in newest}
