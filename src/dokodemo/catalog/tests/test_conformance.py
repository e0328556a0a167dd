"""The report claims nothing that was not tested."""

from datetime import date
from pathlib import Path

import pytest

from dokodemo.catalog import conformance
from dokodemo.catalog.accessibility import Accessibility, Checked, Outcome
from dokodemo.catalog.check import check
from dokodemo.catalog.conformance import Looks, Measurement, Result, Roads

CITY = Path(__file__).parents[4] / "cities" / "umikaze"
TODAY = date(2026, 11, 28)
#: Nothing of what some criteria are about is on any page.
NOTHING = {"sound or film": 0, "moving": 0, "gestures": 0, "motion of the device": 0, "single keys": 0}


def measured(
    findings: dict[str, int] | None = None,
    rules: dict[str, list[str]] | None = None,
    kinds: dict[str, int] | None = None,
    keyboard: Roads | None = None,
) -> Measurement:
    looks = Looks(pages=["/"], states=1, findings=findings or {}, rules=rules or {}, kinds=kinds or {})
    return Measurement(
        measured_on=TODAY, program="", languages=["ja"], widths=[320], zones={"internet": looks}, keyboard=keyboard
    )  # fmt: skip


def said(criterion: str, outcome: Outcome) -> Accessibility:
    by = Checked(criterion=criterion, on=TODAY, result=outcome, way="NVDA 2026.2")
    return Accessibility(published_on=TODAY, section="joho", checked=[by])


def result(criterion: str, found: Measurement, declared: Accessibility | None = None) -> Result:
    report = conformance.report(declared, found)
    return next(row.result for row in (*report.rows, *report.added) if row.criterion.id == criterion)


def test_the_criteria_are_those_of_the_standards() -> None:
    """JIS X 8341-3:2016: 25 of level A and 13 of AA; WCAG 2.1 and 2.2 add 18 (2.2 takes 4.1.1 away again)."""
    every = conformance.words().criteria
    assert len({each.id for each in every}) == len(every)
    jis = [each.level for each in every if not each.added]
    assert (jis.count("A"), jis.count("AA")) == (25, 13)
    assert sum(bool(each.added) for each in every) == 18
    assert {name for each in every for name in each.measures} <= set(conformance.words().measures)
    assert {name for each in every for name in each.absent} == set(NOTHING)
    assert all(each.title.easy for each in every)


def test_what_was_not_measured_is_not_claimed() -> None:
    report = conformance.report(None, measured())
    assert {row.result for row in (*report.rows, *report.added)} == {"unchecked"}
    assert report.degree == "considered"


@pytest.mark.parametrize(
    ("criterion", "found", "expected"),
    [
        ("1.4.3", measured(rules={"1.4.3": ["color-contrast"]}), "met"),
        ("1.4.3", measured(rules={"1.4.3": ["color-contrast"]}, findings={"1.4.3": 1}), "unmet"),
        ("1.1.1", measured(rules={"1.1.1": ["image-alt"]}), "unchecked"),
        ("1.1.1", measured(rules={"1.1.1": ["image-alt"]}, findings={"1.1.1": 1}), "unmet"),
        ("1.4.10", measured(findings={"zoomed": 0}), "unchecked"),
        ("1.4.10", measured(findings={"zoomed": 0, "sideways": 0}), "met"),
        ("1.4.10", measured(findings={"zoomed": 0, "sideways": 2}), "unmet"),
        ("1.2.1", measured(kinds=NOTHING), "none"),
        ("1.2.1", measured(kinds=NOTHING | {"sound or film": 1}), "unchecked"),
        ("2.1.1", measured(keyboard=Roads(measured_on=TODAY, walked=["a"], failed=0)), "unchecked"),
        ("2.1.1", measured(keyboard=Roads(measured_on=TODAY, walked=["a"], failed=1)), "unmet"),
    ],
)  # fmt: skip
def test_by_machine(criterion: str, found: Measurement, expected: Result) -> None:
    assert result(criterion, found) == expected


def test_people_decide_what_machines_cannot_and_never_against_what_they_found() -> None:
    assert result("1.1.1", measured(), said("1.1.1", "met")) == "met"
    assert result("1.1.1", measured(), said("1.1.1", "unmet")) == "unmet"
    assert result("1.4.3", measured(rules={"1.4.3": ["color-contrast"]}), said("1.4.3", "unmet")) == "unmet"
    assert result("1.1.1", measured(findings={"1.1.1": 1}, rules={"1.1.1": ["image-alt"]}), said("1.1.1", "met")) == "unmet"  # fmt: skip


def test_the_degree_is_the_worst_of_what_is_known() -> None:
    every = [each for each in conformance.words().criteria if not each.added]
    checked = [Checked(criterion=each.id, on=TODAY, result="met", way="人の目") for each in every]
    declared = Accessibility(published_on=TODAY, section="joho", checked=checked)
    assert conformance.report(declared, measured()).degree == "conformant"
    worse = declared.model_copy(update={"checked": [checked[0].model_copy(update={"result": "unmet"}), *checked[1:]]})  # fmt: skip
    assert conformance.report(worse, measured()).degree == "partial"
    fewer = worse.model_copy(update={"checked": worse.checked[:-1]})
    assert conformance.report(fewer, measured()).degree == "considered"


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("section: jouhou", "unknown section 'jouhou'"),
        ("checked: [{criterion: 1.1.2, on: 2026-11-28, result: met, way: 人の目}]", "'1.1.2' is no criterion of the report"),
        ("checked: [{criterion: 1.1.1, on: 2026-11-28, result: unmet, way: 人の目}]", "nothing says what is done about it"),
        ("checked: [{criterion: 1.1.1, on: 2026-11-28, result: good, way: 人の目}]", "result"),
    ],
)  # fmt: skip
def test_a_wrong_declaration_is_told_with_its_line(tmp_path: Path, line: str, problem: str) -> None:
    for path in CITY.rglob("*.yaml"):
        copy = tmp_path / path.relative_to(CITY)
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_bytes(path.read_bytes())
    key = line.partition(":")[0]
    kept = {"published_on": "published_on: 2026-11-28", "section": "section: joho"} | {key: line}
    (tmp_path / "accessibility.yaml").write_text("\n".join(kept.values()), "utf-8")
    found = [str(each) for each in check(tmp_path).problems]
    assert len(found) == 1
    assert problem in found[0]
    assert "accessibility.yaml:" in found[0]
