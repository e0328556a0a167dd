"""The register as casework asks for it: records of every look, links that never move, and the three columns."""

import uuid
from datetime import date
from typing import Any

import pytest
from django.utils import translation

from dokodemo.base.actor import Actor
from dokodemo.base.audit.models import AuditRow
from dokodemo.casework import people
from dokodemo.catalog.schema import Procedure
from dokodemo.core.residents import actions
from dokodemo.core.residents.people import ReasonMissing, Registry
from dokodemo.core.residents.tests.factory import person
from dokodemo.operate import testing

pytestmark = pytest.mark.django_db
CLERK = Actor("core", "staff", "kosodate1", "潮田", frozenset({"clerk"}), frozenset({"kosodate"}))
ISSUER = "https://id.example"


@pytest.fixture
def procedure() -> Procedure:
    return testing.sample_city().procedures["jido-teate-nintei"]


def rows(action: str) -> list[AuditRow]:
    return list(AuditRow.objects.filter(action=action).order_by("id"))


def test_core_registers_its_people() -> None:
    assert isinstance(people.source(), Registry)


def test_a_subject_is_linked_once_and_known_afterwards() -> None:
    number = person()
    registry = Registry()
    assert registry.linked(ISSUER, "abc") is None
    registry.link(ISSUER, "abc", number, CLERK)
    registry.link(ISSUER, "abc", number, CLERK)
    assert registry.linked(ISSUER, "abc") == number
    assert registry.linked("https://other.example", "abc") is None
    (row,) = rows("person.link")
    assert (row.subject, row.actor_id) == (number, "kosodate1")
    assert "abc" not in str(row.detail) + row.object_id


def test_a_subject_never_moves_to_somebody_else() -> None:
    one, other = person(), person(name="磯部　けん")
    Registry().link(ISSUER, "abc", one, CLERK)
    with pytest.raises(actions.LinkedToAnother):
        Registry().link(ISSUER, "abc", other, CLERK)
    assert Registry().linked(ISSUER, "abc") == one


def test_candidates_leave_a_record_of_each_person_shown() -> None:
    number = person()
    case = uuid.uuid4()
    (found,) = Registry().candidates("海野　みお", "1990-03-03", "海風市汐見台1-2-3", "2", CLERK, case)
    assert found.person == number
    assert "生年月日が同じ" in found.why
    (search,), (view,) = rows("person.search"), rows("person.view")
    assert (search.object_id, search.detail) == (str(case), {"hits": 1})
    assert (view.subject, view.object_id) == (number, str(case))
    assert "海野" not in str([search.detail, search.reason, view.detail])


def test_a_birthdate_that_is_none_counts_as_not_given() -> None:
    person()
    (found,) = Registry().candidates("海野　みお", "いつか", "海風市汐見台1-2-3", "2", CLERK, uuid.uuid4())
    assert "生年月日が同じ" not in found.why


def test_a_free_search_needs_a_reason_and_records_it() -> None:
    number = person()
    with pytest.raises(ReasonMissing):
        Registry().search("海野", CLERK, "　")
    assert rows("person.search") == []
    (found,) = Registry().search("海野", CLERK, " 電話での問い合わせ ")
    assert found.person == number
    assert [row.reason for row in rows("person.search") + rows("person.view")] == ["電話での問い合わせ"] * 2


def test_a_search_says_what_it_is_for_also_of_each_who_was_shown() -> None:
    person()
    Registry().search("海野", CLERK, "紙の申請の入力", object_kind="reception", object_id="r1")
    found = rows("person.search") + rows("person.view")
    assert [(row.object_kind, row.object_id) for row in found] == [("reception", "r1")] * 2


# --- the three columns ---------------------------------------------------------------------------------------------


@pytest.fixture
def family() -> str:
    home = "000000000000027"
    mother = person(setaibango=home)
    person(
        setaibango=home, order=1, relation="子", name="海野　はると", kana="ウミノ　ハルト", sex="1",
        birth=date(2019, 8, 20), since=date(2019, 8, 20),
    )  # fmt: skip
    return mother


def claim(**changes: Any) -> dict[str, Any]:
    return {
        "claimant_name": "海野　みお",
        "claimant_birth": "1990-03-03",
        "claimant_gender": "2",
        "claimant_address": "海風市汐見台1-2-3",
        "children": [{"name": "海野　はると", "birth": "2019-08-20"}],
        **changes,
    }


def test_nothing_differs_for_who_writes_what_the_register_has(family: str, procedure: Procedure) -> None:
    found = Registry().compare(family, procedure, claim())
    assert [row.field_id for row in found] == [
        "claimant_name", "claimant_birth", "claimant_gender", "claimant_address", "children-0-name", "children-0-birth",
    ]  # fmt: skip
    assert not any(row.differs for row in found)
    assert {row.label: row.registry for row in found}["生年月日"] == "1990年3月3日（平成2年）"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"claimant_name": "海野　澪"}, "claimant_name"),
        ({"claimant_birth": "1990-03-04"}, "claimant_birth"),
        ({"claimant_gender": "1"}, "claimant_gender"),
        ({"claimant_address": "海風市汐見台1-2-4"}, "claimant_address"),
        ({"children": [{"name": "海野　はると", "birth": "2019-08-21"}]}, "children-0-birth"),
        ({"children": [{"name": "海野　春人", "birth": "2019-08-20"}]}, "children-0-name"),
    ],
)
def test_each_difference_is_shown_at_its_field(
    family: str, procedure: Procedure, changes: dict[str, Any], field: str
) -> None:
    found = Registry().compare(family, procedure, claim(**changes))
    assert [row.field_id for row in found if row.differs] == [field]


def test_a_child_the_household_does_not_have(family: str, procedure: Procedure) -> None:
    children = [
        {"name": "海野　はると", "birth": "2019-08-20"},
        {"name": "磯部　そら", "birth": "2020-01-01"},
    ]
    found = {row.field_id: row for row in Registry().compare(family, procedure, claim(children=children))}
    assert not found["children-0-name"].differs
    assert found["children-1-name"].differs
    assert found["children-1-name"].registry == "同じ世帯にいません"


@pytest.fixture
def couple(family: str) -> str:
    person(
        setaibango="000000000000027", order=2, relation="夫", name="海野　うみた", kana="ウミノ　ウミタ", sex="1",
        birth=date(1991, 5, 14),
    )  # fmt: skip
    return family


@pytest.mark.parametrize(
    ("name", "birth", "differs"),
    [
        ("海野　うみた", "1991-05-14", []),
        ("海野　海太", "1991-05-14", ["spouse_name"]),
        ("海野　うみた", "1991-05-15", ["spouse_birth"]),
        (
            "磯部　そら",
            "1990-03-03",
            ["spouse_name", "spouse_birth"],
        ),  # the claimant's own day is nobody's else
    ],
)
def test_the_spouse_stands_beside_the_household(
    couple: str, procedure: Procedure, name: str, birth: str, differs: list[str]
) -> None:
    found = Registry().compare(couple, procedure, claim(spouse_name=name, spouse_birth=birth))
    assert {"spouse_name", "spouse_birth"} <= {row.field_id for row in found}
    assert [row.field_id for row in found if row.differs] == differs


def test_a_variant_of_a_character_is_a_difference_to_look_at(procedure: Procedure) -> None:
    number = person(name="髙橋　みお")
    found = Registry().compare(number, procedure, claim(claimant_name="高橋　みお", children=[]))
    assert found[0].differs


def test_comparing_with_nobody_says_nothing(procedure: Procedure) -> None:
    assert Registry().compare("000000000000019", procedure, claim()) == []


def test_the_card_of_a_person_and_of_nobody(family: str) -> None:
    card = Registry().card(family)
    assert card["氏名"] == "海野　みお"
    assert card["生年月日"] == "1990年3月3日（平成2年）"
    assert card["同じ世帯の方 子・海野　はると"] == "2019年8月20日（令和元年）"
    assert Registry().card("000000000000019") == {}


def test_a_day_is_written_in_the_reader_s_language() -> None:
    number = person(kind="foreign", name="MARIA CLARA SANTOS")
    with translation.override("en"):
        assert "3 March 1990" in Registry().card(number).values()
