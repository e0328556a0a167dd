"""Japanese eras (元号) and dates as people write them.

The day on which an era changed has two names (明治45年7月30日 is 大正元年7月30日, 大正15年12月25日 is
昭和元年12月25日): both are read, as the standard of resident records demands; the newer one is written. Dates before
1873-01-01 (明治6年1月1日, the first day of the Gregorian calendar in Japan) are refused: the lunar calendar is not
converted here.
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from typing import Literal

FIRST_DAY = date(1873, 1, 1)
#: From here on nobody means the day that was typed, and a count from one day to the next might leave the calendar.
END = date(2200, 1, 1)
_WEEKDAYS = "月火水木金土日"


@dataclass(frozen=True, slots=True)
class Era:
    """One era. ``first`` and ``last`` are the days that may carry its name; ``code`` is the digit of data exchange."""

    name: str
    short: str
    letter: str
    code: int
    first: date
    last: date

    @property
    def year_before(self) -> int:
        """The Gregorian year to which a year of this era is added."""
        return self.first.year - 1


ERAS: tuple[Era, ...] = (
    Era("明治", "明", "M", 1, date(1868, 1, 25), date(1912, 7, 30)),
    Era("大正", "大", "T", 2, date(1912, 7, 30), date(1926, 12, 25)),
    Era("昭和", "昭", "S", 3, date(1926, 12, 25), date(1989, 1, 7)),
    Era("平成", "平", "H", 4, date(1989, 1, 8), date(2019, 4, 30)),
    Era("令和", "令", "R", 5, date(2019, 5, 1), date.max),
)

Reason = Literal["empty", "form", "era", "range", "old"]
_MESSAGES: dict[Reason, str] = {
    "empty": "no date was given",
    "form": "not a date as it is written here, such as 令和6年4月1日, R6.4.1, 2024-04-01 or 20240401",
    "era": "this era is not known, or does not have that day",
    "range": "no such day in the calendar",
    "old": "before 1873-01-01, the first day of the Gregorian calendar in Japan",
}


class DateError(ValueError):
    """A text that is no date; the text itself is not repeated.

    ``reason``: empty (nothing there), form (not written as a date), era (an unknown era, or a day outside it), range
    (no such day), old (before 1873).
    """

    def __init__(self, reason: Reason) -> None:
        super().__init__(_MESSAGES[reason])
        self.reason: Reason = reason


_ERA_OF = {name: era for era in ERAS for name in (era.name, era.short, era.letter)}
_HYPHENS = str.maketrans(dict.fromkeys("‐‑‒–—―−ー", "-"))
_YEAR_MONTH_DAY = (
    r"(?:年(?P<m1>\d{1,2})月(?P<d1>\d{1,2})日?|(?P<sep>[-./])(?P<m2>\d{1,2})(?P=sep)(?P<d2>\d{1,2}))"
)
_WAREKI = re.compile(
    rf"(?P<era>[A-Z]|[\u4e00-\u9fff]{{1,2}}?)(?P<year>\d{{1,2}}|元){_YEAR_MONTH_DAY}", re.ASCII
)
_SEIREKI = re.compile(rf"(?P<year>\d{{4}}){_YEAR_MONTH_DAY}", re.ASCII)
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})", re.ASCII)
_MONTH = re.compile(r"(\d{4})-(\d{2})", re.ASCII)


def parse_date(text: str) -> date:
    """The day that ``text`` names: 令和6年4月1日, R6.4.1, 令6.4.1, 2024-04-01, 2024/4/1, 20240401; full width too.

    Raises DateError.
    """
    plain = "".join(unicodedata.normalize("NFKC", text).translate(_HYPHENS).split()).upper()
    if not plain:
        raise DateError("empty")
    if found := _COMPACT.fullmatch(plain):
        return _day(*(int(part) for part in found.groups()))
    if found := _SEIREKI.fullmatch(plain):
        return _day(int(found["year"]), *_month_and_day(found))
    if found := _WAREKI.fullmatch(plain):
        return _wareki_day(found)
    raise DateError("form")


def parse_month(text: str) -> date:
    """The first day of the month that ``text`` names as a browser sends it: 2026-10, before ``END``. Raises DateError."""
    found = _MONTH.fullmatch(text)
    if found is None:
        raise DateError("form")
    first = _day(int(found[1]), int(found[2]), 1)
    if first >= END:
        raise DateError("range")
    return first


def era_of(day: date) -> tuple[Era, int]:
    """The era and its year on ``day``. Raises DateError("old") before 1873-01-01."""
    if day < FIRST_DAY:
        raise DateError("old")
    era = next(era for era in reversed(ERAS) if era.first <= day)
    return era, day.year - era.year_before


def format_wareki(day: date) -> str:
    """``day`` as an official paper writes it: 令和8年4月1日, and 令和元年5月1日 in a first year."""
    era, year = era_of(day)
    return f"{era.name}{'元' if year == 1 else year}年{day.month}月{day.day}日"


def format_both(day: date) -> str:
    """``day`` as a clerk compares it, whichever calendar a paper has: 1991年5月14日（平成3年）."""
    era, year = era_of(day)
    return f"{format_ja(day)}（{era.name}{'元' if year == 1 else year}年）"


def format_ja(day: date, weekday: bool = False) -> str:
    """``day`` in the Gregorian calendar: 2026年12月5日, with ``weekday`` 2026年12月5日(土)."""
    text = f"{day.year}年{day.month}月{day.day}日"
    return f"{text}({_WEEKDAYS[day.weekday()]})" if weekday else text


def _wareki_day(found: re.Match[str]) -> date:
    era = _ERA_OF.get(found["era"])
    year = 1 if found["year"] == "元" else int(found["year"])
    if era is None or year == 0:
        raise DateError("era")
    day = _day(era.year_before + year, *_month_and_day(found))
    if not era.first <= day <= era.last:
        raise DateError("era")
    return day


def _month_and_day(found: re.Match[str]) -> tuple[int, int]:
    return int(found["m1"] or found["m2"]), int(found["d1"] or found["d2"])


def _day(year: int, month: int, day: int) -> date:
    try:
        result = date(year, month, day)
    except ValueError:
        raise DateError("range") from None
    if result < FIRST_DAY:
        raise DateError("old")
    return result
