"""What the tests in the browser have measured, for the conformance report: kept while they run, and written into
``measured.yaml`` at the end of a session with ``MEASURED=write``. What a session does not run stays as it was."""

import ast
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from dokodemo.base import clock
from dokodemo.catalog.conformance import MEASURED

ANEW = os.environ.get("MEASURED") == "write"
#: The tests that walk whole journeys, and what they are called in the report.
ROADS = {"test_keyboard.py": "keyboard", "test_reading.py": "reading"}
_HEAD = """\
# What the tests in the browser measured of this version; the report of a city is made from it (docs/howto/accessibility.md).
# Written by: MEASURED=write ./test --nightly journeys -k "looks or keyboard or reading". Never by hand.
"""


@dataclass
class Measured:
    """Of the pages of one zone. A measure that ran and found nothing stands in ``findings`` with 0; ``rules``: those of
    axe that met something to judge, by criterion; ``kinds``: how many things some criteria are about."""

    states: set[str] = field(default_factory=set)
    findings: dict[str, int] = field(default_factory=dict)
    rules: dict[str, set[str]] = field(default_factory=dict)
    kinds: dict[str, int] = field(default_factory=dict)

    def note(self, measure: str, found: int) -> None:
        """It was measured once more, with so many findings."""
        self.findings[measure] = self.findings.get(measure, 0) + found

    def count(self, kinds: Mapping[str, int]) -> None:
        """Add what one page has of each kind."""
        for kind, number in kinds.items():
            self.kinds[kind] = self.kinds.get(kind, 0) + number

    def add(self, other: "Measured") -> None:
        """What another walk has measured in the same zone."""
        self.states |= other.states
        for measure, found in other.findings.items():
            self.note(measure, found)
        for criterion, rules in other.rules.items():
            self.rules.setdefault(criterion, set()).update(rules)
        self.count(other.kinds)

    def plain(self, pages: list[str]) -> dict[str, Any]:
        """As ``measured.yaml`` has it."""
        return {
            "pages": pages,
            "states": len(self.states),
            "findings": dict(sorted(self.findings.items())),
            "rules": {criterion: sorted(rules) for criterion, rules in sorted(self.rules.items())},
            "kinds": dict(sorted(self.kinds.items())),
        }


class Session:
    """What this session has measured so far."""

    def __init__(self) -> None:
        self.looks: dict[str, Any] = {}
        self.walked: dict[str, dict[str, bool]] = {}

    def walk(self, nodeid: str, *, failed: bool) -> None:
        """A test has run: is it one of the journeys?"""
        path, _, test = nodeid.partition("::")
        name = ROADS.get(Path(path).name)
        if name:
            self.walked.setdefault(name, {})[test] = failed

    def write(self) -> None:
        """Into the file that the report is made from."""
        kept = kept_measures() | self.looks
        for name, walked in self.walked.items():
            if set(walked) == set(journeys(name)):
                kept[name] = {
                    "measured_on": clock.today(),
                    "walked": sorted(walked),
                    "failed": sum(walked.values()),
                }
        text = yaml.safe_dump(kept, allow_unicode=True, sort_keys=False, width=118)
        MEASURED.write_text(_HEAD + text, "utf-8")


SESSION = Session()


def kept_measures() -> dict[str, Any]:
    """What was measured before."""
    found: dict[str, Any] = yaml.safe_load(MEASURED.read_text("utf-8")) if MEASURED.exists() else {}
    return found


def journeys(name: str) -> list[str]:
    """The tests that belong to that part of the report."""
    file = next(file for file, part in ROADS.items() if part == name)
    tree = ast.parse(Path(__file__).with_name(file).read_text("utf-8"))
    names = (each.name for each in tree.body if isinstance(each, ast.FunctionDef))
    return sorted(each for each in names if each.startswith("test_"))
