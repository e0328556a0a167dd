"""A claim as it was filed, and the months the ledger will hold. All invented."""

from datetime import date
from itertools import pairwise
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from dokodemo.core.child_allowance import claim
from dokodemo.core.child_allowance.rule import assess

STARTS = date(2026, 12, 1)


def child(name: str, birth: str, **more: Any) -> dict[str, Any]:
    return {
        "name": name,
        "birth": birth,
        "looks_after": True,
        "livelihood": "same",
        "living": "together",
        "abroad": False,
        **more,
    }


def test_children_and_older_children_are_read() -> None:
    values = {
        "children": [
            child("一", "2024-05-05"),
            child("二", "2020-01-01", looks_after=False),
            child("三", "", abroad=True),
        ],
        "older_children": [{"name": "上", "birth": "2006-01-01", "supported": True}],
    }
    found = claim.children_of(values)
    assert [(each.name, each.supported) for each in found] == [("一", True), ("二", False), ("上", True)]


def test_a_child_counts_by_care_livelihood_and_place() -> None:
    values = {
        "children": [
            child("同じ", "2024-01-01"),
            child("維持", "2023-01-01", livelihood="maintains"),
            child("別", "2022-01-01", livelihood="separate"),
            child("国外", "2021-01-01", abroad=True, studying_abroad=False),
            child("留学", "2020-01-01", abroad=True, studying_abroad=True),
        ]
    }
    counted = {each.name_ref: each.supported for each in claim.for_rule(claim.children_of(values))}
    assert counted == {"同じ": True, "維持": True, "別": False, "国外": False, "留学": True}


def test_two_children_of_one_name_are_told_apart_and_one_written_twice_is_one() -> None:
    values = {"children": [child("葵", "2024-01-01"), child("葵", "2020-01-01"), child("葵", "2024-01-01")]}
    assert [each.name_ref for each in claim.for_rule(claim.children_of(values))] == ["葵", "葵（2人目）"]


def test_a_child_abroad_has_its_own_reason() -> None:
    claimed = claim.children_of({"children": [child("国外", "2021-01-01", abroad=True)]})
    found = assess(
        claim.for_rule(claimed), claimed_on=date(2026, 11, 1), event_on=None, on=date(2026, 11, 20)
    )
    (line,) = claim.said_why(found.lines, claimed)
    assert (line.reason, line.article) == (claim.ABROAD, claim.ABROAD_ARTICLE)


def test_the_months_of_a_baby_and_its_brother() -> None:
    claimed = claim.children_of({"children": [child("兄", "2019-08-20"), child("妹", "2026-11-10")]})
    found = claim.steps(claimed, STARTS)
    assert [(step.starts, step.ends, step.monthly) for step in found] == [
        (date(2026, 12, 1), date(2029, 12, 1), 25000),  # 15,000 through the month of the third birthday
        (date(2029, 12, 1), date(2038, 4, 1), 20000),
        (date(2038, 4, 1), date(2045, 4, 1), 10000),  # the brother is past the 31 March after 18
    ]
    assert [line.amount for line in found[0].lines] == [10000, 15000]


def test_nobody_who_counts_makes_no_month() -> None:
    claimed = claim.children_of({"children": [child("別", "2022-01-01", livelihood="separate")]})
    assert claim.steps(claimed, STARTS) == []
    assert claim.steps([], STARTS) == []


def claimed(name: str, birth: str, supported: bool = True, abroad: bool = False) -> claim.Claimed:
    return claim.Claimed(name, date.fromisoformat(birth), supported, abroad)


def test_who_joins_and_who_leaves() -> None:
    family = [
        claimed("葵", "2020-01-01"),
        claimed("葵（2人目）", "2024-01-01"),
        claimed("髙橋 蓮", "2022-02-02"),
    ]
    joins = claim.change_of({"change": "more", "children": [child("凪", "2026-11-10")]})
    assert [each.name for each in joins.of(family)] == ["葵", "葵（2人目）", "髙橋 蓮", "凪"]
    gone = [{"name": "葵", "birth": "2024-01-01"}, {"name": "高橋　蓮", "birth": "2022-02-02"}]
    leaves = claim.change_of(
        {"change": "fewer", "left_children": gone, "children": [child("凪", "2026-11-10")]}
    )
    assert leaves.of(family) == family[:1]
    assert leaves.strangers(family) == []
    assert leaves.strangers(family[:2]) == ["高橋　蓮"]


def test_who_joins_and_was_known_is_as_the_change_says() -> None:
    family = [claimed("凪", "2020-01-01", supported=False, abroad=True)]
    back = claim.change_of({"change": "more", "children": [child("凪", "2020-01-01")]})
    assert back.of(family) == [claimed("凪", "2020-01-01")]


def test_the_family_of_a_ledger_is_who_counts_in_one_of_its_months() -> None:
    filed = [
        claimed("兄", "2019-08-20"),
        claimed("妹", "2026-12-05"),
        claimed("国外", "2021-01-01", True, True),
    ]
    births = {each.name: each.birth.isoformat() for each in filed}
    months = [
        [
            {
                "name": line.child_ref,
                "birth": births[line.child_ref],
                "order": line.order,
                "reason": line.reason,
            }
            for line in step.lines
        ]
        for step in claim.steps(filed, STARTS)
    ]
    assert [line["name"] for line in months[0]] == ["兄", "国外"]  # 妹 is born during December
    assert set(claim.family_of(months)) == {*filed[:2], claimed("国外", "2021-01-01", False, True)}
    assert claim.again(claim.kept(filed)) == filed


births = st.dates(date(2001, 1, 1), date(2026, 11, 30))


@given(st.lists(births, max_size=6))
def test_steps_never_overlap_and_each_says_its_sum(days: list[date]) -> None:
    claimed = [claim.Claimed(f"{n}", birth, supported=True, abroad=False) for n, birth in enumerate(days)]
    found = claim.steps(claimed, STARTS)
    for step in found:
        assert step.starts < step.ends
        assert step.starts.day == step.ends.day == 1
        assert step.monthly == sum(line.amount for line in step.lines) > 0
    assert all(one.ends <= other.starts for one, other in pairwise(found))
