"""Who is named in a form's answers, and as what else they may be named."""

import pytest

from dokodemo.catalog import persons
from dokodemo.catalog.schema import Procedure
from dokodemo.operate import testing


@pytest.fixture(scope="module")
def claim() -> Procedure:
    return testing.sample_city().procedures["jido-teate-nintei"]


VALUES = {
    "claimant_name": "浜崎　みなと", "claimant_kana": "ハマサキ　ミナト", "claimant_birth": "1990-04-01",
    "spouse_name": "浜崎　なぎ", "spouse_birth": "1991-02-03",
    "children": [
        {"name": "浜崎　しずく", "kana": "ハマサキ　シズク", "birth": "2019-06-01"},
        {"name": "浜崎 なぎ", "birth": "1991-02-03"},
        {"name": "浜崎　なぎ", "birth": "2020-01-01"},
        {"kana": "ナマエナシ"},
    ],
}  # fmt: skip


def test_everybody_is_named_once(claim: Procedure) -> None:
    found = persons.named(claim, VALUES)
    assert [(each.name, each.said.get("birthdate")) for each in found] == [
        ("浜崎　みなと", "1990-04-01"), ("浜崎　なぎ", "1991-02-03"), ("浜崎　しずく", "2019-06-01"),
        ("浜崎　なぎ", "2020-01-01"),
    ]  # fmt: skip
    assert found[0].said["kana"] == "ハマサキ　ミナト"
    assert found[1].subjects == {"spouse", "child"}


def test_a_child_is_not_the_applicant_and_a_spouse_is_no_child(claim: Procedure) -> None:
    me, spouse, child, _ = persons.named(claim, VALUES)
    assert not me.may_be("child")
    assert not spouse.may_be("child")
    assert not child.may_be("spouse")
    assert child.may_be("child")
    assert all(each.may_be("person") for each in (me, spouse, child))


def test_nobody_is_named_where_nothing_is_answered(claim: Procedure) -> None:
    assert persons.named(claim, {}) == []
    assert persons.named(claim, {"children": [], "spouse_kana": "ナギ"}) == []
