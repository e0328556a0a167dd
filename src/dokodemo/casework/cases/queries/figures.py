"""What the figures of a section are made of: kept counters, counts over an index, and batches for the night. Counts and
identifiers only, no person. The callers (``casework.figures``) answer for the right, as jobs of the house have none.

Whatever reads more than a counter names its bound: the open cases of one section, or what happened in one month."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection

from dokodemo.base import clock
from dokodemo.casework.cases import states
from dokodemo.casework.cases.models import CaseCount

BATCH = 500
#: Where a case stands, one after the other, and how long the applicant was waited for (補正).
TAKE, EXAMINE, DECIDE, WHOLE, ANSWER = STEPS = ("take", "examine", "decide", "whole", "answer")
# Written out, because a partial index is chosen by what a statement says literally.
_OPEN = "c.state IN ('arrived', 'examining', 'proposed')"


def _day(instant: str) -> str:
    """The date in Tokyo of an instant, in SQL."""
    return f"({instant} AT TIME ZONE 'Asia/Tokyo')::date"


# Days are differences of dates in Tokyo, so that the steps of a case add up to its whole. A colleague who takes a case over
# moves ``taken_at``: what can only have happened later ends the first step then. Of a proposal that was sent back,
# ``decided_at`` is that moment.
_STEPS = f"""
WITH done AS (
    SELECT c.id, c.section, c.procedure, c.entrance, c.arrived_on, c.taken_at, {_day("c.decided_at")} AS decided_on
    FROM "case" c WHERE c.decided_at >= %(since)s AND c.decided_at < %(until)s),
proposed AS (
    SELECT d.case_id, min(d.proposed_at) AS first, sum({_day("d.decided_at")} - {_day("d.proposed_at")}) AS days
    FROM case_decision d JOIN done ON done.id = d.case_id WHERE d.decided_at IS NOT NULL GROUP BY d.case_id),
asked AS (
    SELECT a.case_id, min(a.at) AS first, sum({_day("a.closed_at")} - {_day("a.at")}) AS days
    FROM case_asked a JOIN done ON done.id = a.case_id WHERE a.closed_at IS NOT NULL GROUP BY a.case_id),
begun AS (
    SELECT done.*, {_day("least(done.taken_at, p.first, a.first)")} AS begun_on, p.days AS deciding, coalesce(a.days, 0) AS answering
    FROM done LEFT JOIN proposed p ON p.case_id = done.id LEFT JOIN asked a ON a.case_id = done.id)
SELECT b.section, b.procedure, b.entrance, s.step, greatest(0, s.days)::int, count(*)
FROM begun b CROSS JOIN LATERAL (VALUES
    ('{TAKE}', CASE WHEN b.taken_at IS NOT NULL THEN b.begun_on - b.arrived_on END),
    ('{EXAMINE}', CASE WHEN b.taken_at IS NOT NULL THEN b.decided_on - b.begun_on - b.deciding - b.answering END),
    ('{DECIDE}', b.deciding),
    ('{WHOLE}', b.decided_on - b.arrived_on - b.answering),
    ('{ANSWER}', nullif(b.answering, 0))
) AS s (step, days)
WHERE s.days IS NOT NULL GROUP BY 1, 2, 3, 4, 5 ORDER BY 1, 2, 3, 4, 5"""  # noqa: S608


@dataclass(frozen=True)
class Load:
    """How many cases of a procedure stand at a stage, as kept."""

    procedure: str
    stage: str
    n: int


@dataclass(frozen=True)
class Place:
    """What a figure of a month is about."""

    section: str
    procedure: str
    entrance: str


@dataclass(frozen=True)
class Outcomes:
    """Of the cases decided in a month: how many with each outcome, and within their due day."""

    place: Place
    decided: int
    approved: int
    refused: int
    in_time: int


@dataclass(frozen=True)
class Lasted:
    """``n`` cases decided in a month spent ``days`` in a step; ``answer`` only of those where an answer was waited for."""

    place: Place
    step: str
    days: int
    n: int


@dataclass(frozen=True)
class Due:
    """A last day: of an open case, or (``contact`` is not 0) of what was promised on a case. ``taken_by`` may be ""."""

    case_id: UUID
    contact: int
    day: date
    taken_by: str


@dataclass(frozen=True)
class Standing:
    """A case that somebody was told of, as it stands now. ``open``: it is not decided."""

    receipt: str
    procedure: str
    stage: str
    open: bool


def sections() -> list[str]:
    """Every section that ever had a case. One query, of counters."""
    return list(CaseCount.objects.order_by("section").values_list("section", flat=True).distinct())


def load(section: str) -> list[Load]:
    """The open cases by procedure and stage. One query, of counters."""
    rows = CaseCount.objects.filter(section=section, stage__in=states.OPEN, n__gt=0)
    return [Load(each.procedure, each.stage, each.n) for each in rows.order_by("procedure", "stage")]


def late_by_procedure(section: str, today: date) -> dict[str, int]:
    """Open cases whose last day has passed. One query, over the index of the open cases by due day."""
    return dict(
        _all(
            f'SELECT c.procedure, count(*) FROM "case" c WHERE c.section = %s AND {_OPEN} AND c.due < %s GROUP BY 1',  # noqa: S608
            [section, today],
        )
    )


def open_by_arrival(section: str, bounds: Sequence[date]) -> list[int]:
    """How many open cases arrived up to and with each day of ``bounds``. One query, over the index of the open cases."""
    counts = ", ".join(["count(*) FILTER (WHERE c.arrived_at < %s)"] * len(bounds))
    ends = [clock.midnight(each + timedelta(days=1)) for each in bounds]
    (row,) = _all(
        f'SELECT {counts} FROM "case" c WHERE c.section = %s AND {_OPEN}', [*ends, section]  # noqa: S608
    )  # fmt: skip
    return list(row)


def due_days(section: str, today: date, until: date) -> dict[date | None, int]:
    """Open cases by due day from today to ``until``; under None those whose day has passed. One query, of counters."""
    return dict(
        _all(
            "SELECT CASE WHEN due >= %s THEN due END, sum(n)::int FROM case_due_count "
            "WHERE section = %s AND due <= %s AND n > 0 GROUP BY 1",
            [today, section, until],
        )
    )


def promised(section: str, today: date, until: date) -> tuple[int, int]:
    """What was promised and not done: how many whose day has passed, and whose day comes by ``until``. One query, over the
    open promises by their day."""
    (row,) = _all(
        "SELECT count(*) FILTER (WHERE p.until < %s), count(*) FILTER (WHERE p.until >= %s) FROM case_contact p "
        'JOIN "case" c ON c.id = p.case_id '
        "WHERE p.kept_at IS NULL AND p.promise <> '' AND p.until <= %s AND c.section = %s",
        [today, today, until, section],
    )
    return row[0], row[1]


def first_arrival(of: Sequence[str]) -> date | None:
    """The day of the oldest case of these sections. One read of an index for each."""
    found: date | None = _all(
        'SELECT min(f.day) FROM unnest(%s::text[]) AS s (section) CROSS JOIN LATERAL '
        '(SELECT c.arrived_on AS day FROM "case" c WHERE c.section = s.section ORDER BY c.arrived_on LIMIT 1) f',
        [list(of)],
    )[0][0]  # fmt: skip
    return found


def arrivals_by_month(of: Sequence[str], since: date) -> dict[date, int]:
    """How many cases arrived in each month since then. One query, over the index of arrivals."""
    return dict(
        _all(
            "SELECT date_trunc('month', c.arrived_on)::date, count(*) FROM \"case\" c "
            "WHERE c.section = ANY(%s) AND c.arrived_on >= %s GROUP BY 1",
            [list(of), since],
        )
    )


def arrived(of: Sequence[str], since: date, until: date) -> list[tuple[Place, int]]:
    """What arrived from ``since`` to before ``until``. One query, over the index of arrivals."""
    rows = _all(
        'SELECT c.section, c.procedure, c.entrance, count(*) FROM "case" c '
        "WHERE c.section = ANY(%s) AND c.arrived_on >= %s AND c.arrived_on < %s GROUP BY 1, 2, 3 ORDER BY 1, 2, 3",
        [list(of), since, until],
    )
    return [(Place(*row[:3]), row[3]) for row in rows]


def decided(since: date, until: date) -> list[Outcomes]:
    """What was decided from ``since`` to before ``until``. One query, over an index of decided cases."""
    rows = _all(
        "SELECT c.section, c.procedure, c.entrance, count(*), count(*) FILTER (WHERE c.state = %(approved)s), "  # noqa: S608
        f"count(*) FILTER (WHERE c.state = %(refused)s), count(*) FILTER (WHERE {_day('c.decided_at')} <= c.due) "
        'FROM "case" c WHERE c.decided_at >= %(since)s AND c.decided_at < %(until)s GROUP BY 1, 2, 3 ORDER BY 1, 2, 3',
        _period(since, until) | {"approved": states.APPROVED, "refused": states.REFUSED},
    )
    return [Outcomes(Place(*row[:3]), *row[3:]) for row in rows]


def lasted(since: date, until: date) -> list[Lasted]:
    """How long each step took of what was decided from ``since`` to before ``until``, in days; waiting for an answer of the
    applicant (補正) is a step of its own and in no other. One query, over an index of decided cases."""
    return [Lasted(Place(*row[:3]), *row[3:]) for row in _all(_STEPS, _period(since, until))]


def asked(since: date, until: date) -> list[tuple[Place, int]]:
    """How often a correction (補正) was asked for from ``since`` to before ``until``. One query, over an index."""
    rows = _all(
        'SELECT c.section, c.procedure, c.entrance, count(*) FROM case_asked a JOIN "case" c ON c.id = a.case_id '
        "WHERE a.at >= %(since)s AND a.at < %(until)s GROUP BY 1, 2, 3 ORDER BY 1, 2, 3",
        _period(since, until),
    )
    return [(Place(*row[:3]), row[3]) for row in rows]


def due_cases(section: str, until: date, after: Due | None = None) -> list[Due]:
    """Open cases whose last day is ``until`` or before, the earliest first, BATCH at a time. One query, over the index of the
    open cases by due day."""
    where, parameters = "", list[Any]([section, until])
    if after is not None:
        where, parameters = " AND (c.due, c.id) > (%s, %s)", [*parameters, after.day, after.case_id]
    rows = _all(
        f'SELECT c.id, 0, c.due, c.taken_by FROM "case" c WHERE c.section = %s AND {_OPEN} AND c.due <= %s{where} '  # noqa: S608
        "ORDER BY c.due, c.id LIMIT %s",
        [*parameters, BATCH],
    )
    return [Due(*row) for row in rows]


def due_promises(section: str, until: date, after: Due | None = None) -> list[Due]:
    """What was promised on cases of the section by ``until`` or before and is not done, the earliest first, BATCH at a time;
    who has the case answers for it, else who promised. One query, over the open promises by their day."""
    where, parameters = "", list[Any]([section, until])
    if after is not None:
        where, parameters = " AND (p.until, p.id) > (%s, %s)", [*parameters, after.day, after.contact]
    rows = _all(
        "SELECT c.id, p.id, p.until, coalesce(nullif(c.taken_by, ''), p.by_id) FROM case_contact p "  # noqa: S608
        'JOIN "case" c ON c.id = p.case_id '
        f"WHERE c.section = %s AND p.kept_at IS NULL AND p.promise <> '' AND p.until <= %s{where} "
        "ORDER BY p.until, p.id LIMIT %s",
        [*parameters, BATCH],
    )
    return [Due(*row) for row in rows]


def standing(of: Sequence[str], ids: Sequence[UUID]) -> dict[UUID, Standing]:
    """These cases, as far as they are of one of the sections. One query, by identifier."""
    rows = _all(
        f'SELECT c.id, c.receipt, c.procedure, c.stage, {_OPEN} FROM "case" c '  # noqa: S608
        "WHERE c.id = ANY(%s) AND c.section = ANY(%s)",
        [list(ids), list(of)],
    )
    return {row[0]: Standing(*row[1:]) for row in rows}


def _period(since: date, until: date) -> dict[str, datetime | str]:
    return {"since": clock.midnight(since), "until": clock.midnight(until)}


def _all(sql: str, parameters: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return list(cursor.fetchall())
