"""The board of a section's chief: load, age, where cases stand longest, what is late and what comes. No figure is of a
person."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Max, Sum

from dokodemo.base import clock
from dokodemo.base.actor import Actor
from dokodemo.base.audit.actions import record
from dokodemo.casework.cases import states
from dokodemo.casework.cases.queries import figures as cases
from dokodemo.casework.figures import rights, terms
from dokodemo.casework.figures.models import Lasted, Month, Rolled
from dokodemo.casework.figures.queries.steps import ON_THE_WAY, Spread, by_step
from dokodemo.catalog import versions
from dokodemo.catalog.schema import Text
from dokodemo.values.ages import first_of_month
from dokodemo.values.days import is_closed

#: Medians and terms are read from this month and the ones before it, so many in all.
MONTHS = 3


@dataclass(frozen=True)
class Load:
    """The open cases of a procedure, by stage; ``late`` of them are over their due day."""

    procedure: str
    title: Text
    arrived: int
    examining: int
    proposed: int
    late: int

    @property
    def total(self) -> int:
        return self.arrived + self.examining + self.proposed


@dataclass(frozen=True)
class Age:
    """``n`` open cases that came ``first`` to ``last`` business days ago (``last`` None: or more)."""

    first: int
    last: int | None
    n: int


@dataclass(frozen=True)
class Pace:
    """What was decided of a procedure in the last months: within the standard processing time (``standard`` days, None where
    it is no longer declared) or not, and how long each step took. ``longest``: where cases stand longest."""

    procedure: str
    title: Text
    standard: int | None
    kept: int
    late: int
    steps: dict[str, Spread]
    longest: str


@dataclass(frozen=True)
class Day:
    """``n`` open cases fall due."""

    day: date
    n: int


@dataclass(frozen=True)
class Board:
    """``late`` open cases are over their due day; ``days`` are those ahead. ``promised``: promises whose day is over, and those
    that come in the same days. ``since`` is the first month of ``paces``, ``counted_at`` None before the first night."""

    section: Text
    loads: tuple[Load, ...]
    ages: tuple[Age, ...]
    paces: tuple[Pace, ...]
    late: int
    days: tuple[Day, ...]
    promised: tuple[int, int]
    since: date
    counted_at: datetime | None

    @property
    def open(self) -> int:
        return sum(each.total for each in self.loads)


def board(actor: Actor) -> Board:
    """The board of the actor's section. Eight queries, however many cases there are, and the record of the look. Raises
    NotAllowed."""
    section = rights.section_of_chief(actor)
    today = clock.today()
    since = terms.months_later(first_of_month(today), 1 - MONTHS)
    ahead = cases.due_days(section, today, terms.shown_until(today))
    loads = _loads(section, today)
    record(actor, "figures.board", object_kind="section", object_id=section)
    return Board(
        section=versions.section_title(section),
        loads=loads,
        ages=_ages(section, today, sum(each.total for each in loads)),
        paces=_paces(section, since),
        late=ahead.pop(None, 0),
        days=_days(today, ahead),
        promised=cases.promised(section, today, terms.shown_until(today)),
        since=since,
        counted_at=Rolled.objects.aggregate(at=Max("at"))["at"],
    )


def _loads(section: str, today: date) -> tuple[Load, ...]:
    late = cases.late_by_procedure(section, today)
    found: dict[str, dict[str, int]] = {}
    for each in cases.load(section):
        found.setdefault(each.procedure, {})[each.stage] = each.n
    made = [
        Load(
            id_, versions.procedure_title(id_), by.get(states.ARRIVED, 0), by.get(states.EXAMINING, 0),
            by.get(states.PROPOSED, 0), late.get(id_, 0),
        )
        for id_, by in found.items()
    ]  # fmt: skip
    return tuple(sorted(made, key=lambda each: (-each.total, each.procedure)))


def _ages(section: str, today: date, total: int) -> tuple[Age, ...]:
    """From the oldest class to the youngest, each without those that are older still."""
    older = cases.open_by_arrival(section, terms.age_bounds(today))
    firsts, counts = (0, *terms.AGES), (max(total, *older), *older)
    return tuple(
        Age(first, firsts[at + 1] - 1 if at + 1 < len(firsts) else None,
            counts[at] - (counts[at + 1] if at + 1 < len(counts) else 0))
        for at, first in enumerate(firsts)
    )  # fmt: skip


def _days(today: date, ahead: dict[date | None, int]) -> tuple[Day, ...]:
    """Every open day ahead, also where nothing falls due."""
    last, day = terms.shown_until(today), today
    found = []
    while day <= last:
        n = ahead.get(day, 0)
        if n or not is_closed(day):
            found.append(Day(day, n))
        day = date.fromordinal(day.toordinal() + 1)
    return tuple(found)


def _paces(section: str, since: date) -> tuple[Pace, ...]:
    known = versions.known()
    days: dict[str, list[tuple[str, int, int]]] = {}
    lasted = Lasted.objects.filter(section=section, month__gte=since).values_list("procedure", "step", "days")
    for id_, step, n_days, n in lasted.annotate(cases=Sum("n")):
        days.setdefault(id_, []).append((step, n_days, n))
    decided = Month.objects.filter(section=section, month__gte=since, decided__gt=0).values_list("procedure")
    made = []
    for id_, every, kept in decided.annotate(every=Sum("decided"), kept=Sum("in_time")).order_by("procedure"):
        steps, declared = by_step(days.get(id_, ())), known.get(id_)
        made.append(
            Pace(
                id_, versions.procedure_title(id_), declared.standard_days if declared else None, kept, every - kept,
                steps, _longest(steps),
            )
        )  # fmt: skip
    return tuple(sorted(made, key=lambda each: (-(each.kept + each.late), each.procedure)))


def _longest(steps: dict[str, Spread]) -> str:
    """The step with the largest median, "" where there is none or it took no day."""
    medians: Iterable[tuple[int, str]] = ((steps[each].median or 0, each) for each in ON_THE_WAY)
    days, step = max(medians, key=lambda each: each[0])
    return step if days else ""
