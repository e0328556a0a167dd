"""The month in figures, for the auditor: by section and rule, and what was answered."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count

from dokodemo.base.actor import Actor
from dokodemo.base.audit.actions import record
from dokodemo.casework.looking import words
from dokodemo.casework.looking.models import CHECKING, IMPROPER, NEEDED, OPEN, Alarm
from dokodemo.casework.looking.rights import require_auditor
from dokodemo.catalog import versions
from dokodemo.values import cells as tables
from dokodemo.values.ages import first_of_month, first_of_next_month

STATES = (NEEDED, IMPROPER, CHECKING, OPEN)


@dataclass(frozen=True)
class Line:
    """The alarms of one section and rule by their state, in the order of ``STATES``."""

    section: str
    rule: str
    numbers: tuple[int, ...]

    @property
    def total(self) -> int:
        return sum(self.numbers)


@dataclass(frozen=True)
class Report:
    """``month``: its first day. ``total`` sums the lines."""

    month: date
    lines: tuple[Line, ...]
    total: Line


def report(actor: Actor, month: date, *, as_file: bool = False) -> Report:
    """The alarms whose first look was in that month, as they stand today. Recorded. One query over the month's own rows.
    Raises NotAllowed."""
    require_auditor(actor, "alarm.report")
    month = first_of_month(month)
    rows = Alarm.objects.filter(day__gte=month, day__lt=first_of_next_month(month))
    numbers: dict[tuple[str, str], dict[str, int]] = {}
    for section, rule, state, n in rows.values_list("section", "rule", "state").annotate(n=Count("id")).order_by(
        "section", "rule"
    ):  # fmt: skip
        numbers.setdefault((section, rule), {})[state] = n
    lines = tuple(
        Line(section, rule, tuple(found.get(state, 0) for state in STATES))
        for (section, rule), found in numbers.items()
    )
    total = tuple(sum(each.numbers[place] for each in lines) for place in range(len(STATES)))
    record(actor, "alarm.export" if as_file else "alarm.report", detail={"month": f"{month:%Y-%m}"})
    return Report(month, lines, Line("", "", total))


def cells(line: Line, language: str) -> list[str]:
    """A line in words."""
    return [
        section_title(line.section, language), words.rule(line.rule), str(line.total), *map(str, line.numbers),
    ]  # fmt: skip


def section_title(section: str, language: str) -> str:
    """Its name in that language; who belongs to no section is called so."""
    return versions.section_title(section).of(language) if section else words.no_section()


def as_csv(made: Report, language: str) -> str:
    """For a spreadsheet; no cell is a formula."""
    return tables.as_csv([words.report_columns(), *(cells(line, language) for line in made.lines)])
