"""What a member of staff was told of deadlines."""

from dataclasses import dataclass
from datetime import date

from django.db import connection

from dokodemo.base.access import CHIEF
from dokodemo.base.actor import Actor
from dokodemo.base.audit.actions import record
from dokodemo.casework.cases.queries import figures as cases
from dokodemo.casework.cases.rights import NotAllowed
from dokodemo.casework.desk.aside import MOST
from dokodemo.casework.figures.models import Told
from dokodemo.catalog import versions
from dokodemo.catalog.schema import Text

PAGE = 50
# Plain, for it is asked on every page of the queue.
_UNREAD = """
SELECT count(*) FROM (SELECT FROM figures_message m JOIN figures_told t ON t.message_id = m.id
    WHERE m.member = %s AND m.read_at IS NULL LIMIT %s) AS unread"""


@dataclass(frozen=True)
class Item:
    """One deadline that the reader was told of on a day. ``promise``: of what was promised, else of the case itself; ``done``:
    the case is decided. ``stage`` is where the case stands now."""

    on: date
    case_id: str
    receipt: str
    title: Text
    promise: bool
    nearness: str
    last: date
    stage: str
    done: bool
    unread: bool


@dataclass(frozen=True)
class Items:
    """``before`` begins the next page (None: this is the last). ``chief``: the reader is told of what is over in the section."""

    rows: tuple[Item, ...]
    before: int | None
    unread: int
    chief: bool


def unread(actor: Actor) -> int:
    """How many deadlines the actor was told of and has not read, up to MOST + 1. One query."""
    with connection.cursor() as cursor:
        cursor.execute(_UNREAD, [actor.id, MOST + 1])
        return int(cursor.fetchone()[0])


def items(actor: Actor, before: int | None = None) -> Items:
    """What the actor was told, newest first, of cases that are still their business. Three queries and the record of the
    look. Raises NotAllowed."""
    if actor.kind != "staff" or not actor.may("clerk", "approver"):
        raise NotAllowed("deadline.list")
    rows = Told.objects.filter(member=actor.id).select_related("message").order_by("-id")
    if before is not None:
        rows = rows.filter(id__lt=before)
    found = list(rows[: PAGE + 1])
    now = cases.standing(sorted(actor.sections), [each.case_id for each in found[:PAGE]])
    record(actor, "deadline.list", detail={"shown": len(now)})
    shown = tuple(
        Item(
            each.message.on, str(each.case_id), case.receipt, versions.procedure_title(case.procedure),
            each.contact != 0, each.nearness, each.last, case.stage, not case.open, each.message.read_at is None,
        )
        for each in found[:PAGE]
        if (case := now.get(each.case_id)) is not None
    )  # fmt: skip
    return Items(shown, found[PAGE - 1].pk if len(found) > PAGE else None, unread(actor), actor.may(CHIEF))
