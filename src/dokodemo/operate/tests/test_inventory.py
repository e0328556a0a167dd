"""Two dozen procedures that are each their own: none a copy of another, each with what law and a person need to know."""

import itertools
import re
from pathlib import Path

import pytest

from dokodemo.catalog.check import check
from dokodemo.catalog.schema import Catalog, Procedure
from dokodemo.operate import inventory
from dokodemo.operate.publish import EFFECTS

HERE = Path(__file__).parents[4]
CITY = HERE / "cities" / "umikaze"
#: 様式第1号 of the state is one form for the first certification, its renewal and its change.
ONE_NATIONAL_FORM = {"kaigo-shinki", "kaigo-koshin", "kaigo-kubun"}
LEAST_ONLINE, LEAST_IN_THE_GUIDE = 24, 40


@pytest.fixture(scope="module")
def city() -> Catalog:
    found = check(CITY, EFFECTS).catalog
    assert found is not None
    return found


def questions(procedure: Procedure) -> set[str]:
    """What is peculiar to a form, by its Japanese words: not who applies, and nothing that several forms mean alike."""
    return {
        inner.labels.ja
        for page in procedure.pages
        for each in page.fields
        for inner in [each, *(each.fields or [])]
        if inner.means is None and inner.source is None
    }


def test_there_are_enough(city: Catalog) -> None:
    assert len(city.procedures) >= LEAST_ONLINE
    assert len(city.procedures) + len(city.counter) >= LEAST_IN_THE_GUIDE
    assert all(each.guide for each in [*city.procedures.values(), *city.counter.values()])


def test_no_form_is_a_copy_of_another(city: Catalog) -> None:
    """Of what is peculiar to the larger of two forms, at most half is also asked by the other."""
    asked = {name: questions(each) for name, each in city.procedures.items()}
    for one, other in itertools.combinations(sorted(asked), 2):
        if {one, other} <= ONE_NATIONAL_FORM:
            assert len(asked[one] - asked[other]) >= 3, (one, other)
            continue
        shared = len(asked[one] & asked[other]) / max(len(asked[one]), len(asked[other]))
        assert shared <= 1 / 2, (one, other, round(shared, 2))


def test_no_letter_is_a_copy_of_another(city: Catalog) -> None:
    used = [
        each.notice
        for one in city.procedures.values()
        for each in one.documents
        if each.outcome == "approved"
    ]
    words = {name: city.notices[name].paragraphs[0].ja for name in used}
    assert len(set(words.values())) == len(words)


def test_each_has_an_invented_application_for_both_outcomes(city: Catalog) -> None:
    """They are walked to the letter in the zone that decides (core and office: test_every_procedure)."""
    assert {path.stem for path in (HERE / "tests" / "procedures").glob("*.yaml")} == set(city.procedures)


def test_each_can_be_refused_by_its_own_answers(city: Catalog) -> None:
    for each in city.procedures.values():
        assert each.refusals, each.id
        assert each.refused_when, each.id


def test_each_says_which_form_it_follows_and_who_has_counted(city: Catalog) -> None:
    for each in [*city.procedures.values(), *city.counter.values()]:
        assert each.form, each.id
        assert (each.volume is None) == (each.volume_source is None), each.id


def test_the_list_by_volume_names_what_is_here_and_where(city: Catalog) -> None:
    """``docs/volume.md`` is written by hand: what it calls online or at the counter must be."""
    written = (HERE / "docs" / "volume.md").read_text("utf-8")
    said = re.findall(r"\| (オンライン|窓口) `([a-z-]+)` \|", written)
    assert len(said) == 20
    for where, each in said:
        assert each in (city.procedures if where == "オンライン" else city.counter), each
    counted = dict(re.findall(r"（(\w+)） \| [^|]+ \| ([\d,]+) \|", written))
    for listed in [*city.procedures.values(), *city.counter.values()]:
        source = listed.volume_source.ja if listed.volume_source else ""
        found = re.fullmatch(r"全国([\d,]+)件（.*、手続ID (\w+)）を人口で割った数", source)
        if found and found[2] in counted:
            assert counted[found[2]] == found[1], listed.id
            assert listed.volume == round(int(found[1].replace(",", "")) * 68_000 / 123_802_000)


def test_the_published_table_is_the_one_in_force() -> None:
    """After a change: ``dokodemo procedures cities/umikaze > docs/procedures.md``."""
    written = (HERE / "docs" / "procedures.md").read_text("utf-8")
    assert written == inventory.table(CITY).replace(CITY.as_posix(), "cities/umikaze")
