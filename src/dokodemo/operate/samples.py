"""One invented application for each procedure (``tests/procedures/*.yaml``), for tests, journeys and benches.

``approve`` and ``refuse`` are answers as typed, by their names in the form; what a card knows is filled in by the house.
``before`` names procedures that are approved first (a dog is registered before it dies). The days in them are those of
somebody who applies on ``WRITTEN``; where a walk in real time needs it they are written today, today-30, today+14, or
open+3: the third day from now on which offices are open."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from dokodemo.base import clock
from dokodemo.operate.house import CHECKOUT
from dokodemo.values import yaml
from dokodemo.values.days import add_working_days

WRITTEN = date(2026, 11, 24)
FOLDER = CHECKOUT / "tests" / "procedures"
_DAY = re.compile(r"(today|open)([+-]\d+)?")


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
    days = int(moved[2] or 0)
    today = clock.today()
    return (add_working_days(today, days) if moved[1] == "open" else today + timedelta(days)).isoformat()
