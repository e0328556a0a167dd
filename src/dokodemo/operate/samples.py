"""One invented application for each procedure (``tests/procedures/*.yaml``), for tests, journeys and benches.

``approve`` and ``refuse`` are answers as typed, by their names in the form; what a card knows is filled in by the house.
``before`` names procedures that are approved first (a dog is registered before it dies). Days hang on the day of the
test (``doubles.applications``)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from dokodemo.base import clock
from doubles import applications


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
    return sorted(path.stem for path in applications.FOLDER.glob("*.yaml"))


def of(procedure: str) -> Sample:
    """The sample of one procedure. Raises YamlProblem where there is none."""
    plain = applications.read(procedure)
    return Sample(
        plain["id"], _part(plain["approve"]), _part(plain["refuse"]), tuple(plain.get("before", ()))
    )


def _part(plain: Mapping[str, Any]) -> Part:
    return Part(
        applications.typed(plain["answers"], clock.today()),
        applications.typed(plain.get("findings") or {}, clock.today()),
        tuple(plain.get("refusals", ())),
    )
