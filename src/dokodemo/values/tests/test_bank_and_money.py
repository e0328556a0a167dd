"""Bank accounts and yen."""

import re

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from dokodemo.values.bank import ZenginError, to_zengin_kana
from dokodemo.values.money import format_yen


@pytest.mark.parametrize(
    ("text", "zengin"),
    [
        ("ウミノ　ハナコ", "ｳﾐﾉ ﾊﾅｺ"), ("うみの　はなこ", "ｳﾐﾉ ﾊﾅｺ"), ("ｳﾐﾉ ﾊﾅｺ", "ｳﾐﾉ ﾊﾅｺ"), ("キョウコ", "ｷﾖｳｺ"), ("ｷｮｳｺ", "ｷﾖｳｺ"),
        ("ヲガワ", "ｵｶﾞﾜ"), ("ガッパ", "ｶﾞﾂﾊﾟ"), ("ヴァレリー", "ｳﾞｱﾚﾘ-"), ("カ）ウミカゼ", "ｶ)ｳﾐｶｾﾞ"), ("ＡＢＣ　ｘ１", "ABC X1"),
        ("か\u3099", "ｶﾞ"), ("  ア   イ  ", "ｱ ｲ"), ("ヰヱ", "ｲｴ"), ("ン", "ﾝ"),
    ],
)  # fmt: skip
def test_a_name_for_a_bank_file(text: str, zengin: str) -> None:
    assert to_zengin_kana(text) == zengin


@pytest.mark.parametrize(
    ("text", "characters"),
    [
        ("海野ハナコ", ("海", "野")),
        ("ア、イ", ("、",)),
        ("", ()),
        ("　", ()),
        ("アﾞ", ("ﾞ",)),
        ("É", ("\u0301",)),
        ("@@", ("@",)),
    ],
)
def test_what_a_bank_file_cannot_carry(text: str, characters: tuple[str, ...]) -> None:
    with pytest.raises(ZenginError) as caught:
        to_zengin_kana(text)
    assert caught.value.characters == characters
    assert not any(character in str(caught.value) for character in "海野ハナコ")


@given(st.text("アイウエオカキガパヴッャヲーあがｱｶﾞ　 A1().-/", min_size=1))
def test_the_result_fits_one_byte_a_letter_and_stays(text: str) -> None:
    try:
        zengin = to_zengin_kana(text)
    except ZenginError as error:
        stray = set(error.characters)
    else:
        stray = set()
    assert stray <= {"ﾞ", "ﾟ"}
    assume(not stray and text.strip())
    assert re.fullmatch(r"[ｱ-ﾝﾞﾟ0-9A-Z ().\-/]+", zengin)
    assert len(zengin.encode("cp932")) == len(zengin)
    assert to_zengin_kana(zengin) == zengin


@pytest.mark.parametrize(
    ("amount", "text"),
    [(12000, "12,000円"), (0, "0円"), (-500, "-500円"), (1234567, "1,234,567円"), (999, "999円")],
)
def test_yen(amount: int, text: str) -> None:
    assert format_yen(amount) == text
