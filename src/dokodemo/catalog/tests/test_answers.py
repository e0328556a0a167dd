from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dokodemo.catalog import answers
from dokodemo.catalog.schema import Choice, Field, Text
from dokodemo.catalog.sentences import SENTENCES, say, say_date

TYPES = sorted(answers.READERS)


def field(kind: str, **more: Any) -> Field:
    if kind == "choice":
        more.setdefault("choices", [Choice(code="red", label=Text(ja="赤", en="Red"))])
    if kind == "digits":
        more.setdefault("length", 15)
    return Field(id="f", type=kind, labels=Text(ja="項目", en="Item"), **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("kind", "typed", "value"),
    [
        ("text", "  海野　 さくら\t", "海野　さくら"),
        ("text", "a \t b", "a b"),
        ("text", "辻\U000e0102 美咲", "辻\U000e0102 美咲"),
        ("text", "   ", None),
        ("kana", "うみの さくら", "ウミノ　サクラ"),
        ("kana", "ｳﾐﾉ ｻﾞｸﾞﾗ", "ウミノ　ザグラ"),
        ("kana", "ヴァン・ダイク", "ヴァン・ダイク"),
        ("date", "令和８年１１月１０日", "2026-11-10"),
        ("date", "H31.4.30", "2019-04-30"),
        ("date", "2026/4/1", "2026-04-01"),
        ("date", "20260401", "2026-04-01"),
        ("date", "2024-02-29", "2024-02-29"),
        ("integer", "１，７４１", 1741),
        ("integer", "-3", -3),
        ("choice", "red", "red"),
        ("boolean", "yes", True),
        ("boolean", "いいえ", False),
        ("statement", "on", True),
        ("statement", "no", None),
        ("postal", "〒０００－０００１", "0000001"),
        ("phone", "０９０ー1234‐5678", "09012345678"),
        ("phone", "(0000) 00-1121", "0000001121"),
        ("email", "ｎ@example.jp", "n@example.jp"),
        ("email", "umino＠example．jp", "umino@example.jp"),
        ("bank_code", "９９９９", "9999"),
        ("account_number", "１２３", "0000123"),
        ("account_holder", "うみの さくら", "ウミノ　サクラ"),
        ("account_holder", "ｶ)ｼｵﾐ ｼﾖｳｼﾞ", "カ）シオミ　シヨウジ"),
        ("digits", "392-1234 5678 9012", "392123456789012"),
    ],
)
def test_what_is_typed_is_brought_into_form(kind: str, typed: str, value: Any) -> None:
    assert answers.read(field(kind), typed) == value


@pytest.mark.parametrize(
    ("kind", "typed", "key"),
    [
        ("date", "きのう", "date-form"),
        ("date", "2026-02-30", "date-range"),
        ("date", "1700-01-01", "date-old"),
        ("date", "昭和65年1月1日", "date-era"),
        ("integer", "三", "integer"),
        ("integer", "9" * 16, "integer"),
        ("boolean", "たぶん", "choice"),
        ("account_holder", "海野 さくら", "account_holder"),
        ("text", "a\x00b", "control"),
        ("text", "a\u202eb", "control"),
        ("text", "\ud800", "control"),
        ("text", "あ" * 4001, "too-long"),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_reason(kind: str, typed: str, key: str) -> None:
    with pytest.raises(answers.Refused) as refused:
        answers.read(field(kind), typed)
    assert refused.value.key == key
    assert key in SENTENCES
    assert typed not in str(refused.value)


def test_lines_are_kept_only_where_several_are_asked_for() -> None:
    assert answers.read(field("text"), "一\r\n二") == "一 二"
    assert answers.read(field("text", multiline=True), " 一\r\n二 ") == "一\n二"


@pytest.mark.parametrize("kind", TYPES)
@given(typed=st.text(max_size=60))
def test_reading_never_raises_anything_but_a_refusal(kind: str, typed: str) -> None:
    said = ""
    value = None
    try:
        value = answers.read(field(kind), typed)
    except answers.Refused as refused:
        said = say(refused.key, "ja", label="項目", max=1, min=1, length=1)
        assert "項目" in said
    assert said or value is None or type(value) in (str, int, bool)


@pytest.mark.parametrize("kind", TYPES)
@given(typed=st.text(max_size=40))
def test_reading_what_was_read_changes_nothing(kind: str, typed: str) -> None:
    try:
        value = answers.read(field(kind), typed)
    except answers.Refused:
        return
    if value is not None and answers_valid(kind, value):
        assert answers.read(field(kind), answers.typed_as(field(kind), value)) == value


def answers_valid(kind: str, value: Any) -> bool:
    import jsonschema_rs

    return jsonschema_rs.is_valid(answers.schema_of(field(kind)), value)


@pytest.mark.parametrize(
    ("kind", "value", "ja", "en"),
    [
        ("date", "2026-12-05", "2026年12月5日", "5 December 2026"),
        ("boolean", True, "はい", "Yes"),
        ("boolean", False, "いいえ", "No"),
        ("choice", "red", "赤", "Red"),
        ("choice", "gone", "gone", "gone"),
        ("integer", 12000, "12,000", "12,000"),
        ("postal", "0000001", "000-0001", "000-0001"),
        ("phone", "09012345678", "090-1234-5678", "090-1234-5678"),
        ("phone", "0000001121", "0000001121", "0000001121"),
        ("text", None, "（記入なし）", "(not filled in)"),
        ("statement", True, "はい（確認しました）", "Yes (confirmed)"),
    ],
)
def test_answers_are_shown_as_the_office_reads_them(kind: str, value: Any, ja: str, en: str) -> None:
    assert (answers.show(field(kind), value, "ja"), answers.show(field(kind), value, "en")) == (ja, en)


def test_a_text_that_is_no_date_is_shown_as_it_is() -> None:
    assert [say_date(text, "ja") for text in ("x", "2026-99-01", "a-b-c")] == ["x", "2026-99-01", "a-b-c"]


def test_numbers_in_sentences_are_grouped() -> None:
    assert say("too-long", "ja", label="メモ", max=4000) == "「メモ」は4,000文字以内で入力してください"
