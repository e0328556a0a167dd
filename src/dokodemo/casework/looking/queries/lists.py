"""The two lists, for whoever keeps them."""

from dataclasses import dataclass
from datetime import date, datetime

from dokodemo.base.actor import Actor
from dokodemo.base.audit.actions import record
from dokodemo.casework.looking import locked
from dokodemo.casework.looking.models import Notable, OwnNumber
from dokodemo.casework.looking.rights import require_keeper_of_lists
from dokodemo.casework.staff.queries import members

PAGE = 50


@dataclass(frozen=True)
class Kept:
    """Somebody on the list of notable people. Numbers only: whose it is, is a look at a person."""

    id: int
    person: str
    reason: str
    at: datetime
    by_name: str


@dataclass(frozen=True)
class KeptPage:
    rows: tuple[Kept, ...]
    before: int | None


@dataclass(frozen=True)
class Own:
    """That a member's own number is known, not which it is: nobody needs to read it."""

    member: str
    name: str
    consented_on: date
    by_name: str


@dataclass(frozen=True)
class OwnPage:
    rows: tuple[Own, ...]
    after: str


def notable(actor: Actor, before: int = 0) -> KeptPage:
    """The newest first, ``PAGE`` at a time. Recorded. Raises NotAllowed."""
    require_keeper_of_lists(actor, "notable.list")
    found = Notable.objects.filter(ended_at=None).order_by("-id")
    rows = list((found.filter(id__lt=before) if before else found)[: PAGE + 1])
    record(actor, "notable.list", detail={"shown": min(len(rows), PAGE)})
    shown = tuple(
        Kept(
            each.pk, locked.readable(bytes(each.person), locked.NOTABLE), each.reason, each.at, each.by_name
        )
        for each in rows[:PAGE]
    )  # fmt: skip
    return KeptPage(shown, shown[-1].id if len(rows) > PAGE else None)


def own_numbers(actor: Actor, after: str = "") -> OwnPage:
    """Of whom it is known, by identifier, ``PAGE`` at a time. Recorded. Raises NotAllowed."""
    require_keeper_of_lists(actor, "own_number.list")
    rows = list(OwnNumber.objects.filter(member__gt=after).order_by("member")[: PAGE + 1])
    staff = members(each.member for each in rows)
    record(actor, "own_number.list", detail={"shown": min(len(rows), PAGE)})
    shown = tuple(
        Own(
            each.member, staff[each.member].name if each.member in staff else "", each.consented_on, each.by_name
        )
        for each in rows[:PAGE]
    )  # fmt: skip
    return OwnPage(shown, shown[-1].member if len(rows) > PAGE else "")
