"""When the time of a decided case is over."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from dokodemo.casework.holdings import terms

DAYS = st.dates(date(2000, 1, 1), date(2080, 12, 31))
YEARS = st.integers(1, 100)


def test_it_is_counted_from_april_after_the_decision() -> None:
    assert terms.over_on(date(2026, 11, 28), 5) == date(2032, 4, 1)
    assert terms.over_on(date(2027, 3, 31), 5) == date(2032, 4, 1)
    assert terms.over_on(date(2027, 4, 1), 5) == date(2033, 4, 1)
    assert terms.ended_before(date(2032, 4, 1), 5) == date(2027, 4, 1)
    assert terms.ended_before(date(2032, 3, 31), 5) == date(2026, 4, 1)


@given(DAYS, DAYS, YEARS)
def test_both_ways_of_asking_agree(decided_on: date, today: date, years: int) -> None:
    if today.year - years < 3:
        return
    assert (decided_on < terms.ended_before(today, years)) == (terms.over_on(decided_on, years) <= today)


@given(DAYS, YEARS)
def test_nothing_is_destroyed_before_so_many_whole_years(decided_on: date, years: int) -> None:
    over = terms.over_on(decided_on, years)
    assert (over - decided_on) > timedelta(days=365 * years - 1)
    assert (over.month, over.day) == (4, 1)
