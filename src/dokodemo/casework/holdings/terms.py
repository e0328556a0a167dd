"""When the time of a decided case is over (保存期間の満了). Pure.

Counted as 公文書等の管理に関する法律施行令8条4項 has it for the state, and as the rules on documents of cities (文書管理規程,
which they make themselves: 同法34条) commonly have it: from 1 April of the fiscal year after the one in which the document
was made, here the decision."""

from datetime import date

from dokodemo.values.days import fiscal_year


def counted_from(decided_on: date) -> date:
    """起算日: 1 April of the fiscal year after the decision."""
    return date(fiscal_year(decided_on) + 1, 4, 1)


def over_on(decided_on: date, years: int) -> date:
    """The first day on which a case decided then may be destroyed."""
    start = counted_from(decided_on)
    return start.replace(year=start.year + years)


def decided_before(today: date, years: int) -> date:
    """What was decided before this day may be destroyed ``today``: 1 April, ``years`` fiscal years ago."""
    return date(fiscal_year(today) - years, 4, 1)
