"""The key of an address, however it was written."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dokodemo.values.addresses import address_key, street_of

ADDRESS = "海風市汐見台一丁目2番3号"


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
    "odd", ["十十丁目", "二十三十丁目1", "一" * 5000 + "丁目", "1" * 9000 + "a", "丁目", "〇丁目"]
)
def test_an_address_that_is_none_still_has_a_key(odd: str) -> None:
    assert len(address_key(f"海風市{odd}")) <= 400
