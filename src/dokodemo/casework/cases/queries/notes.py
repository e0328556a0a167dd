"""Notes and talks of a case, and what calls a member of staff."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.contrib.postgres.aggregates import ArrayAgg
from django.db import connection
from django.db.models import Q

from dokodemo.base import clock
from dokodemo.base.actor import Actor
from dokodemo.base.audit.actions import record
from dokodemo.casework.cases.loading import Loaded
from dokodemo.casework.cases.models import CaseContact, CaseMention, CaseNote
from dokodemo.casework.cases.rights import NotAllowed
from dokodemo.casework.staff.queries import Colleague, colleagues
from dokodemo.catalog.schema import Procedure
from dokodemo.catalog.versions import procedure_now

PAGE = 50
#: More unread ones than that are not counted one by one.
MOST_COUNTED = 99

# Plain, for they are asked on every page of the queue, and of a case: to make them of objects took longer than to answer them.
_STANDING = """
SELECT id, promise, by_name, until FROM case_contact WHERE case_id = %s AND kept_at IS NULL AND until IS NOT NULL
UNION ALL SELECT id, '', name, NULL FROM case_mention WHERE case_id = %s AND member = %s AND read_at IS NULL"""
_UNREAD = """
SELECT count(*) FROM (SELECT FROM case_mention m JOIN "case" c ON c.id = m.case_id
    WHERE m.member = %s AND m.read_at IS NULL AND c.section = ANY(%s) LIMIT %s) AS unread"""


@dataclass(frozen=True)
class Promise:
    """What was promised and not done yet. ``over``: the last day has passed."""

    id: int
    text: str
    until: date
    by_name: str
    over: bool


@dataclass(frozen=True)
class Standing:
    """What the head of a case says of its notes: open promises, and whether the reader is called and has not read it."""

    promises: tuple[Promise, ...]
    called: bool


@dataclass(frozen=True)
class Note:
    """``text`` is "" where it was taken back. ``told``: who was called."""

    id: int
    text: str
    by_name: str
    at: datetime
    taken_back_at: datetime | None
    told: tuple[str, ...]
    can_take_back: bool


@dataclass(frozen=True)
class Contact:
    id: int
    way: str
    whom: str
    happened_at: datetime
    said: str
    promise: str
    until: date | None
    by_name: str
    kept_at: datetime | None
    kept_name: str


@dataclass(frozen=True)
class Mention:
    """A note that calls the reader. ``text`` is "" where it was taken back."""

    id: int
    case: UUID
    receipt: str
    procedure: Procedure | None
    by_name: str
    at: datetime
    text: str
    taken_back: bool
    unread: bool


@dataclass(frozen=True)
class Mentions:
    rows: tuple[Mention, ...]
    before: int | None


def standing(actor: Actor, loaded: Loaded) -> Standing:
    """For the head. One query."""
    with connection.cursor() as cursor:
        cursor.execute(_STANDING, [loaded.case.id, loaded.case.id, actor.id])
        rows = cursor.fetchall()
    found = sorted(rows, key=lambda row: (row[3] is None, row[3], row[0]))
    today = clock.today()
    return Standing(
        tuple(Promise(id_, text, day, by, day < today) for id_, text, by, day in found if day),
        any(day is None for *_, day in found),
    )


def notes(actor: Actor, loaded: Loaded) -> tuple[Note, ...]:
    """Newest first. One query."""
    rows = CaseNote.objects.filter(case=loaded.case).order_by("-id")
    names = ArrayAgg("mentions__name", filter=Q(mentions__isnull=False), default=[], order_by="mentions__id")
    today = clock.today()
    return tuple(
        Note(
            each.id, "" if each.taken_back_at else each.text, each.by_name, each.at, each.taken_back_at,
            tuple(each.told),
            each.by_id == actor.id and not each.taken_back_at and clock.legal_date(each.at) == today,
        )
        for each in rows.annotate(told=names)
    )  # fmt: skip


def contacts(loaded: Loaded) -> tuple[Contact, ...]:
    """Newest first. One query."""
    rows = CaseContact.objects.filter(case=loaded.case).order_by("-happened_at", "-id")
    return tuple(
        Contact(
            each.id, each.way, each.whom, each.happened_at, each.said, each.promise, each.until, each.by_name,
            each.kept_at, each.kept_name,
        )
        for each in rows
    )  # fmt: skip


def can_be_told(actor: Actor, loaded: Loaded) -> tuple[Colleague, ...]:
    """Who can be called in a note on this case: the others of its section. One query."""
    return tuple(each for each in colleagues(loaded.case.section) if each.id != actor.id)


def unread(actor: Actor) -> int:
    """How many notes call the actor and were not read, counted to MOST_COUNTED + 1. One query, of unread rows only."""
    with connection.cursor() as cursor:
        cursor.execute(_UNREAD, [actor.id, list(actor.sections), MOST_COUNTED + 1])
        return int(cursor.fetchone()[0])


def mentions(actor: Actor, before: int | None = None) -> Mentions:
    """The notes that call the actor, newest first, of cases that are still their business; the look is recorded.

    Raises NotAllowed."""
    if actor.kind != "staff" or not actor.may("clerk", "approver"):
        raise NotAllowed("mention.list")
    rows = CaseMention.objects.filter(member=actor.id, case__section__in=actor.sections)
    if before is not None:
        rows = rows.filter(id__lt=before)
    found = list(rows.select_related("note", "case").order_by("-id")[: PAGE + 1])
    record(actor, "mention.list", detail={"shown": len(found[:PAGE])})
    shown = tuple(
        Mention(
            each.id, each.case.id, each.case.receipt, procedure_now(each.case.procedure), each.note.by_name,
            each.note.at, "" if each.note.taken_back_at else each.note.text, each.note.taken_back_at is not None,
            each.read_at is None,
        )
        for each in found[:PAGE]
    )  # fmt: skip
    return Mentions(shown, shown[-1].id if len(found) > PAGE else None)
