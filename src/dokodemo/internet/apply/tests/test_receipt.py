"""Receipt numbers, whatever day and however many."""

import re
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from dokodemo.internet.apply import receipt

DAYS = st.dates(date(2020, 1, 1), date(2099, 12, 31))
COUNTS = st.integers(1, 9_999_999)


def test_as_written_in_the_docstring() -> None:
    assert receipt.make(date(2026, 11, 22), 15) == "2611-2200-0151"


@given(DAYS, COUNTS)
def test_is_a_receipt_in_the_form_that_the_other_zones_take(on: date, count: int) -> None:
    number = receipt.make(on, count)
    assert receipt.is_receipt(number)
    assert receipt.is_receipt(number.replace("-", " "))
    assert re.fullmatch(r"[0-9]{2,}(-[0-9]{2,}){1,4}", number)
    assert len(number) <= 30


@given(DAYS, st.lists(COUNTS, min_size=2, max_size=20, unique=True))
def test_no_count_is_given_the_same_number(on: date, counts: list[int]) -> None:
    assert len({receipt.make(on, count) for count in counts}) == len(counts)


@given(DAYS, COUNTS, st.data())
def test_one_wrong_digit_is_found(on: date, count: int, data: st.DataObject) -> None:
    digits = receipt.make(on, count).replace("-", "")
    at = data.draw(st.integers(0, len(digits) - 1))
    other = data.draw(st.sampled_from([each for each in "0123456789" if each != digits[at]]))
    assert not receipt.is_receipt(digits[:at] + other + digits[at + 1 :])


@given(DAYS, COUNTS, st.data())
def test_neighbours_swapped_are_found(on: date, count: int, data: st.DataObject) -> None:
    digits = receipt.make(on, count).replace("-", "")
    swaps = [at for at in range(len(digits) - 1) if digits[at] != digits[at + 1]]
    at = data.draw(st.sampled_from(swaps))
    assert not receipt.is_receipt(digits[:at] + digits[at + 1] + digits[at] + digits[at + 2 :])


@given(st.text(max_size=30))
def test_any_text_is_answered(text: str) -> None:
    assert receipt.is_receipt(text) in (True, False)
