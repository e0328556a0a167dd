"""The queue of a section: kept counts, filters, keyset pages. Nothing is counted by reading."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.db import connection

from dokodemo.base import clock
from dokodemo.base.actor import Actor
from dokodemo.base.audit.actions import record
from dokodemo.casework.cases import states
from dokodemo.casework.cases.actions.presence import FRESH
from dokodemo.casework.cases.rights import NotAllowed, may_see
from dokodemo.catalog import versions
from dokodemo.catalog.posts import level_of
from dokodemo.values.days import add_working_days

PAGE = 50
MOST_EXPORTED = 5_000
SORTS = ("due", "arrived")
#: A deadline is near from so many business days before it.
_NEAR = 3
# Written out, because a partial index is chosen by what a statement says literally.
_OPEN = "c.state IN ('arrived', 'examining', 'proposed')"

_COLUMNS = """
SELECT c.id, c.receipt, c.procedure, c.applicant_name, c.arrived_at, c.due, c.stage, c.problems <> '{}', c.taken_name,
    c.number, c.version, %(key)s, c.entrance,
    (SELECT string_agg(p.name, '、' ORDER BY p.name) FROM case_presence p
     WHERE p.case_id = c.id AND p.seen_at > %%s AND p.member <> %%s), c.flag, c.applicant_kana,
    (SELECT a.until FROM case_asked a WHERE a.case_id = c.id AND a.closed_at IS NULL)
FROM "case" c
"""


@dataclass(frozen=True)
class Row:
    """A case in a list. ``state``: its stage; ``urgency`` ∈ late, soon, "" (also when it is decided); ``open_by``: who has
    it open now; ``version``: what a change of many has read; ``asked_until``: the last day for the answer of an applicant
    who was asked to mend it (補正), ``asked`` ∈ waits, over, ""."""

    id: UUID
    receipt: str
    procedure: str
    applicant: str
    arrived_at: datetime
    due: date
    state: str
    has_problems: bool
    taken_by: str
    number: str
    urgency: str
    open_by: str
    entrance: str
    flag: str
    version: int
    kana: str
    asked: str
    asked_until: date | None


@dataclass(frozen=True)
class Page:
    """``after`` continues the list, "" at its end."""

    rows: tuple[Row, ...]
    after: str


@dataclass(frozen=True)
class Counts:
    """What is kept of a section: cases by stage, open cases by procedure, how many open ones are due; and how many of
    them the reader has taken (``mine``, counted, over an index of its own)."""

    by_state: dict[str, int]
    by_procedure: dict[str, int]
    late: int
    due_today: int
    due_soon: int
    mine: int

    @property
    def open(self) -> int:
        return sum(self.by_state.get(state, 0) for state in states.OPEN)

    @property
    def total(self) -> int:
        return sum(self.by_state.values())


@dataclass(frozen=True)
class Wanted:
    """What of the queue is asked for. ``state`` ∈ "" (all that is open), mine, nobody, asked (an answer is waited for), or a
    stage; ``sort`` due or arrived; ``entrance`` "" (any) or one of them; ``due`` "" (any), late, today or soon (open cases
    only); ``flag`` "" (any) or one of them; ``since`` and ``until``: days of arrival."""

    state: str = ""
    procedure: str = ""
    sort: str = "due"
    after: str = ""
    entrance: str = ""
    due: str = ""
    flag: str = ""
    since: date | None = None
    until: date | None = None


def has_queue(actor: Actor) -> bool:
    """Whether the actor works in a section; who stands above sections decides, and has no queue."""
    catalog = versions.current()
    place = min(actor.sections, default="")
    return catalog is None or level_of(catalog, place) in ("section", None)


def section_of(actor: Actor) -> str:
    """The section whose queue the actor works on. Raises NotAllowed."""
    section = min(actor.sections, default="")
    if not may_see(actor, section):
        raise NotAllowed("case.list")
    return section


def counts(actor: Actor) -> Counts:
    """The counters of the actor's section. One query."""
    section = section_of(actor)
    today = clock.today()
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            SELECT stage, procedure, NULL::date, n FROM case_count WHERE section = %s AND n <> 0
            UNION ALL SELECT NULL, NULL, due, n FROM case_due_count WHERE section = %s AND due <= %s AND n <> 0
            UNION ALL SELECT NULL, NULL, NULL, count(*) FROM "case" c
                WHERE c.section = %s AND {_OPEN} AND c.taken_by <> '' AND c.taken_by = %s
            """,  # noqa: S608
            [section, section, warned_until(today), section, actor.id],
        )
        found = cursor.fetchall()
    by_state: dict[str, int] = {}
    by_procedure: dict[str, int] = {}
    days: dict[date, int] = {}
    mine = 0
    for state, procedure, due, n in found:
        if due is not None:
            days[due] = n
            continue
        if state is None:
            mine = n
            continue
        by_state[state] = by_state.get(state, 0) + n
        by_procedure[procedure] = by_procedure.get(procedure, 0) + (n if state in states.OPEN else 0)
    return Counts(
        by_state,
        by_procedure,
        sum(n for due, n in days.items() if due < today),
        days.get(today, 0),
        sum(n for due, n in days.items() if due > today),
        mine,
    )


def page(actor: Actor, wanted: Wanted) -> Page:
    """One page of the queue; the look is recorded. Two queries."""
    section = section_of(actor)
    found = page_of(_listed(actor, wanted, section, PAGE + 1))
    record(actor, "case.list", object_kind="section", object_id=section, detail={"shown": len(found.rows)})
    return found


def export(actor: Actor, wanted: Wanted) -> list[Row] | None:
    """The whole list in its order, of at most MOST_EXPORTED cases; None when it is longer. Recorded with its length."""
    section = section_of(actor)
    found = _listed(actor, replace(wanted, after=""), section, MOST_EXPORTED + 1)
    if len(found) > MOST_EXPORTED:
        return None
    record(actor, "case.export", object_kind="section", object_id=section, detail={"rows": len(found)})
    return [_row(each, clock.today()) for each in found]


def _listed(actor: Actor, wanted: Wanted, section: str, most: int) -> list[tuple[Any, ...]]:
    key = "c.arrived_at" if wanted.sort == "arrived" else "c.due"
    where, parameters = _chosen(actor, wanted, section)
    after = _after(wanted)
    # New first by arrival, urgent first by deadline.
    order = f"{key} DESC, c.id DESC" if wanted.sort == "arrived" else f"{key}, c.id"
    if after:
        where += f" AND ({key}, c.id) {'<' if wanted.sort == 'arrived' else '>'} (%s, %s)"
        parameters += list(after)
    return select(actor, key, f"WHERE {where} ORDER BY {order}", parameters, most)


def _chosen(actor: Actor, wanted: Wanted, section: str) -> tuple[str, list[Any]]:
    where, parameters = "c.section = %s", list[Any]([section])
    if wanted.state in states.STAGES:
        where += " AND c.stage = %s"
        parameters.append(wanted.state)
        if wanted.state in states.OPEN:
            where += f" AND {_OPEN}"  # some indexes hold only these
    else:
        where += f" AND {_OPEN}"
    if wanted.state == "mine":
        where += " AND c.taken_by <> '' AND c.taken_by = %s"
        parameters.append(actor.id)
    elif wanted.state == "nobody":
        where += " AND c.taken_by = ''"
    elif wanted.state == "asked":
        where += " AND EXISTS (SELECT 1 FROM case_asked a WHERE a.case_id = c.id AND a.closed_at IS NULL)"
    if wanted.procedure:
        where += " AND c.procedure = %s"
        parameters.append(wanted.procedure)
    if wanted.entrance in states.ENTRANCES:
        where += " AND c.entrance = %s" + (
            " AND c.entrance <> 'web'" if wanted.entrance != states.WEB else ""
        )
        parameters.append(wanted.entrance)
    if wanted.flag in states.FLAGS:
        where += f" AND {_OPEN} AND c.flag <> '' AND c.flag = %s"
        parameters.append(wanted.flag)
    for condition, value in _periods(wanted):
        where += f" AND {condition}"
        parameters.append(value)
    return where, parameters


def _periods(wanted: Wanted) -> list[tuple[str, date | datetime]]:
    """What the deadlines and the days of arrival that are asked for come to."""
    today = clock.today()
    found: list[tuple[str, date | datetime]] = []
    if wanted.due == "late":
        found.append((f"{_OPEN} AND c.due < %s", today))
    elif wanted.due == "today":
        found.append((f"{_OPEN} AND c.due = %s", today))
    elif wanted.due == "soon":
        found += [(f"{_OPEN} AND c.due > %s", today), ("c.due <= %s", warned_until(today))]
    # By the instant, as the list is sorted; a day ends where the next one begins.
    if wanted.since:
        found.append(("c.arrived_at >= %s", clock.midnight(wanted.since)))
    if wanted.until:
        found.append(("c.arrived_at < %s", clock.midnight(wanted.until + timedelta(days=1))))
    return found


def _after(wanted: Wanted) -> tuple[date | datetime, UUID] | None:
    """Where the page before ended; nonsense begins again at the top."""
    value, _, id_ = wanted.after.partition("~")
    try:
        at: date | datetime = (
            datetime.fromisoformat(value) if wanted.sort == "arrived" else date.fromisoformat(value)
        )
        return at, UUID(id_)
    except ValueError:
        return None


def select(
    actor: Actor, key: str, rest: str, parameters: list[Any], most: int = PAGE + 1
) -> list[tuple[Any, ...]]:
    """Rows of the list: ``rest`` is WHERE and ORDER BY, ``key`` what the next page goes on from."""
    with connection.cursor() as cursor:
        cursor.execute(
            _COLUMNS % {"key": key} + rest + " LIMIT %s",
            [clock.now() - FRESH, actor.id, *parameters, most],
        )
        return list(cursor.fetchall())


def page_of(found: list[tuple[Any, ...]]) -> Page:
    """The page that these rows are, one more than it holds where it goes on."""
    rows = tuple(_row(each, clock.today()) for each in found[:PAGE])
    if len(found) <= PAGE:
        return Page(rows, "")
    last = found[PAGE - 1]
    value = last[11].isoformat() if hasattr(last[11], "isoformat") else str(last[11])
    return Page(rows, f"{value}~{last[0]}")


def _row(row: tuple[Any, ...], today: date) -> Row:
    until: date | None = row[16]
    return Row(
        id=row[0], receipt=row[1], procedure=row[2], applicant=row[3], arrived_at=row[4], due=row[5], state=row[6],
        has_problems=row[7], taken_by=row[8], number=row[9], urgency=urgency(row[5], row[6], today),
        open_by=row[13] or "", entrance=row[12], flag=row[14], version=row[10], kana=row[15],
        asked="" if until is None else "over" if until < today else "waits", asked_until=until,
    )  # fmt: skip


@lru_cache(4)
def warned_until(today: date) -> date:
    """The last deadline that is near today: the third open day after it."""
    return add_working_days(today, _NEAR)


def urgency(due: date, state: str, today: date) -> str:
    """How near the deadline is of a case in that state."""
    if state not in states.OPEN or due > warned_until(today):
        return ""
    return "late" if due < today else "soon"
