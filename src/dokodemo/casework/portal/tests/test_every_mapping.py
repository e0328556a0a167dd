"""Every mapping of this zone: the invented application of its procedure comes in by the portal, in the portal's words, and is
the same case as from our own pages; with a word that nobody declared it is a case that says so."""

import pytest

from dokodemo.base import clock, config
from dokodemo.casework.cases.models import CaseVersion
from dokodemo.casework.portal.client import Portal
from dokodemo.casework.portal.models import REGISTERED, Intake
from dokodemo.casework.portal.process import round_
from dokodemo.casework.tests import every
from dokodemo.catalog.schema import Catalog
from dokodemo.operate import samples, testing
from doubles import people
from doubles.portal import Arrival, Desk

MINE = [
    name for name in testing.sample_city().portal
    if testing.sample_city().procedures[name].zone == config.load().zone
]  # fmt: skip
#: A word that no form has.
NO_WORD = "この中にないもの"


@pytest.fixture
def sakuras_card(monkeypatch: pytest.MonkeyPatch) -> None:
    """On our own pages her card says what the double's card of hers says."""
    holder = next(each for each in people.read().values() if each.name == every.CARD["identity.name"])
    card = every.CARD | {
        "identity.address": holder.address, "identity.birthdate": holder.birth.isoformat(),
    }  # fmt: skip
    monkeypatch.setattr(every, "CARD", card)


def versions_of(sent: dict[str, Arrival]) -> dict[str, CaseVersion]:
    """What became of each package, by procedure: all of them are cases."""
    numbers = {each.number: name for name, each in sent.items()}
    intakes = {each.application: numbers[each.number] for each in Intake.objects.filter(number__in=numbers)}
    rows = CaseVersion.objects.select_related("case").filter(case__in=intakes)
    found = {intakes[each.case_id]: each for each in rows}
    assert {*found} == {*MINE}, list(Intake.objects.exclude(state=REGISTERED).values_list("code", "detail"))
    return found


def test_every_mapping_gives_the_same_case_as_our_own_pages(
    portal: Portal, double: Desk, catalog: Catalog, sakuras_card: None
) -> None:
    good = {name: double.emit(name, at=clock.now()) for name in MINE}
    asked = {
        name: next(each for each in double.forms[name].answered(clock.today()) if each.words) for name in MINE
    }
    wrong = {
        name: double.emit(name, answers={each.items[0]: NO_WORD}, at=clock.now())
        for name, each in asked.items()
    }
    round_(portal)
    for name, version in versions_of(good).items():
        case = version.case
        assert (case.procedure, case.entrance, case.problems) == (name, "portal", {}), name
        typed = samples.of(name).approve.answers
        assert version.values == every.filled(catalog.procedures[name], typed), name
        assert case.applicant_name == every.CARD["identity.name"], name
        assert case.evidence["verified"], name
    for name, version in versions_of(wrong).items():
        assert asked[name].field in version.case.problems, name
        assert version.values[asked[name].field] == NO_WORD, name


def test_every_shape_that_a_mapping_can_have_comes_in() -> None:
    """In both zones together: what the sample city declares leaves no way of writing untried."""
    every_one = testing.sample_city().portal.values()
    assert {(each.shape, each.charset) for each in every_one} == {
        ("xml", "utf-8"), ("csv", "utf-8"), ("csv", "shift_jis"),
    }  # fmt: skip
    dates = {part.dates for each in every_one for part in each.items if part.dates}
    assert dates == {"iso", "slash", "compact", "wareki"}
