"""When the time of an ended case is over (保存期間の満了). Pure; how years of keeping are counted is ``values.days.kept_until``,
here from the decision or the withdrawal."""

from datetime import date, timedelta

from dokodemo.values.days import fiscal_year, kept_until


def over_on(ended_on: date, years: int) -> date:
    """The first day on which a case that ended then may be destroyed."""
    return kept_until(ended_on, years) + timedelta(days=1)


def ended_before(today: date, years: int) -> date:
    """What ended before this day may be destroyed ``today``: 1 April, ``years`` fiscal years ago."""
    return date(fiscal_year(today) - years, 4, 1)
