"""The conformance report (試験結果, JIS X 8341-3:2016 附属書JB): criteria, what the tests measured, what people checked.

It claims nothing that was not tested. One finding of a machine is enough for 不適合; without any, a criterion is met only
if machines can judge all of it, or people have looked.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Literal

from dokodemo.catalog.accessibility import Accessibility, Checked, CriterionId
from dokodemo.catalog.terms import Model, Text
from dokodemo.values import yaml

HERE = Path(__file__).parent
CRITERIA, MEASURED = HERE / "criteria.yaml", HERE / "measured.yaml"
#: 「準拠」「一部準拠」「配慮」 of WAIC's 対応度表記ガイドライン.
Degree = Literal["conformant", "partial", "considered"]
Result = Literal["met", "unmet", "none", "unchecked"]


class Criterion(Model):
    """One success criterion; ``criteria.yaml`` says what the keys mean. ``added``: the version of WCAG after 2.0."""

    id: CriterionId
    level: Literal["A", "AA"]
    title: Text
    check: str
    added: Literal["", "2.1", "2.2"] = ""
    measures: list[str] = []
    enough: bool = False
    absent: list[str] = []


class Looks(Model):
    """What the looks at the pages of one zone measured: ``findings`` by measure (0: it ran and found nothing), ``rules``
    of axe that met something by criterion, ``kinds`` of things that some criteria are about."""

    pages: list[str]
    states: int
    findings: dict[str, int]
    rules: dict[str, list[str]]
    kinds: dict[str, int]


class Roads(Model):
    """Journeys that were walked in one way (by keyboard, along a reading script), and how many broke off."""

    measured_on: date
    walked: list[str]
    failed: int


class Measurement(Model):
    """``measured.yaml``, written by the tests in the browser."""

    measured_on: date
    program: str
    languages: list[str]
    widths: list[int]
    zones: dict[str, Looks]
    keyboard: Roads | None = None
    reading: Roads | None = None

    @property
    def looks(self) -> Looks:
        """What was looked at of the residents' pages: only of these a city has to tell."""
        return self.zones["internet"]

    @property
    def roads(self) -> Mapping[str, Roads | None]:
        """What was walked, by the name of the measure."""
        return {"keyboard": self.keyboard, "reading": self.reading}


class Words(Model):
    """``criteria.yaml``: the criteria in the order of the report, and what it says of results, by their names."""

    criteria: list[Criterion]
    results: dict[Result, Text]
    notes: dict[str, Text]
    degrees: dict[Degree, Text]
    measures: dict[str, Text]


@dataclass(frozen=True)
class Row:
    """One criterion judged. ``findings``: how many a machine found; ``ran``: what measured it; ``checked``: by people."""

    criterion: Criterion
    result: Result
    findings: int
    ran: tuple[str, ...]
    checked: Checked | None

    @property
    def said(self) -> Text:
        """The result in words."""
        return words().results[self.result]

    @property
    def note(self) -> Text:
        """Why the result is this one."""
        if self.findings:
            return words().notes["found"]
        if self.checked is not None:
            return self.checked.note or words().notes["checked"]
        by_result = {"none": "none", "met": "machine", "unchecked": "half" if self.ran else "people"}
        return words().notes[by_result[self.result]]


@dataclass(frozen=True)
class Measure:
    """One thing that was measured: in how many states of pages, or on which roads; what was found."""

    title: Text
    states: int
    roads: int
    findings: int


@dataclass(frozen=True)
class Report:
    """Everything that the page and the document say. ``rows``: those of the JIS; ``added``: those of WCAG 2.1 and 2.2."""

    measured: Measurement
    rows: list[Row]
    added: list[Row]

    @property
    def looks(self) -> Looks:
        """What the looks at the residents' pages measured."""
        return self.measured.looks

    @property
    def degree(self) -> Degree:
        """Of the JIS, level AA: conformant only if all of it is met; 配慮 while anything was not tested."""
        results = {row.result for row in self.rows}
        if "unchecked" in results:
            return "considered"
        return "partial" if "unmet" in results else "conformant"

    @property
    def degree_said(self) -> Text:
        return words().degrees[self.degree]

    def counts(self) -> list[tuple[Text, int]]:
        """How many criteria have each result."""
        every = [row.result for row in (*self.rows, *self.added)]
        return [(text, every.count(result)) for result, text in words().results.items()]

    def measures(self) -> list[Measure]:
        """What was measured, in the order of ``criteria.yaml``; what was not is not there."""
        found = []
        for name, title in words().measures.items():
            walked = self.measured.roads.get(name)
            if walked is not None:
                found.append(Measure(title, 0, len(walked.walked), walked.failed))
            elif name in self.looks.findings:
                found.append(Measure(title, self.looks.states, 0, self.looks.findings[name]))
        return found


@cache
def words() -> Words:
    """Everything that ``criteria.yaml`` says."""
    return Words.model_validate(yaml.load(CRITERIA))


@cache
def measurement() -> Measurement:
    """What was measured of this version of the program."""
    return Measurement.model_validate(yaml.load(MEASURED))


def report(declared: Accessibility | None, measured: Measurement | None = None) -> Report:
    """Of the residents' pages: ``declared`` is what the city's people checked."""
    found = measured or measurement()
    people = {each.criterion: each for each in declared.checked} if declared else {}
    rows = [judge(each, found, people.get(each.id)) for each in words().criteria]
    return Report(
        found,
        [row for row in rows if not row.criterion.added],
        [row for row in rows if row.criterion.added],
    )


def judge(criterion: Criterion, measured: Measurement, checked: Checked | None) -> Row:
    """What machines found goes before what people said, and both before nothing."""
    found = _measures(criterion, measured)
    findings = sum(found.values())
    result: Result
    if findings:
        result = "unmet"
    elif checked is not None:
        result = checked.result
    elif criterion.absent and all(measured.looks.kinds.get(each) == 0 for each in criterion.absent):
        result = "none"
    elif criterion.enough and found and all(each in found for each in criterion.measures):
        result = "met"
    else:
        result = "unchecked"
    return Row(criterion, result, findings, tuple(found), checked)


def _measures(criterion: Criterion, measured: Measurement) -> dict[str, int]:
    """Findings by measure, of those that were really taken. axe's rules stand for one."""
    looks, found = measured.looks, {}
    if criterion.id in looks.rules:
        found["axe"] = looks.findings.get(criterion.id, 0)
    for name in criterion.measures:
        walked = measured.roads.get(name)
        if walked is not None:
            found[name] = walked.failed
        elif name in looks.findings:
            found[name] = looks.findings[name]
    return found


def unknown(checked: Sequence[Checked]) -> list[int]:
    """The places of those that are about no criterion of the report."""
    known = {each.id for each in words().criteria}
    return [place for place, each in enumerate(checked) if each.criterion not in known]
