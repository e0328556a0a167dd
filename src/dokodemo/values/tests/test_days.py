"""Closed days and deadlines, with calendars that cities have published."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dokodemo.values.days import (
    add_working_days,
    days_after,
    days_after_calendar,
    fiscal_year,
    in_month,
    is_closed,
    kept_until,
    next_open_day,
    working_days,
    working_days_before,
)

DAYS = st.dates(date(1990, 1, 1), date(2100, 12, 31))


@pytest.mark.parametrize(
    "day",
    [
        date(2026, 11, 21), date(2026, 11, 22), date(2026, 11, 23), date(2026, 5, 6), date(2026, 9, 22), date(2026, 12, 29),
        date(2026, 12, 31), date(2027, 1, 1), date(2029, 1, 2), date(2029, 1, 3), date(2020, 7, 23), date(2019, 5, 2),
    ],
)  # fmt: skip
def test_closed(day: date) -> None:
    assert is_closed(day)


@pytest.mark.parametrize(
    "day", [date(2026, 11, 24), date(2026, 12, 28), date(2027, 1, 4), date(2020, 10, 12), date(2021, 7, 19)]
)
def test_open(day: date) -> None:
    assert not is_closed(day)
    assert next_open_day(day) == day


@pytest.mark.parametrize(
    ("start", "deadline"),
    [
        # The ten closed days of spring 2019, as cities announced the fifteenth day of the child allowance.
        (date(2019, 4, 11), date(2019, 4, 26)), (date(2019, 4, 12), date(2019, 5, 7)), (date(2019, 4, 22), date(2019, 5, 7)),
        (date(2019, 4, 23), date(2019, 5, 8)), (date(2019, 4, 25), date(2019, 5, 10)), (date(2019, 4, 26), date(2019, 5, 13)),
        (date(2019, 4, 28), date(2019, 5, 13)), (date(2019, 4, 29), date(2019, 5, 14)), (date(2019, 4, 30), date(2019, 5, 15)),
        (date(2026, 12, 14), date(2027, 1, 4)),
    ],
)  # fmt: skip
def test_the_fifteenth_day(start: date, deadline: date) -> None:
    assert days_after(start, 15) == deadline


def test_the_day_of_a_number_in_a_month_is_at_most_its_last() -> None:
    assert in_month(date(2028, 2, 5), 31) == date(2028, 2, 29)
    assert in_month(date(2026, 11, 30), 15) == date(2026, 11, 15)


def test_without_rolling_the_calendar_alone_counts() -> None:
    assert days_after_calendar(date(2019, 4, 12), 15) == date(2019, 4, 27)
    assert days_after_calendar(date(2024, 2, 28), 2) == date(2024, 3, 1)


def test_working_days_skip_the_turn_of_the_year() -> None:
    assert add_working_days(date(2026, 12, 28), 1) == date(2027, 1, 4)
    assert add_working_days(date(2026, 11, 20), 2) == date(2026, 11, 25)  # Sat, Sun, Labour Thanksgiving
    assert add_working_days(date(2026, 11, 21), 0) == date(2026, 11, 21)


@pytest.mark.parametrize("count", [days_after, days_after_calendar, add_working_days])
def test_a_negative_period_is_refused(count: object) -> None:
    assert callable(count)
    with pytest.raises(ValueError, match="negative"):
        count(date(2026, 1, 5), -1)


@pytest.mark.parametrize(
    ("day", "year"), [(date(2026, 3, 31), 2025), (date(2026, 4, 1), 2026), (date(2027, 1, 1), 2026)]
)
def test_fiscal_year(day: date, year: int) -> None:
    assert fiscal_year(day) == year


@given(DAYS, st.integers(0, 400))
def test_a_deadline_is_never_on_a_closed_day_nor_early(start: date, count: int) -> None:
    deadline = days_after(start, count)
    plain = days_after_calendar(start, count)
    assert not is_closed(deadline)
    assert plain <= deadline
    assert all(is_closed(plain + timedelta(days=n)) for n in range((deadline - plain).days))


@given(DAYS, st.integers(0, 30))
def test_later_start_never_means_an_earlier_deadline(start: date, count: int) -> None:
    assert days_after(start, count) <= days_after(start + timedelta(days=1), count)


@given(DAYS, st.integers(1, 20))
def test_between_there_are_exactly_that_many_open_days(start: date, count: int) -> None:
    end = add_working_days(start, count)
    between = [start + timedelta(days=n) for n in range(1, (end - start).days + 1)]
    assert sum(not is_closed(day) for day in between) == count
    assert not is_closed(end)


def test_working_days_between() -> None:
    assert working_days(date(2026, 12, 28), date(2027, 1, 4)) == 1
    assert working_days(date(2027, 1, 6), date(2027, 1, 12)) == 3
    assert working_days(date(2027, 1, 6), date(2027, 1, 6)) == 0
    assert working_days(date(2027, 1, 6), date(2027, 1, 5)) == 0


@given(DAYS, st.integers(1, 40))
def test_the_last_day_from_which_so_many_open_days_have_passed(end: date, count: int) -> None:
    found = working_days_before(end, count)
    assert working_days(found, end) >= count
    assert working_days(found + timedelta(days=1), end) < count


def test_there_is_no_last_day_of_nothing() -> None:
    with pytest.raises(ValueError):
        working_days_before(date(2027, 1, 6), 0)


def test_years_of_keeping_are_counted_from_the_april_after() -> None:
    assert kept_until(date(2026, 4, 1), 5) == date(2032, 3, 31)
    assert kept_until(date(2027, 3, 31), 5) == date(2032, 3, 31)
    assert kept_until(date(2027, 4, 1), 5) == date(2033, 3, 31)
