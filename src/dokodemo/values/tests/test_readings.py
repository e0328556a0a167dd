"""Readings behind kanji: as furigana, without them, and what is no reading at all."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dokodemo.values import readings


def furigana(word: str, reading: str) -> str:
    return f"<ruby>{word}<rp>（</rp><rt>{reading}</rt><rp>）</rp></ruby>"


@pytest.mark.parametrize(
    ("text", "plain", "html"),
    [
        ("引（ひ）っ越（こ）し", "引っ越し", f"{furigana('引', 'ひ')}っ{furigana('越', 'こ')}し"),
        ("65歳（さい）", "65歳", f"65{furigana('歳', 'さい')}"),
        ("2人（ふたり）", "2人", furigana("2人", "ふたり")),
        ("14日（じゅうよっか）まで", "14日まで", f"{furigana('14日', 'じゅうよっか')}まで"),
        ("窓口（など）", "窓口（など）", "窓口（など）"),
        ("カード（青い）", "カード（青い）", "カード（青い）"),
        ("写真（JPEG）", "写真（JPEG）", "写真（JPEG）"),
    ],
)
def test_a_reading_is_shown_over_its_kanji_or_left_out(text: str, plain: str, html: str) -> None:
    assert readings.plain(text) == plain
    assert readings.ruby(text) == html


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("引（ひ）っ越（こ）し", "ひっこし"),
        ("12月（がつ）5日（いつか）と3人（にん）", "12がついつかと3にん"),
        ("世帯主（など）", "世帯主（など）"),
    ],
)
def test_a_text_as_it_is_spoken(text: str, said: str) -> None:
    assert readings.spoken(text) == said


def test_kanji_without_a_reading_are_named() -> None:
    assert readings.unread("市役所（しやくしょ）の窓口で、番号（ばんごう）") == ["窓口"]


def test_a_cut_never_ends_inside_a_reading() -> None:
    label = "健康保険（けんこうほけん）の番号（ばんごう）を書（か）く"
    assert readings.cut(label, 7) == "健康保険（けんこうほけん）の番号（ばんごう）"
    assert readings.cut(label, 6) == "健康保険（けんこうほけん）の"
    assert readings.cut(label, 99) == label


@pytest.mark.parametrize(
    ("on", "text"),
    [
        (date(2026, 12, 5), "2026年（ねん）12月（がつ）5日（いつか）土曜日（どようび）"),
        (date(2026, 12, 15), "2026年（ねん）12月（がつ）15日（にち）火曜日（かようび）"),
    ],
)
def test_a_day_is_written_in_full(on: date, text: str) -> None:
    assert readings.day(on, weekday=True) == text


PAGE = (
    "<title>申（もう）す</title><!-- 申（もう）す --><p>申（もう）す</p>"
    '<a aria-label="申（もう）す" href="/x?申（もう）す">ok</a>'
    '<input value="申（もう）す"><textarea>申（もう）す</textarea><option>申（もう）す</option>'
    '<dd translate="no">申（もう）す<br>越（こ）す</dd><dd>越（こ）す</dd>'
)


@pytest.mark.parametrize("shown", [True, False])
def test_a_page_changes_only_what_the_city_says(shown: bool) -> None:
    said = {
        each: f"<span>{furigana(each, reading)}す</span>" if shown else f"{each}す"
        for each, reading in (("申", "もう"), ("越", "こ"))
    }
    assert readings.page(PAGE, shown) == (
        f"<title>申す</title><!-- 申（もう）す --><p>{said['申']}</p>"
        '<a aria-label="申す" href="/x?申（もう）す">ok</a>'
        '<input value="申（もう）す"><textarea>申（もう）す</textarea><option>申す</option>'
        f'<dd translate="no">申（もう）す<br>越（こ）す</dd><dd>{said["越"]}</dd>'
    )


@given(st.text(alphabet="漢字（）かなkanji1<>&; "))
def test_any_text_keeps_all_but_its_readings(text: str) -> None:
    assert readings.plain(readings.plain(text)).count("漢") == text.count("漢")
    assert readings.page(text.replace("（", "("), shown=True) == text.replace("（", "(")
