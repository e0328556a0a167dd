"""What a member of staff was told of alarms: of which section, and until when; never whose look it was or at whom."""

from dataclasses import dataclass
from datetime import date, datetime

from dokodemo.base.actor import Actor
from dokodemo.base.audit.actions import record
from dokodemo.casework.desk.aside import MOST
from dokodemo.casework.looking.models import ENDS, UNANSWERED, Told
from dokodemo.casework.looking.rights import oversees, require_told

PAGE = 50


@dataclass(frozen=True)
class Item:
    """One message. ``alarm`` is None for who may not open it; ``late``: that it was not answered in time."""

    at: datetime
    alarm: int | None
    section: str
    due: date
    late: bool
    answered: bool
    unread: bool


@dataclass(frozen=True)
class Items:
    """``before`` begins the next page (None: this is the last)."""

    rows: tuple[Item, ...]
    before: int | None
    unread: int


def unread(actor: Actor) -> int:
    """How many alarms without an answer the actor was told of and has not read, up to MOST + 1. One query."""
    rows = Told.objects.filter(member=actor.id, read_at=None, alarm__state__in=UNANSWERED)
    return len(rows.values_list("id", flat=True)[: MOST + 1])


def items(actor: Actor, before: int | None = None) -> Items:
    """What the actor was told, newest first. Two queries and the record of the look. Raises NotAllowed."""
    require_told(actor, "alarm.told")
    rows = Told.objects.filter(member=actor.id).select_related("alarm").order_by("-id")
    if before is not None:
        rows = rows.filter(id__lt=before)
    found = list(rows[: PAGE + 1])
    record(actor, "alarm.told", detail={"shown": min(len(found), PAGE)})
    shown = tuple(
        Item(
            each.at, each.alarm.pk if oversees(actor, each.alarm.section) else None, each.alarm.section, each.alarm.due,
            each.late, each.alarm.state in ENDS, each.read_at is None,
        )
        for each in found[:PAGE]
    )  # fmt: skip
    return Items(shown, found[PAGE - 1].pk if len(found) > PAGE else None, unread(actor))
