"""One invented application for each procedure (``tests/procedures/*.yaml``), for tests, journeys and benches.

``approve`` and ``refuse`` are answers as typed, by their names in the form; what a card knows is filled in by the house.
``before`` names procedures that are approved first (a dog is registered before it dies). Days hang on the day of the
test: today-30; open+3, the third day from now on which offices are open; month+4, the first of the fourth month from now;
before-school, the birthday of a child that enters school next April."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from dokodemo.base import clock
from dokodemo.operate.house import CHECKOUT
from dokodemo.values import yaml
from dokodemo.values.days import add_working_days, fiscal_year

FOLDER = CHECKOUT / "tests" / "procedures"
_DAY = re.compile(r"(today|open|month|before-school)([+-]\d+)?")


@dataclass(frozen=True)
class Part:
    """``refusals`` are those that the answers give by themselves."""

    answers: dict[str, str]
    findings: dict[str, str] = field(default_factory=dict)
    refusals: tuple[str, ...] = ()


@dataclass(frozen=True)
class Sample:
    procedure: str
    approve: Part
    refuse: Part
    before: tuple[str, ...] = ()


def names() -> list[str]:
    """The procedures that have one."""
    return sorted(path.stem for path in FOLDER.glob("*.yaml"))


def of(procedure: str) -> Sample:
    """The sample of one procedure. Raises FileNotFoundError."""
    plain: Any = yaml.load(FOLDER / f"{procedure}.yaml")
    return Sample(
        plain["id"], _part(plain["approve"]), _part(plain["refuse"]), tuple(plain.get("before", ()))
    )


def _part(plain: Mapping[str, Any]) -> Part:
    return Part(
        _typed(plain["answers"]), _typed(plain.get("findings") or {}), tuple(plain.get("refusals", ()))
    )


def _typed(plain: Mapping[str, Any]) -> dict[str, str]:
    return {name: _text(value) for name, value in plain.items()}


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    moved = _DAY.fullmatch(str(value))
    if not moved:
        return str(value)
    return _day(moved[1], int(moved[2] or 0)).isoformat()


def _day(word: str, count: int) -> date:
    today = clock.today()
    match word:
        case "open":
            return add_working_days(today, count)
        case "month":
            year, month = divmod(today.year * 12 + today.month - 1 + count, 12)
            return date(year, month + 1, 1)
        case "before-school":
            return date(fiscal_year(today) - 6, 10, 1)
        case _:
            return today + timedelta(count)
