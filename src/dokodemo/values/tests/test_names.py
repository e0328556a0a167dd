"""Names: what is found with what, and what never changes. All names are invented."""

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from dokodemo.values import variants
from dokodemo.values.names import (
    enlarge_small_kana,
    grapheme_count,
    is_katakana_name,
    kana_key,
    search_key,
    strip_ivs,
    to_katakana,
)

KANA = st.text(
    "アイウエオカガコゴソゾトドハバパヒピホボポヲヴァィゥェォッャュョヮヵヶヷワンー・ ぁうこがぱゔゝ\u3099\u309aｱｶﾞﾊﾟｯｰ-"
)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("髙橋 一郎", "高橋一郎"), ("山﨑", "山崎"), ("𠮷田", "吉田"), ("渡邊", "渡辺"), ("渡邉", "渡邊"), ("齋藤", "斉藤"),
        ("齊藤", "斎藤"), ("濵田", "浜田"), ("濱田", "浜田"), ("髙槗", "高橋"), ("德田", "徳田"), ("廣瀨", "広瀬"),
        ("辻\U000e0102", "辻"), ("葛\U000e0100飾", "葛飾"), ("さくら", "サクラ"), ("ｻｸﾗ", "サクラ"), ("ＳＭＩＴＨ ｊｏｈｎ", "smith john"),
        ("José", "JOSE"), ("神\ufa19", "神神"), ("鎌ヶ谷", "鎌ケ谷"), ("東海林　太郎", "東海林太郎"), ("Anne-Marie", "anne marie"),
    ],
)  # fmt: skip
def test_names_that_are_found_together(one: str, other: str) -> None:
    assert search_key(one) == search_key(other)


@pytest.mark.parametrize(
    ("one", "other"), [("高橋", "高島"), ("斉藤", "佐藤"), ("大野", "小野"), ("海野", "梅野")]
)
def test_names_that_are_not(one: str, other: str) -> None:
    assert search_key(one) != search_key(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ヂ", "ジ"), ("ズ", "ヅ"), ("ワ", "ハ"), ("ヴァ", "バ"), ("ヴィ", "ビ"), ("ヴ", "ブ"), ("オ", "ヲ"), ("ヒ", "ピ"),
        ("ッ", "ツ"), ("ャ", "ヤ"), ("ュ", "ユ"), ("ョ", "ヨ"), ("コウノ", "コオノ"), ("サトー", "サト"), ("ウミノ ハナコ", "ウミノハナコ"),
        ("ウミノ―ハナコ", "ウミノ-ハナコ"), ("ｳﾐﾉ ﾊﾅｺ", "うみの　はなこ"), ("か\u3099", "ガ"),
    ],
)  # fmt: skip
def test_readings_that_the_standard_wants_found_together(one: str, other: str) -> None:
    assert kana_key(one) == kana_key(other)


def test_u_after_another_row_stays() -> None:
    assert kana_key("ユウキ") == "ユウキ"
    assert kana_key("ウエノ") == "ウエノ"


@given(st.text())
def test_search_key_of_a_key_is_the_key(text: str) -> None:
    assert search_key(search_key(text)) == search_key(text)


@given(KANA)
@example("ヺ")
@example("ヸ")
def test_kana_key_of_a_key_is_the_key(text: str) -> None:
    assert kana_key(kana_key(text)) == kana_key(text)
    assert search_key(kana_key(text)) == kana_key(text)


@given(st.text("".join(variants.GROUPS) + "さくらｱﾞヴ \U000e0100"))
def test_search_key_of_names_is_stable(text: str) -> None:
    assert search_key(search_key(text)) == search_key(text)


def test_each_variant_has_one_key_that_is_no_variant() -> None:
    characters = "".join(variants.GROUPS)
    assert len(set(characters)) == len(characters)
    for group in variants.GROUPS:
        assert len(group) > 1
        assert unicodedata.normalize("NFKC", group) == group
        assert all(search_key(character) == group[0] for character in group)


def test_to_katakana() -> None:
    assert to_katakana("うみの はなこ") == "ウミノ ハナコ"
    assert to_katakana("ﾊﾟﾋﾟｮﾝ ｶﾞｯｺｳ") == "パピョン ガッコウ"
    assert to_katakana("は\u309aか\u3099") == "パガ"
    assert to_katakana("海野123abc｢｣") == "海野123abc「」"
    assert to_katakana("神") == "神"  # a compatibility ideograph survives: it may be somebody's name


@pytest.mark.parametrize("text", ["ウミノ ハナコ", "ウミノ　ハナコ", "ジョン・スミス", "ヴァレリー", " ア "])
def test_a_reading(text: str) -> None:
    assert is_katakana_name(text)


@pytest.mark.parametrize(
    "text", ["", " ", "うみの", "ｳﾐﾉ", "海野", "ウミノ1", "SMITH", "ウミノ、ハナコ", "・", "ウミノ\nハナコ"]
)
def test_no_reading(text: str) -> None:
    assert not is_katakana_name(text)


def test_counting_as_people_count() -> None:
    assert grapheme_count("辻\U000e0102本") == 2
    assert grapheme_count("𠮷田") == 2
    assert grapheme_count("か\u3099") == 1
    assert grapheme_count("") == 0
    assert strip_ivs("辻\U000e0102︀本\ufe00") == "辻本"


def test_enlarge_small_kana() -> None:
    assert enlarge_small_kana("キョウッァヶ") == "キヨウツアケ"
