"""Closed days and periods.

Source: 地方自治法第4条の2 (Saturdays, Sundays, holidays, 29 December to 3 January; paragraph 4: a legal deadline on a
closed day moves to the next open one); 民法第140条 (the first day does not count), 第142条.
Holidays come from jpholiday; the equinoxes of years the Cabinet has not announced yet are astronomical forecasts.
"""

import calendar
from datetime import date, timedelta

import jpholiday

_ONE_DAY = timedelta(days=1)


def is_closed(day: date) -> bool:
    """Whether offices are closed on ``day``."""
    if day.weekday() >= 5 or (day.month, day.day) >= (12, 29) or (day.month, day.day) <= (1, 3):
        return True
    return jpholiday.is_holiday(day)


def next_open_day(day: date) -> date:
    """``day`` itself when offices are open, otherwise the first open day after it."""
    while is_closed(day):
        day += _ONE_DAY
    return day


def days_after(start: date, count: int) -> date:
    """The last day of a period of ``count`` days: ``start`` does not count, and an end on a closed day moves on."""
    return next_open_day(days_after_calendar(start, count))


def days_after_calendar(start: date, count: int) -> date:
    """The last day of a period of ``count`` calendar days: ``start`` does not count; closed days change nothing."""
    _require_not_negative(count)
    return start + timedelta(days=count)


def months_after(start: date, count: int) -> date:
    """The last day of a period of ``count`` months: ``start`` does not count, and it ends on the day of the same number,
    or on the last of a month that has none (民法143条2項). Closed days change nothing."""
    _require_not_negative(count)
    year, month = divmod(start.year * 12 + start.month - 1 + count, 12)
    return date(year, month + 1, min(start.day, calendar.monthrange(year, month + 1)[1]))


def in_month(day: date, number: int) -> date:
    """The day of this number in the month of ``day``, or its last where it has none."""
    return day.replace(day=min(number, calendar.monthrange(day.year, day.month)[1]))


def add_working_days(start: date, count: int) -> date:
    """The ``count``-th open day after ``start`` (``start`` itself for 0)."""
    _require_not_negative(count)
    day = start
    for _ in range(count):
        day = next_open_day(day + _ONE_DAY)
    return day


def working_days(start: date, end: date) -> int:
    """How many open days there are after ``start`` up to and with ``end``; 0 where ``end`` is not after it."""
    return sum(not is_closed(start + _ONE_DAY * n) for n in range(1, (end - start).days + 1))


def working_days_before(end: date, count: int) -> date:
    """The last day from which there are ``count`` (1 or more) open days up to and with ``end``: whatever began on it or before
    is that old."""
    if count < 1:
        raise ValueError("there is always a day from which no open day has passed")
    day = end + _ONE_DAY
    for _ in range(count):
        day -= _ONE_DAY
        while is_closed(day):
            day -= _ONE_DAY
    return day - _ONE_DAY


def fiscal_year(day: date) -> int:
    """The Gregorian year in which the fiscal year (年度, April to March) of ``day`` began."""
    return day.year if day.month >= 4 else day.year - 1


def kept_until(made_on: date, years: int) -> date:
    """The last day (保存期間の満了する日) of what was made or finished on ``made_on`` and is kept so many years: they are
    counted from 1 April of the fiscal year after it (公文書等の管理に関する法律施行令8条4項 for the state; for cities their
    own rules on documents, 文書管理規程, 同法34条, which commonly say the same)."""
    return date(fiscal_year(made_on) + 1 + years, 3, 31)


def _require_not_negative(count: int) -> None:
    if count < 0:
        raise ValueError("a period has no negative number of days")
