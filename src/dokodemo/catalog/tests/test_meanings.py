"""Answers by what they mean: out of one form, into another, and shown by themselves."""

from typing import ClassVar

import pytest

from dokodemo.catalog import forms, meanings
from dokodemo.catalog.combining import together
from dokodemo.catalog.schema import Catalog, Procedure
from dokodemo.catalog.tests import many_forms
from dokodemo.operate import testing


@pytest.fixture(scope="module")
def city() -> Catalog:
    return testing.sample_city()


HELD = {
    "applicant.phone": "09012345678",
    "spouse.exists": True,
    "spouse.name": "海野　拓海",
    "children": [{"child.name": "海野　ひなた", "child.living": "together"}],
}


def test_what_is_put_in_comes_out_again(city: Catalog) -> None:
    claim = city.procedures["jido-teate-nintei"]
    values = meanings.filled(claim, HELD)
    assert values["children"] == [{"name": "海野　ひなた", "living": "together"}]
    assert meanings.held_by(claim, values) == HELD


def test_only_what_is_asked_comes_out(city: Catalog) -> None:
    """Without a spouse nothing is said of one."""
    claim = city.procedures["jido-teate-nintei"]
    values = meanings.filled(claim, HELD) | {"has_spouse": False}
    assert "spouse.name" not in meanings.held_by(claim, values)


def test_a_form_for_several_is_filled_as_well(city: Catalog) -> None:
    both = together(city, ["inu-toroku", "jido-teate-nintei"])
    filled = meanings.filled(both, HELD)
    assert filled["applicant_phone"] == "09012345678"
    assert both.split(filled)["inu-toroku"] == {"owner_phone": "09012345678"}


def test_what_is_kept_is_a_form_of_its_own(city: Catalog) -> None:
    form = meanings.form_for(city, HELD)
    assert [page.titles.ja for page in form.pages] == ["あなたのこと", "配偶者のこと", "家族のこと"]
    assert meanings.held_by(form, meanings.filled(form, HELD)) == HELD
    assert forms.prune(form, {}) == {}


def test_a_list_has_the_members_of_every_procedure(city: Catalog) -> None:
    claim = city.procedures["jido-teate-nintei"]
    member = many_forms.text("学校")
    plain = claim.model_dump(mode="json", exclude_none=True)
    (children,) = [field for page in plain["pages"] for field in page["fields"] if field["id"] == "children"]
    children["fields"].append({"id": "school", "type": "text", "labels": member, "means": "child.school"})
    other = Procedure.model_validate(plain | {"id": "other", "titles": many_forms.text("other")})
    wide = city.model_copy(update={"procedures": {claim.id: claim, "other": other}})
    held = {"children": [{"child.name": "海野　ひなた", "child.school": "灯台小学校"}]}
    form = meanings.form_for(wide, held)
    assert meanings.held_by(form, meanings.filled(form, held)) == held


def test_answers_that_are_as_they_were_are_counted() -> None:
    before = {"a": 1, "b": [{"c": 1, "d": 2}, {"c": 3}], "e": "x"}
    now = {"a": 1, "b": [{"c": 1, "d": 9, "f": 1}], "e": "y"}
    assert meanings.same_answers(now, before) == 2


class TestWhatADecisionTells:
    """``tells``: what was found out before what was answered, and nothing that the procedure does not name."""

    ANSWERS: ClassVar = {
        "applicant.phone": "09012345678",
        "insured.name": "海野　千代",
        "insured.level": "care1",
    }

    def test_what_the_clerk_found_out_counts_before_what_was_answered(self, city: Catalog) -> None:
        renewal = city.procedures["kaigo-koshin"]
        values = meanings.filled(renewal, self.ANSWERS)
        told = meanings.told_by(renewal, values, {"care_level": "care3", "granted_until": "2029-01-31"})
        assert told == {
            "insured.name": "海野　千代",
            "insured.level": "care3",
            "insured.valid_until": "2029-01-31",
        }

    def test_what_was_not_found_out_is_as_it_was_answered(self, city: Catalog) -> None:
        renewal = city.procedures["kaigo-koshin"]
        values = meanings.filled(renewal, self.ANSWERS)
        assert meanings.told_by(renewal, values, {"care_level": None})["insured.level"] == "care1"

    def test_a_list_is_told_by_its_members_meanings(self, city: Catalog) -> None:
        claim = city.procedures["jido-teate-nintei"]
        told = meanings.told_by(claim, meanings.filled(claim, HELD), {})
        assert told == {"children": HELD["children"]}


class TestSeveralOrigins:
    @pytest.mark.parametrize(
        ("newer", "older", "expected"),
        [
            ({"applicant.phone": "1"}, {"applicant.phone": "2", "applicant.kana": "ウミノ"}, "1 ウミノ"),
            ({"account.number": "1"}, {"account.number": "1", "account.kind": "2"}, "1 2"),
            ({"account.number": "1"}, {"account.number": "3", "account.kind": "2"}, "1"),
            ({"insured.name": "千代", "insured.level": "care3"},
             {"insured.name": "千代", "insured.level": "care1", "insured.phone": "0"}, "千代 care3 0"),
            ({"insured.name": "千代"}, {"insured.name": "一郎", "insured.phone": "0"}, "千代"),
            ({"insured.level": "care3"}, {"insured.name": "一郎"}, "care3"),
            ({"insured.name": "千代"}, {"insured.level": "care1"}, "千代"),
            ({"insured.name": "千代"}, {"spouse.name": "一郎"}, "千代 一郎"),
            ({"children": ["a"]}, {"children": ["b", "c"]}, "['a']"),
        ],
    )  # fmt: skip
    def test_the_newer_counts_and_nobody_is_mixed(
        self, newer: meanings.Held, older: meanings.Held, expected: str
    ) -> None:
        found = meanings.joined([(newer, "newer"), (older, "older")])
        assert " ".join(str(value) for value, _ in found.values()) == expected
        assert {means for means, (_, origin) in found.items() if origin == "newer"} == newer.keys()

    def test_nothing_is_known_of_nobody(self) -> None:
        assert meanings.joined([]) == {}
