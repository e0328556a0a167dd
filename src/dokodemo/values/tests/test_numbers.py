"""Check digits: published vectors, and the law that a wrong digit is noticed wherever the formula can notice it."""

from collections.abc import Callable

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from dokodemo.values import numbers


def digits(length: int) -> st.SearchStrategy[str]:
    return st.text("0123456789", min_size=length, max_size=length)


def with_one_wrong(number: str, place: int, step: int) -> str:
    wrong = (int(number[place]) + step) % 10
    return f"{number[:place]}{wrong}{number[place + 1 :]}"


@pytest.mark.parametrize(
    ("first5", "check"),
    [
        ("13101", 6), ("13208", 0), ("27210", 8), ("01100", 2), ("13000", 1), ("14100", 3), ("01202", 5),
        ("40130", 7), ("15204", 8), ("01000", 6), ("13112", 1), ("13104", 1), ("47201", 8),
    ],
)  # fmt: skip
def test_municipality_codes_that_exist(first5: str, check: int) -> None:
    assert numbers.municipality_check_digit(first5) == check
    assert numbers.is_municipality_code(f"{first5}{check}")
    assert not numbers.is_municipality_code(f"{first5}{(check + 1) % 10}")


def test_individual_number() -> None:
    assert numbers.my_number_check_digit("12345678901") == 8
    assert numbers.is_my_number("123456789018")
    assert not numbers.is_my_number("123456789010")


@pytest.mark.parametrize("first11", ["00000000000", "00000000006"])  # remainders 0 and 1
def test_remainders_below_two_give_zero(first11: str) -> None:
    assert numbers.my_number_check_digit(first11) == 0


@pytest.mark.parametrize(
    ("base12", "check"),
    [("700110005901", 8), ("000012050002", 7), ("000020131016", 8), ("000020132080", 7), ("000020272108", 8)],
)
def test_corporate_numbers_that_exist(base12: str, check: int) -> None:
    assert numbers.corporate_check_digit(base12) == check
    assert numbers.is_corporate_number(f"{check}{base12}")


def test_insurer_number() -> None:
    assert numbers.insurer_check_digit("13801") == 6
    assert numbers.is_insurer_number("138016")
    assert not numbers.is_insurer_number("138017")
    with pytest.raises(ValueError, match="five or seven"):
        numbers.insurer_check_digit("123456")


@pytest.mark.parametrize(("serial", "check"), [(1, 9), (2, 7), (1234, 3)])
def test_atenabango(serial: int, check: int) -> None:
    assert numbers.atena_check_digit(f"{serial:014d}") == check
    assert numbers.make_atenabango(serial) == f"{serial:014d}{check}"


def test_a_serial_whose_check_digit_would_be_ten_is_skipped() -> None:
    assert numbers.atena_check_digit("00000000000006") is None  # 6 x 2 = 12, remainder 1
    assert numbers.make_atenabango(6) is None
    assert not numbers.is_atenabango("000000000000060")


@pytest.mark.parametrize("serial", [0, -1, 10**14])
def test_a_serial_out_of_range_is_refused(serial: int) -> None:
    with pytest.raises(ValueError, match="serial"):
        numbers.make_atenabango(serial)


CHECKS: list[tuple[Callable[[str], bool], int]] = [
    (numbers.is_my_number, 12),
    (numbers.is_municipality_code, 6),
    (numbers.is_corporate_number, 13),
    (numbers.is_atenabango, 15),
    (numbers.is_insurer_number, 8),
]


@pytest.mark.parametrize(("is_right", "length"), CHECKS)
@pytest.mark.parametrize(
    "noise", ["", "1", "x" * 12, "１２３４５６７８９０１８", "²" * 12, "1234567890１8", "123 456789018"]
)
def test_what_is_no_number_is_no_number(is_right: Callable[[str], bool], length: int, noise: str) -> None:
    assert not is_right(noise)
    assert not is_right(noise.ljust(length, "a")[:length])


def test_an_error_does_not_repeat_the_number() -> None:
    with pytest.raises(ValueError, match="11 ASCII digits") as caught:
        numbers.my_number_check_digit("9876543210X")
    assert "98765" not in str(caught.value)
    with pytest.raises(ValueError, match="ASCII digits"):
        numbers.atena_check_digit("")


def test_plain_digits_takes_what_people_type() -> None:
    assert numbers.plain_digits(" １２３４-５６７８ー9018 ") == "123456789018"
    assert numbers.plain_digits("123−4567") == "1234567"
    assert not numbers.is_my_number(numbers.plain_digits("1234五6789018"))


@given(digits(11), st.integers(0, 10), st.integers(1, 9))
def test_a_wrong_digit_of_an_individual_number_is_noticed(first: str, place: int, step: int) -> None:
    check = numbers.my_number_check_digit(first)
    assume(check != 0)  # two remainders share the 0: there the formula is blind
    assert not numbers.is_my_number(with_one_wrong(f"{first}{check}", place, step))


@given(digits(5), st.integers(0, 4), st.integers(1, 9))
def test_a_wrong_digit_of_a_municipality_code_is_noticed(first: str, place: int, step: int) -> None:
    check = numbers.municipality_check_digit(first)
    assume(check != 1)  # remainders 0 and 10 both give 1
    assert not numbers.is_municipality_code(with_one_wrong(f"{first}{check}", place, step))


@given(digits(12), st.integers(1, 12), st.integers(1, 9))
def test_a_wrong_digit_of_a_corporate_number_is_noticed(base: str, place: int, step: int) -> None:
    number = f"{numbers.corporate_check_digit(base)}{base}"
    wrong = with_one_wrong(number, place, step)
    assume({number[place], wrong[place]} != {"0", "9"})  # modulus 9 cannot tell 0 from 9
    assert not numbers.is_corporate_number(wrong)


@given(st.integers(1, 10**14 - 1), st.integers(0, 14), st.integers(1, 9))
def test_every_wrong_digit_of_an_atenabango_is_noticed(serial: int, place: int, step: int) -> None:
    number = numbers.make_atenabango(serial)
    assume(number is not None)
    assert number is not None
    assert numbers.is_atenabango(number)
    assert not numbers.is_atenabango(with_one_wrong(number, place, step))


@given(st.one_of(digits(5), digits(7)), st.data())
def test_every_wrong_digit_of_an_insurer_number_is_noticed(first: str, data: st.DataObject) -> None:
    number = f"{first}{numbers.insurer_check_digit(first)}"
    place = data.draw(st.integers(0, len(number) - 1))
    assert numbers.is_insurer_number(number)
    assert not numbers.is_insurer_number(with_one_wrong(number, place, data.draw(st.integers(1, 9))))
