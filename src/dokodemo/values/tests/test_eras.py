"""Eras: the days on which they changed, every way of writing, and the way there and back for every day since 1873."""

import unicodedata
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dokodemo.values.eras import (
    ERAS,
    FIRST_DAY,
    DateError,
    era_of,
    format_both,
    format_ja,
    format_wareki,
    parse_date,
    parse_month,
)

DAYS = st.dates(FIRST_DAY, date(2100, 12, 31))


@pytest.mark.parametrize(
    ("day", "text"),
    [
        (date(1873, 1, 1), "明治6年1月1日"),
        (date(1912, 7, 29), "明治45年7月29日"),
        (date(1912, 7, 30), "大正元年7月30日"),
        (date(1926, 12, 24), "大正15年12月24日"),
        (date(1926, 12, 25), "昭和元年12月25日"),
        (date(1989, 1, 7), "昭和64年1月7日"),
        (date(1989, 1, 8), "平成元年1月8日"),
        (date(2019, 4, 30), "平成31年4月30日"),
        (date(2019, 5, 1), "令和元年5月1日"),
        (date(2026, 4, 1), "令和8年4月1日"),
    ],
)
def test_the_days_around_each_change(day: date, text: str) -> None:
    assert format_wareki(day) == text
    assert parse_date(text) == day


@pytest.mark.parametrize(
    ("older", "newer"),
    [("明治45.7.30", "大正元.7.30"), ("大正15.12.25", "昭和元.12.25"), ("明治45年7月30日", "T1.7.30")],
)
def test_a_day_with_two_names_is_read_by_both(older: str, newer: str) -> None:
    assert parse_date(older) == parse_date(newer)


@pytest.mark.parametrize(
    "text",
    [
        "令和6年4月1日", "令和６年４月１日", "令和 6年 4月 1日", "令和6年4月1", "R6.4.1", "r6.4.1", "Ｒ６．４．１", "令6.4.1", "R6/4/1",
        "R06-04-01", "㋿6年4月1日", "2024-04-01", "2024/4/1", "2024.4.1", "２０２４／４／１", "2024年4月1日", "20240401",
        "２０２４０４０１", " 2024-04-01\n", "2024−04−01", "2024ー4ー1",
    ],
)  # fmt: skip
def test_every_way_of_writing(text: str) -> None:
    assert parse_date(text) == date(2024, 4, 1)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "empty"), (" 　", "empty"),
        ("きのう", "form"), ("2024-04", "form"), ("24-4-1", "form"), ("2024/4-1", "form"), ("令和6年4月", "form"),
        ("2024040", "form"), ("令和6年4月1日生", "form"), ("R6.4.1.", "form"), ("元年4月1日", "form"), ("٢٠٢٤-٠٤-٠١", "form"),
        ("慶応3年1月1日", "era"), ("X6.4.1", "era"), ("令和0年4月1日", "era"), ("昭和64年1月8日", "era"), ("平成31年5月1日", "era"),
        ("令和元年4月30日", "era"), ("平成元年1月7日", "era"), ("昭和元年12月24日", "era"), ("大正16年1月1日", "era"),
        ("2023-02-29", "range"), ("令和5年2月29日", "range"), ("2024-13-01", "range"), ("20240431", "range"),
        ("1872-12-31", "old"), ("明治5年12月31日", "old"), ("0000-01-01", "range"),
    ],
)  # fmt: skip
def test_what_is_no_date_says_why(text: str, reason: str) -> None:
    with pytest.raises(DateError) as caught:
        parse_date(text)
    assert caught.value.reason == reason


def test_an_error_does_not_repeat_what_was_typed() -> None:
    with pytest.raises(DateError) as caught:
        parse_date("昭和99年12月31日")
    assert "99" not in str(caught.value)


def test_before_the_gregorian_calendar_nothing_is_written() -> None:
    with pytest.raises(DateError) as caught:
        format_wareki(FIRST_DAY - timedelta(days=1))
    assert caught.value.reason == "old"


def test_eras_follow_each_other() -> None:
    for earlier, later in pairwise(ERAS):
        assert later.first - earlier.last in (timedelta(0), timedelta(days=1))
        assert later.code == earlier.code + 1


def test_gregorian_for_reading() -> None:
    assert format_ja(date(2026, 12, 5)) == "2026年12月5日"
    assert format_both(date(1991, 5, 14)) == "1991年5月14日（平成3年）"
    assert format_both(date(2019, 8, 20)) == "2019年8月20日（令和元年）"
    assert format_ja(date(2026, 12, 5), weekday=True) == "2026年12月5日(土)"
    assert format_ja(date(2026, 12, 6), weekday=True).endswith("(日)")


def test_every_day_since_1873_goes_there_and_back() -> None:
    day = FIRST_DAY
    while day.year <= 2100:
        assert parse_date(format_wareki(day)) == day
        day += timedelta(days=1)


@given(DAYS)
def test_every_form_names_the_same_day(day: date) -> None:
    era, year = era_of(day)
    forms = [f"{era.letter}{year}.{day.month}.{day.day}", f"{era.short}{year}/{day.month:02}/{day.day:02}"]
    forms += [day.isoformat(), f"{day:%Y%m%d}", format_ja(day), format_wareki(day)]
    for form in forms:
        assert parse_date(form) == day
        assert (
            parse_date(unicodedata.normalize("NFKC", form).translate({n: n + 0xFEE0 for n in range(48, 58)}))
            == day
        )


@given(st.text(max_size=20))
def test_any_text_is_a_date_or_says_why_not(text: str) -> None:
    try:
        outcome: date | str = parse_date(text)
    except DateError as error:
        outcome = error.reason
    assert outcome in {"empty", "form", "era", "range", "old"} or (
        isinstance(outcome, date) and outcome >= FIRST_DAY
    )


def test_a_month_is_read_as_a_browser_sends_it() -> None:
    assert parse_month("2026-10") == date(2026, 10, 1)
    assert parse_month("2199-12") == date(2199, 12, 1)
    for text, reason in (
        ("", "form"), ("2026-1", "form"), ("2026-10-05", "form"), ("２０２６-10", "form"), ("2026-13", "range"),
        ("9999-12", "range"), ("2200-01", "range"), ("0001-01", "old"),
    ):  # fmt: skip
        with pytest.raises(DateError) as refused:
            parse_month(text)
        assert refused.value.reason == reason, text
