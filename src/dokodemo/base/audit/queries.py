"""Reading the trail: for the auditor, for the sealer's neighbour, and for who looks at the looks."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection
from django.db.models import BigIntegerField, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from dokodemo.base.audit.models import AuditRow

PAGE = 50
#: No act of the house takes so long. A row has the moment at which its transaction began, its number when it is written.
_LONGEST = timedelta(hours=1)
#: Said with its type: Django sends an int of none as one of four bytes.
_NEVER = Value(2**63 - 1, output_field=BigIntegerField())


@dataclass(frozen=True)
class Entry:
    id: int
    at: datetime
    actor_kind: str
    actor_id: str
    actor_name: str
    action: str
    object_kind: str
    object_id: str
    subject: str
    reason: str
    detail: dict[str, object]
    chained: bool


@dataclass(frozen=True)
class Entries:
    rows: tuple[Entry, ...]
    next_before: int | None


def entries(
    *,
    before: int | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
    actor: str = "",
    action: str = "",
    subject: str = "",
    object_id: str = "",
    most: int = PAGE,
) -> Entries:
    """The newest acts first, ``most`` at a time, older than row ``before``; filtered exactly, ``until`` is not in it. One
    query."""
    rows = AuditRow.objects.select_related("link").order_by("-id")
    exactly = {"actor_id": actor, "action": action, "subject": subject, "object_id": object_id}
    rows = rows.filter(**{name: text for name, text in exactly.items() if text})
    if before is not None:
        rows = rows.filter(id__lt=before)
    if since is not None or until is not None:
        rows = _between(rows, since, until)
    found = list(rows[: most + 1])
    page = tuple(
        Entry(
            row.id, row.at, row.actor_kind, row.actor_id, row.actor_name, row.action, row.object_kind, row.object_id,
            row.subject, row.reason, row.detail, hasattr(row, "link"),
        )
        for row in found[:most]
    )  # fmt: skip
    return Entries(page, page[-1].id if len(found) > most else None)


def _between(rows: QuerySet[AuditRow], since: datetime | None, until: datetime | None) -> QuerySet[AuditRow]:
    """Those from ``since`` until ``until``. Pages go by number, so where the days begin and end among the numbers is looked
    up first: without that a page of an old day would be looked for through everything newer."""
    every = AuditRow.objects.values("id")
    if since is not None:
        begin = every.filter(at__lt=since - _LONGEST).order_by("-at")[:1]
        rows = rows.filter(at__gte=since, id__gt=Coalesce(Subquery(begin), 0))
    if until is not None:
        end = every.filter(at__gte=until + _LONGEST).order_by("at")[:1]
        rows = rows.filter(at__lt=until, id__lt=Coalesce(Subquery(end), _NEVER))
    return rows


def newest() -> int:
    """The number of the newest act; 0 where there is none."""
    return AuditRow.objects.order_by("-id").values_list("id", flat=True).first() or 0


@dataclass(frozen=True)
class Act:
    """One chained act, for who reads the trail in its order. ``sequence``: its link."""

    sequence: int
    id: int
    at: datetime
    actor_kind: str
    actor_id: str
    action: str
    object_kind: str
    object_id: str
    subject: str


def chained_after(sequence: int, most: int) -> list[Act]:
    """The acts after that link, in the order of the chain, at most ``most``.

    Rows become visible in the order of their commits, so a reader that kept a row's number would miss some. Links are
    given to committed rows only, by one sealer at a time and without gaps: who goes on from a link misses nothing. One
    query, over the chain's own key."""
    rest = (
        "audit_link l JOIN audit_row r ON r.id = l.row_id WHERE l.sequence > %s ORDER BY l.sequence LIMIT %s"
    )
    return _acts("l.sequence", rest, [sequence, most])


def last_acts(actors: Iterable[str], since: datetime, up_to: int, most: int) -> list[Act]:
    """What each of these members did from ``since`` until row ``up_to``, the newest ``most`` of each, oldest first. One
    query; it reads that many rows of each, whatever the trail has grown to. ``sequence`` is 0."""
    rest = (
        "unnest(%s::text[]) AS a(actor) CROSS JOIN LATERAL (SELECT * FROM audit_row w "
        "WHERE w.actor_id = a.actor AND w.id <= %s ORDER BY w.id DESC LIMIT %s) r "
        "WHERE r.actor_kind = 'staff' AND r.at >= %s ORDER BY r.id"
    )
    return _acts("0", rest, [sorted(actors), up_to, most, since])


def acts_on(subject: str, since: datetime, until: datetime, most: int) -> list[Act]:
    """What members of staff did that was about this person, newest first, at most ``most``; ``until`` is not in it. One
    query, over the index of subjects: written out, because a partial index is chosen by what a statement says."""
    rest = (
        "audit_row r WHERE r.subject <> '' AND r.subject = %s AND r.actor_kind = 'staff' "
        "AND r.at >= %s AND r.at < %s ORDER BY r.id DESC LIMIT %s"
    )
    return _acts("0", rest, [subject, since, until, most])


def acts(ids: Iterable[int]) -> dict[int, Act]:
    """These rows, by number. One query. ``sequence`` is 0."""
    return {act.id: act for act in _acts("0", "audit_row r WHERE r.id = ANY(%s)", [list(ids)])}


def _acts(sequence: str, rest: str, parameters: list[Any]) -> list[Act]:
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {sequence}, r.id, r.at, r.actor_kind, r.actor_id, r.action, r.object_kind, r.object_id, r.subject "  # noqa: S608
            f"FROM {rest}",
            parameters,
        )
        return [Act(*row) for row in cursor.fetchall()]
