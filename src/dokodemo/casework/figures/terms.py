"""How near a deadline is, and how old a case: in business days (values.days), by the calendar of this country."""

from datetime import date

from dokodemo.casework.cases.queries.queue import warned_until as warned_until
from dokodemo.casework.figures.models import ONE, OVER, THREE
from dokodemo.values.days import add_working_days, working_days, working_days_before

#: Warned once more so many business days before, or on the day itself.
_LATE = 1
#: The age classes of open cases: from so many business days on.
AGES = (3, 6, 11, 21)
#: The board shows what falls due in so many business days.
AHEAD = 5


def shown_until(today: date) -> date:
    """The last deadline that the board shows."""
    return add_working_days(today, AHEAD)


def nearness(last: date, today: date) -> str | None:
    """How near the ``last`` day of a deadline is (models.NEARNESS); None: not near."""
    if last < today:
        return OVER
    if last > warned_until(today):
        return None
    left = working_days(today, last)
    return ONE if left <= _LATE else THREE


def age_bounds(today: date) -> list[date]:
    """Of each class of AGES the last day of arrival that is in it, or in an older one."""
    return [working_days_before(today, each) for each in AGES]


def months_later(month: date, count: int) -> date:
    """The first day of the month ``count`` months later (earlier: less than 0)."""
    years, index = divmod(month.month - 1 + count, 12)
    return date(month.year + years, index + 1, 1)
