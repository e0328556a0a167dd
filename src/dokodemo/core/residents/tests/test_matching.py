"""Reasons for and against, and the key of an address."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dokodemo.core.residents.matching import Asked, Known, points
from dokodemo.values.addresses import address_key, street_of

BIRTH = date(1990, 3, 3)
ADDRESS = "海風市汐見台一丁目2番3号"
MIO = Known("海野　みお", BIRTH, ADDRESS, "2")


@pytest.mark.parametrize(
    "written",
    [
        "海風市汐見台一丁目2番3号", "海風市汐見台１丁目２番３号", "海風市汐見台1-2-3", "海風市汐見台１－２－３",
        "潮見県海風市汐見台一丁目2番3号", "海風市汐見台一丁目２ー３",
    ],
)  # fmt: skip
def test_one_address_has_one_key_however_it_is_written(written: str) -> None:
    assert address_key(written) == address_key(ADDRESS)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (ADDRESS, "海風市汐見台一丁目2番4号"), (ADDRESS, "海風市汐見台一丁目23番"), (ADDRESS, "海風市汐見台一丁目12番3号"),
        ("海風市港町一丁目1番", "海風市港町十一丁目1番"), ("海風市港町二十丁目1番", "海風市港町二丁目1番"),
    ],
)  # fmt: skip
def test_two_addresses_have_two_keys(one: str, other: str) -> None:
    assert address_key(one) != address_key(other)


def test_a_building_is_told_apart_from_its_street() -> None:
    bare, full = (
        address_key("海風市港町三丁目10番15号"),
        address_key("海風市港町三丁目10番15号　コーポ海風203"),
    )
    assert bare != full
    assert street_of(bare) == street_of(full)


@given(st.text(max_size=40))
def test_any_text_has_a_key(text: str) -> None:
    assert isinstance(address_key(text), str)


@pytest.mark.parametrize(
    ("asked", "score", "said"),
    [
        (Asked("海野　みお", BIRTH, ADDRESS, "2"), 100, "氏名が同じ"),
        (Asked("海野みお", BIRTH, "", ""), 65, "氏名が同じ（字体または空白だけが違う）"),
        (Asked("海野　みお", None, "海風市汐見台1-2-3-101", ""), 60, "住所が同じ（建物名・部屋番号が違う）"),
        (Asked("海野　みお", date(1991, 3, 3), "", "1"), 15, "性別が違う"),
        (Asked("", BIRTH, "", ""), 30, "生年月日が同じ"),
        (Asked("磯部　まこ", BIRTH, "海風市港町三丁目1番1号", "2"), 35, "氏名が違う"),
    ],
)
def test_points_and_their_reasons(asked: Asked, score: int, said: str) -> None:
    found, why = points(asked, MIO)
    assert found == score
    assert said in why


def test_only_two_agreeing_items_make_a_candidate() -> None:
    assert points(Asked("海野　みお", None, "", "2"), MIO)[0] < 50
    assert points(Asked("", BIRTH, "", "2"), MIO)[0] < 50
    assert points(Asked("海野　みお", BIRTH, "", ""), MIO)[0] >= 50


@pytest.mark.parametrize(
    "odd", ["十十丁目", "二十三十丁目1", "一" * 5000 + "丁目", "1" * 9000 + "a", "丁目", "〇丁目"]
)
def test_an_address_that_is_none_still_has_a_key(odd: str) -> None:
    assert len(address_key(f"海風市{odd}")) <= 400
