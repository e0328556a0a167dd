"""The guide: which question comes next, what is needed, why and until when."""

from datetime import date

import pytest
from pydantic import ValidationError

from dokodemo.catalog import guide
from dokodemo.catalog.guiding import Deadline, Yearly
from dokodemo.catalog.schema import Catalog
from dokodemo.catalog.terms import Text
from dokodemo.catalog.tests import small_city

BASIS = Text(ja="法", en="Act")
TODAY = date(2026, 11, 29)


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Catalog:
    return small_city.catalog(tmp_path_factory.mktemp("city"))


def test_asks_only_what_the_events_call_for_and_one_after_the_other(town: Catalog) -> None:
    first = guide.walk(town, {"baby"}, {})
    assert first.next is not None
    assert first.next.id == "first_child"
    second = guide.walk(town, {"baby"}, {"first_child": True})
    assert second.next is not None
    assert (second.next.id, second.given) == ("born_on", {"first_child": True})
    done = guide.walk(town, {"baby"}, {"first_child": True, "born_on": "2026-11-10"})
    assert done.next is None
    assert [each.id for each in done.asked] == ["first_child", "born_on"]


def test_answers_to_what_is_not_asked_are_passed_over(town: Catalog) -> None:
    walked = guide.walk(town, {"moving"}, {"first_child": True, "from_where": "japan", "unknown": 1})
    assert walked.given == {"from_where": "japan"}
    assert [step.procedure.id for step in guide.steps(town, walked, TODAY)] == ["tennyu"]


def test_an_event_that_the_city_does_not_know_is_none(town: Catalog) -> None:
    walked = guide.walk(town, {"war"}, {})
    assert (walked.next, guide.steps(town, walked, TODAY)) == (None, [])


def test_the_first_reason_that_holds_is_told_in_the_order_to_do_things(town: Catalog) -> None:
    answers = {"first_child": False, "born_on": "2026-11-10", "from_where": "abroad"}
    found = guide.steps(town, guide.walk(town, {"baby", "moving"}, answers), TODAY)
    assert [(step.procedure.id, step.why.en, step.online) for step in found] == [
        ("tennyu", "You come from abroad", False),
        ("shien", "A child was born", True),
    ]
    assert found[1].due is None


def test_a_deadline_is_counted_from_the_answer(town: Catalog) -> None:
    walked = guide.walk(town, {"baby"}, {"first_child": True, "born_on": "2026-11-21"})
    (step,) = guide.steps(town, walked, TODAY)
    assert step.due is not None
    assert (step.due.counted, step.due.by, step.due.moved) == (date(2026, 12, 5), date(2026, 12, 7), True)


@pytest.mark.parametrize(
    ("deadline", "start", "counted", "by"),
    [
        # 民法140条: the first day does not count; 戸籍法43条: it does.
        (Deadline(after="d", count=14, basis=BASIS), date(2026, 11, 10), date(2026, 11, 24), date(2026, 11, 24)),
        (
            Deadline(after="d", count=14, first_day=True, basis=BASIS),
            date(2026, 11, 10), date(2026, 11, 23), date(2026, 11, 24),  # 勤労感謝の日
        ),
        (
            Deadline(after="d", count=14, first_day=True, closed_day=False, basis=BASIS),
            date(2026, 11, 10), date(2026, 11, 23), date(2026, 11, 23),
        ),
        # 民法143条2項
        (Deadline(after="d", count=3, unit="months", basis=BASIS), date(2026, 11, 30), date(2027, 2, 28), date(2027, 3, 1)),
        (Deadline(after="d", count=2, unit="years", basis=BASIS), date(2024, 2, 29), date(2026, 2, 28), date(2026, 3, 2)),
        (Deadline(after="d", count=14, basis=BASIS), date(2026, 12, 16), date(2026, 12, 30), date(2027, 1, 4)),
        # the day itself; before it, also on a closed day
        (Deadline(after="d", count=0, basis=BASIS), date(2026, 11, 27), date(2026, 11, 27), date(2026, 11, 27)),
        (Deadline(after="d", count=-3, basis=BASIS), date(2026, 12, 1), date(2026, 11, 28), date(2026, 11, 28)),
        # the last day of a month, and the day of a number in it
        (Deadline(after="d", count=24, unit="months", day=31, basis=BASIS), date(2026, 2, 5), date(2028, 2, 29), date(2028, 2, 29)),
        (Deadline(after="d", count=0, unit="months", day=15, basis=BASIS), date(2026, 11, 30), date(2026, 11, 15), date(2026, 11, 16)),
    ],
)  # fmt: skip
def test_periods_end_as_the_law_counts(deadline: Deadline, start: date, counted: date, by: date) -> None:
    found = guide.due(deadline, start)
    assert (found.counted, found.by) == (counted, by)


@pytest.mark.parametrize(
    ("today", "counted", "by"),
    [
        (date(2026, 6, 30), date(2026, 6, 30), date(2026, 6, 30)),
        (date(2026, 7, 1), date(2027, 1, 31), date(2027, 2, 1)),  # 31 January 2027 is a Sunday
        (date(2027, 2, 1), date(2027, 1, 31), date(2027, 2, 1)),
        (date(2027, 2, 2), date(2027, 6, 30), date(2027, 6, 30)),
    ],
)
def test_the_next_of_fixed_days_is_the_first_that_is_not_over(today: date, counted: date, by: date) -> None:
    found = guide.next_due(Yearly(on=["06-30", "01-31"], basis=BASIS), today)
    assert (found.counted, found.by) == (counted, by)


def test_a_fixed_day_moves_over_the_turn_of_the_year() -> None:
    found = guide.next_due(Yearly(on=["12-31"], basis=BASIS), date(2027, 1, 2))
    assert (found.counted, found.by, found.moved) == (date(2026, 12, 31), date(2027, 1, 4), True)


def test_what_opens_before_its_last_day_is_counted_back_from_the_day_of_the_law() -> None:
    sunday = Yearly(on=["08-31"], opens_before=30, basis=BASIS)  # 31 August 2025
    found = guide.next_due(sunday, date(2025, 8, 1))
    assert (found.opens, found.by) == (date(2025, 8, 1), date(2025, 9, 1))
    assert guide.due(Deadline(after="d", count=1, basis=BASIS), TODAY).opens is None


@pytest.mark.parametrize("day", ["02-29", "04-31", "13-01", "00-10", "1-5", "06-00"])
def test_a_day_that_does_not_come_every_year_is_none(day: str) -> None:
    with pytest.raises(ValidationError):
        Yearly(on=[day], basis=BASIS)


def test_every_procedure_is_listed_here_or_elsewhere(town: Catalog) -> None:
    assert [each.id for each in guide.listed(town)] == ["tennyu", "shien"]


def test_a_city_without_a_guide_has_nothing_to_walk(town: Catalog) -> None:
    without = town.model_copy(update={"guide": None})
    without._guided = None
    with pytest.raises(LookupError, match="declares no guide"):
        guide.walk(without, {"baby"}, {})
