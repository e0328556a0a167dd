"""Every read: what was asked for, and the cases that a grant lets somebody see."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Q

from dokodemo.base import clock, config
from dokodemo.base.access import CHIEF
from dokodemo.base.actor import Actor
from dokodemo.base.audit.actions import record
from dokodemo.casework.breakglass.models import Grant
from dokodemo.casework.cases.queries import case as cases
from dokodemo.casework.cases.queries import queue, timeline
from dokodemo.casework.cases.queries.application import Group, groups_of
from dokodemo.casework.cases.rights import ONLOOKER
from dokodemo.catalog import versions

#: A question that nobody answered so long is closed.
OPEN_FOR = timedelta(hours=24)
SHOWN = 20


@dataclass(frozen=True)
class Row:
    """One grant. ``state`` ∈ asked, granted (it lasts now), over, refused, closed (nobody answered)."""

    number: int
    name: str
    section: str
    reason: str
    hours: int
    asked_at: datetime
    state: str
    answered_name: str
    ends_at: datetime | None


@dataclass(frozen=True)
class Looking:
    """Somebody who looks by a grant that lasts: ``actor`` sees the section's cases and can do nothing with them."""

    grant: Row
    actor: Actor


@dataclass(frozen=True)
class Sheet:
    """One case, to be read. My Numbers, files and letters are not shown."""

    head: cases.Head
    groups: tuple[Group, ...]
    events: tuple[timeline.Event, ...]


def sections() -> list[str]:
    """The sections whose cases are handled in this zone."""
    catalog, zone = versions.current(), config.load().zone
    return [id_ for id_, each in catalog.sections.items() if each.zone == zone] if catalog else []


def may_answer(actor: Actor, grant: Grant) -> bool:
    """Whether this is a second person for it."""
    if actor.kind != "staff" or actor.id == grant.member:
        return False
    return actor.may("administrator") or (actor.may(CHIEF) and grant.section in actor.sections)


def mine(actor: Actor) -> list[Row]:
    """What the actor asked for, the newest first. One query."""
    return [_row(each) for each in Grant.objects.filter(member=actor.id).order_by("-id")[:SHOWN]]


def waiting(actor: Actor) -> list[Row]:
    """What waits for the actor's word, the oldest first. One query."""
    found = Grant.objects.filter(granted_at=None, refused_at=None, asked_at__gt=clock.now() - OPEN_FOR)
    return [_row(each) for each in found.order_by("asked_at") if may_answer(actor, each)]


def looking(actor: Actor, number: int, what: str, thing: str = "") -> Looking | None:
    """Who looks by this grant, with this request recorded and its reason; None when it is not theirs, not granted or over.
    ``what`` is the page, ``thing`` the case."""
    if not actor.may("administrator"):
        return None
    lasting = Q(granted_at__isnull=False) & Q(ends_at__gt=clock.now())
    grant = Grant.objects.filter(lasting, pk=number, member=actor.id).first()
    if grant is None:
        return None
    record(
        actor, "breakglass.look", object_kind="case" if thing else "section", object_id=thing or grant.section,
        reason=grant.reason, detail={"grant": grant.pk, "page": what},
    )  # fmt: skip
    onlooker = Actor(
        actor.zone, actor.kind, actor.id, actor.name, frozenset((ONLOOKER,)), frozenset((grant.section,))
    )
    return Looking(_row(grant), onlooker)


def page(found: Looking, state: str, after: str) -> queue.Page:
    """Cases of the section, as its queue has them."""
    return queue.page(found.actor, queue.Wanted(state=state, after=after))


def sheet(found: Looking, case_id: UUID, language: str) -> Sheet | None:
    """One case of the section; None where there is none. The look is recorded once more, as any look at a case is."""
    loaded: Any = cases.look(found.actor, case_id)
    if loaded is None:
        return None
    return Sheet(
        cases.head(found.actor, loaded, language),
        groups_of(loaded, language),
        timeline.events(loaded, language),
    )


def _row(grant: Grant) -> Row:
    return Row(
        grant.pk, grant.name, grant.section, grant.reason, grant.hours, grant.asked_at, _state(grant),
        grant.granted_name or grant.refused_name, grant.ends_at,
    )  # fmt: skip


def _state(grant: Grant) -> str:
    now = clock.now()
    if grant.ends_at is not None:
        return "granted" if grant.ends_at > now else "over"
    if grant.refused_at is not None:
        return "refused"
    return "asked" if grant.asked_at > now - OPEN_FOR else "closed"
