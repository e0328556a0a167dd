"""Ages in law: the day before the birthday, 29 February, 1 and 2 April."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dokodemo.values.ages import (
    age_on,
    attained_on,
    everyday_age_on,
    first_of_month,
    first_of_next_month,
    school_year_end_after,
)

BIRTHS = st.dates(date(1873, 1, 1), date(2100, 12, 31))
YEARS = st.integers(1, 120)


@pytest.mark.parametrize(
    ("birth", "years", "day"),
    [
        (date(2008, 4, 1), 18, date(2026, 3, 31)),
        (date(2008, 2, 29), 18, date(2026, 2, 28)),
        (date(2008, 2, 29), 20, date(2028, 2, 28)),
        (date(2008, 3, 1), 18, date(2026, 2, 28)),
        (date(2008, 3, 1), 20, date(2028, 2, 29)),
        (date(2009, 1, 1), 3, date(2011, 12, 31)),
    ],
)
def test_an_age_is_attained_the_day_before(birth: date, years: int, day: date) -> None:
    assert attained_on(birth, years) == day
    assert age_on(birth, day) == years
    assert age_on(birth, day - timedelta(days=1)) == years - 1
    assert everyday_age_on(birth, day) == years - 1


@pytest.mark.parametrize(
    ("birth", "entry"), [(date(2020, 4, 1), date(2026, 4, 1)), (date(2020, 4, 2), date(2027, 4, 1))]
)
def test_school_begins_after_the_year_in_which_six_is_attained(birth: date, entry: date) -> None:
    assert school_year_end_after(birth, 6) + timedelta(days=1) == entry


@pytest.mark.parametrize(
    ("birth", "end"), [(date(2008, 4, 1), 2026), (date(2008, 4, 2), 2027), (date(2008, 3, 31), 2026)]
)
def test_the_school_year_of_eighteen(birth: date, end: int) -> None:
    assert school_year_end_after(birth, 18) == date(end, 3, 31)


@pytest.mark.parametrize(("birth", "votes"), [(date(2008, 7, 13), True), (date(2008, 7, 14), False)])
def test_who_votes_on_12_july_2026(birth: date, votes: bool) -> None:
    assert (age_on(birth, date(2026, 7, 12)) >= 18) is votes


def test_everyday_age_of_29_february_changes_on_1_march() -> None:
    assert everyday_age_on(date(2008, 2, 29), date(2026, 2, 28)) == 17
    assert everyday_age_on(date(2008, 2, 29), date(2026, 3, 1)) == 18


def test_before_birth_there_is_no_age() -> None:
    with pytest.raises(ValueError, match="before the birth"):
        age_on(date(2026, 4, 2), date(2026, 4, 1))
    with pytest.raises(ValueError, match="one year"):
        attained_on(date(2026, 4, 2), 0)
    assert age_on(date(2026, 4, 2), date(2026, 4, 2)) == 0


def test_months() -> None:
    assert first_of_month(date(2026, 12, 31)) == date(2026, 12, 1)
    assert first_of_next_month(date(2026, 12, 31)) == date(2027, 1, 1)
    assert first_of_next_month(date(2024, 1, 31)) == date(2024, 2, 1)


@given(BIRTHS, BIRTHS, YEARS)
def test_who_is_born_first_attains_first(one: date, other: date, years: int) -> None:
    earlier, later = sorted((one, other))
    assert attained_on(earlier, years) <= attained_on(later, years)
    assert school_year_end_after(earlier, years) <= school_year_end_after(later, years)


@given(BIRTHS, YEARS)
def test_years_are_attained_one_after_the_other(birth: date, years: int) -> None:
    assert attained_on(birth, years) < attained_on(birth, years + 1)
    end = school_year_end_after(birth, years)
    assert (end.month, end.day) == (3, 31)
    assert timedelta(0) <= end - attained_on(birth, years) < timedelta(days=366)


@given(BIRTHS, YEARS, st.integers(0, 50_000))
def test_the_age_in_law_says_what_was_attained(birth: date, years: int, lived: int) -> None:
    on = birth + timedelta(days=lived)
    assert (age_on(birth, on) >= years) == (attained_on(birth, years) <= on)
    assert age_on(birth, on) - everyday_age_on(birth, on) in (0, 1)
