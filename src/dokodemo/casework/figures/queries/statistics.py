"""Procedures and months in figures, for the section that handles them and, of all sections, for the auditor."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Max, QuerySet, Sum

from dokodemo.base import clock
from dokodemo.base.actor import Actor
from dokodemo.base.audit.actions import record
from dokodemo.casework.cases import states
from dokodemo.casework.cases.queries import figures as cases
from dokodemo.casework.figures import rights, terms
from dokodemo.casework.figures.models import Lasted, Month, Rated, Rolled
from dokodemo.casework.figures.queries.steps import LEAST, Spread, by_step
from dokodemo.catalog import versions
from dokodemo.catalog.schema import Text
from dokodemo.values.ages import first_of_month

#: So many months are shown.
SHOWN = 12
_COUNTS = ("arrived", "decided", "approved", "refused", "in_time", "asked")


@dataclass(frozen=True)
class Line:
    """One month, or one procedure of a month. ``entrances``: how many arrived by each of ``Statistics.entrances``; ``stars``:
    the sum of what ``rated`` residents gave, 1 to 5 each: of a month that is over; nothing of the running one."""

    arrived: int
    entrances: tuple[int, ...]
    decided: int
    approved: int
    refused: int
    in_time: int
    asked: int
    steps: dict[str, Spread]
    rated: int
    stars: int

    @property
    def satisfaction(self) -> float | None:
        """The mean of the stars; None where it would say what a few have given."""
        return self.stars / self.rated if self.rated >= LEAST else None

    @property
    def other(self) -> int:
        """Decided with another outcome than approved and refused."""
        return self.decided - self.approved - self.refused

    @property
    def late(self) -> int:
        return self.decided - self.in_time


@dataclass(frozen=True)
class Statistics:
    """The last ``SHOWN`` months, the newest first. ``sections`` and ``procedures`` are what can be chosen; ``finished`` the
    months whose ratings are shown and whose open data can be saved; ``counted_at`` is None before the first night."""

    sections: tuple[tuple[str, Text], ...]
    section: str
    procedures: tuple[tuple[str, Text], ...]
    procedure: str
    entrances: tuple[str, ...]
    lines: tuple[tuple[date, Line], ...]
    finished: tuple[date, ...]
    counted_at: datetime | None


def statistics(actor: Actor, section: str, procedure: str) -> Statistics:
    """Of a section ("" or one that the actor may not read: the first that they may), of one procedure or of all ("").
    Five queries and the record of the look. Raises NotAllowed."""
    sections = rights.readable(actor, cases.sections())
    section = section if section in sections else (sections or ("",))[0]
    known = versions.known()
    month = first_of_month(clock.today())
    months = [terms.months_later(month, -back) for back in range(SHOWN)]
    rows, lasted, rated = _of(section, months[-1])
    if procedure not in known:
        procedure = ""
    if procedure:
        rows, lasted = rows.filter(procedure=procedure), lasted.filter(procedure=procedure)
        rated = rated.filter(procedure=procedure)
    record(actor, "figures.view", object_kind="section", object_id=section)
    counts = list(rows.values("month", "entrance").annotate(**{each: Sum(each) for each in _COUNTS}))
    days = list(lasted.values("month", "step", "days").annotate(cases=Sum("n")))
    stars = list(rated.values("month", "n", "stars"))
    entrances = entrances_of(each["entrance"] for each in counts)
    return Statistics(
        sections=tuple((each, versions.section_title(each)) for each in sections),
        section=section,
        procedures=tuple(
            (id_, each.titles) for id_, each in sorted(known.items()) if each.section == section
        ),
        procedure=procedure,
        entrances=entrances,
        lines=tuple((each, _line(entrances, counts, days, stars, {"month": each})) for each in months),
        finished=tuple(months[1:]),
        counted_at=Rolled.objects.aggregate(at=Max("at"))["at"],
    )


@dataclass(frozen=True)
class Published:
    """One month of a section, by procedure: what the open data are made of, before anything is hidden."""

    section: str
    entrances: tuple[str, ...]
    lines: dict[str, Line]
    total: Line


def month_of(section: str, month: date) -> Published:
    """All procedures that had anything in that month. Three queries; for who has the right, or makes what is published."""
    rows, lasted, rated = _of(section, month)
    counts = list(rows.filter(month=month).values("procedure", "entrance", *_COUNTS))
    days = list(lasted.filter(month=month).values("procedure", "step", "days").annotate(cases=Sum("n")))
    stars = list(rated.filter(month=month).values("procedure", "n", "stars"))
    entrances = entrances_of(each["entrance"] for each in counts)
    return Published(
        section,
        entrances,
        {
            id_: _line(entrances, counts, days, stars, {"procedure": id_})
            for id_ in sorted({each["procedure"] for each in (*counts, *stars)})
        },
        _line(entrances, counts, days, stars, {}),
    )


def is_counted(month: date) -> bool:
    """Whether the month has ended and was counted since. One query."""
    end = clock.midnight(terms.months_later(month, 1))
    return Rolled.objects.filter(month=month, at__gte=end).exists()


def entrances_of(found: Iterable[str]) -> tuple[str, ...]:
    """The entrances there are, and any that there once were."""
    return tuple(dict.fromkeys((*states.ENTRANCES, *sorted(found))))


def _of(section: str, since: date) -> tuple[QuerySet[Month], QuerySet[Lasted], QuerySet[Rated]]:
    return (
        Month.objects.filter(section=section, month__gte=since),
        Lasted.objects.filter(section=section, month__gte=since),
        # From one day to the next the mean of a running month would tell a single answer.
        Rated.objects.filter(section=section, month__gte=since, month__lt=first_of_month(clock.today())),
    )


def _line(
    entrances: tuple[str, ...], counts: Sequence[Any], days: Sequence[Any], stars: Sequence[Any], of: dict[str, Any]
) -> Line:  # fmt: skip
    mine = [row for row in counts if of.items() <= row.items()]

    def total(name: str, entrance: str | None = None) -> int:
        return sum(row[name] for row in mine if entrance in (None, row["entrance"]))

    steps = [(row["step"], row["days"], row["cases"]) for row in days if of.items() <= row.items()]
    by_entrance = tuple(total("arrived", each) for each in entrances)
    sums = {each: total(each) for each in _COUNTS}
    said = [row for row in stars if of.items() <= row.items()]
    return Line(
        entrances=by_entrance,
        steps=by_step(steps),
        rated=sum(row["n"] for row in said),
        stars=sum(row["stars"] for row in said),
        **sums,
    )
