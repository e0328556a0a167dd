"""The queue of a section: kept counts, keyset pages, search by number or name. Nothing is counted by reading."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection

from dokodemo.base import clock
from dokodemo.base.actor import Actor
from dokodemo.base.audit.actions import record
from dokodemo.casework.cases import states
from dokodemo.casework.cases.actions.presence import FRESH
from dokodemo.casework.cases.rights import NotAllowed, may_see
from dokodemo.values import names

PAGE = 50
SORTS = ("due", "arrived")
_SOON = timedelta(days=3)
_LAST_CHARACTER = "\U0010ffff"
# Written out, because a partial index is chosen by what a statement says literally.
_OPEN = "c.state IN ('arrived', 'examining', 'proposed')"

_COLUMNS = """
SELECT c.id, c.receipt, c.procedure, c.applicant_name, c.arrived_at, c.due, c.state, c.problems <> '{}', c.taken_name,
    c.number, c.section, %(key)s, c.entrance,
    (SELECT string_agg(p.name, '、' ORDER BY p.name) FROM case_presence p
     WHERE p.case_id = c.id AND p.seen_at > %%s AND p.member <> %%s)
FROM "case" c
"""


@dataclass(frozen=True)
class Row:
    """A case in a list. ``urgency`` ∈ late, soon, "" (also when it is decided); ``open_by``: who has it open now."""

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


@dataclass(frozen=True)
class Page:
    """``after`` continues the list, "" at its end."""

    rows: tuple[Row, ...]
    after: str


@dataclass(frozen=True)
class Counts:
    """What is kept of a section: cases by state, open cases by procedure, how many open ones are due; and how many of
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
    """What of the queue is asked for. ``state`` ∈ "" (all that is open), mine, or a state; ``sort`` due or arrived;
    ``entrance`` "" (any), web or portal."""

    state: str = ""
    procedure: str = ""
    sort: str = "due"
    after: str = ""
    entrance: str = ""


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
            SELECT state, procedure, NULL::date, n FROM case_count WHERE section = %s AND n <> 0
            UNION ALL SELECT NULL, NULL, due, n FROM case_due_count WHERE section = %s AND due <= %s AND n <> 0
            UNION ALL SELECT NULL, NULL, NULL, count(*) FROM "case" c
                WHERE c.section = %s AND {_OPEN} AND c.taken_by <> '' AND c.taken_by = %s
            """,  # noqa: S608
            [section, section, today + _SOON, section, actor.id],
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
    key = "c.arrived_at" if wanted.sort == "arrived" else "c.due"
    where, parameters = _chosen(actor, wanted, section)
    after = _after(wanted)
    # New first by arrival, urgent first by deadline.
    order = f"{key} DESC, c.id DESC" if wanted.sort == "arrived" else f"{key}, c.id"
    if after:
        where += f" AND ({key}, c.id) {'<' if wanted.sort == 'arrived' else '>'} (%s, %s)"
        parameters += list(after)
    rows = _select(actor, key, f"WHERE {where} ORDER BY {order}", parameters)
    found = _page(rows)
    record(actor, "case.list", object_kind="section", object_id=section, detail={"shown": len(found.rows)})
    return found


def _chosen(actor: Actor, wanted: Wanted, section: str) -> tuple[str, list[Any]]:
    where, parameters = "c.section = %s", [section]
    if wanted.state in states.STATES:
        where += " AND c.state = %s"
        parameters.append(wanted.state)
    elif wanted.state == "mine":
        where += f" AND {_OPEN} AND c.taken_by = %s"
        parameters.append(actor.id)
    else:
        where += f" AND {_OPEN}"
    if wanted.procedure:
        where += " AND c.procedure = %s"
        parameters.append(wanted.procedure)
    if wanted.entrance in states.ENTRANCES:
        where += " AND c.entrance = %s"
        parameters.append(wanted.entrance)
    return where, parameters


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


def search(actor: Actor, text: str, after: str = "") -> Page:
    """Cases of the section by receipt number (from 4 digits; the portal's in full), document number, or the beginning of a name or reading
    (2 characters suffice). The search is recorded with its number of hits, never its words."""
    section = section_of(actor)
    plain = "".join(unicodedata.normalize("NFKC", text).split())
    digits = re.sub(r"[-‐‑‒–—―−]", "", plain)
    if digits.isdecimal() and digits.isascii() and len(digits) >= 4:
        kind, found = "receipt", _by_prefix(actor, section, "c.receipt_digits", digits, after)
        if not found.rows:
            kind, found = "entrance", _by_entrance_number(actor, section, digits)
    elif "号" in plain:
        kind, found = (
            "number",
            _page(
                _select(
                    actor,
                    "c.id",
                    "WHERE c.section = %s AND c.number = %s ORDER BY c.decided_at DESC",
                    [section, plain],
                )
            ),
        )
    else:
        kind, found = "name", _by_name(actor, section, names.search_key(text), after)
    record(
        actor,
        "case.search",
        object_kind="section",
        object_id=section,
        detail={"by": kind, "hits": len(found.rows)},
    )
    return found


def _by_entrance_number(actor: Actor, section: str, digits: str) -> Page:
    """By the whole number that the national portal gave: what an applicant who came by it reads out."""
    where = "WHERE c.section = %s AND c.entrance_number = %s AND c.entrance_number <> '' ORDER BY c.id"
    return _page(_select(actor, "c.id", where, [section, digits]))


def _by_name(actor: Actor, section: str, key: str, after: str) -> Page:
    """Names first; readings where no name begins so (a reading typed is in kana, a name hardly ever)."""
    if len(key) < 2:
        return Page((), "")
    column = "c.kana_key" if re.fullmatch(r"[ァ-ヶー]+", key) else "c.name_key"
    return _by_prefix(actor, section, column, key, after)


def _by_prefix(actor: Actor, section: str, column: str, key: str, after: str) -> Page:
    """By bytes, in any collation, and also when the plan is made before the value is known: hence no LIKE."""
    where = f"WHERE c.section = %s AND {column} ~>=~ %s AND {column} ~<~ %s"
    parameters: list[Any] = [section, key, key + _LAST_CHARACTER]
    last, _, id_ = after.rpartition("~")
    try:
        start = UUID(id_)
    except ValueError:
        pass
    else:
        where += f" AND ({column} ~>~ %s OR ({column} = %s AND c.id > %s))"
        parameters += [last, last, start]
    return _page(_select(actor, column, f"{where} ORDER BY {column} USING ~<~, c.id", parameters))


def _select(actor: Actor, key: str, rest: str, parameters: list[Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(
            _COLUMNS % {"key": key} + rest + " LIMIT %s",
            [clock.now() - FRESH, actor.id, *parameters, PAGE + 1],
        )
        return list(cursor.fetchall())


def _page(found: list[tuple[Any, ...]]) -> Page:
    today = clock.today()
    rows = tuple(
        Row(
            id=row[0], receipt=row[1], procedure=row[2], applicant=row[3], arrived_at=row[4], due=row[5], state=row[6],
            has_problems=row[7], taken_by=row[8], number=row[9], urgency=urgency(row[5], row[6], today),
            open_by=row[13] or "", entrance=row[12],
        )
        for row in found[:PAGE]
    )  # fmt: skip
    if len(found) <= PAGE:
        return Page(rows, "")
    last = found[PAGE - 1]
    value = last[11].isoformat() if hasattr(last[11], "isoformat") else str(last[11])
    return Page(rows, f"{value}~{last[0]}")


def urgency(due: date, state: str, today: date) -> str:
    """How near the deadline is of a case in that state."""
    if state not in states.OPEN or due > today + _SOON:
        return ""
    return "late" if due < today else "soon"
