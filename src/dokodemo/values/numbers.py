"""Check digits of the numbers that identify people, municipalities, companies and insurers.

Digits are ASCII text, because a leading zero counts. ``is_…`` answers for any text; ``…_check_digit`` raises ValueError
when it is not given exactly the digits it needs. Error texts never contain the number.
"""

import re
import unicodedata
from itertools import cycle

ATENA_SERIAL_DIGITS = 14
_HYPHENS_AND_SPACES = re.compile(r"[\s\u002d\u2010-\u2015\u2212\u30fc]+")


def plain_digits(text: str) -> str:
    """``text`` as people type numbers (full width, spaces, hyphens), made ASCII and closed up.

    Anything that is no digit stays, so that the ``is_…`` functions refuse it.
    """
    return _HYPHENS_AND_SPACES.sub("", unicodedata.normalize("NFKC", text))


def my_number_check_digit(first11: str) -> int:
    """Last digit of an Individual Number (個人番号) from its first eleven.

    Source: 総務省令 on Individual Numbers (平成26年総務省令第85号) art. 5; remainders 0 and 1 give 0.
    """
    remainder = _weighted(first11, 11, (2, 3, 4, 5, 6, 7)) % 11
    return 0 if remainder <= 1 else 11 - remainder


def is_my_number(text: str) -> bool:
    """Whether ``text`` is twelve ASCII digits with a right check digit. It may still belong to nobody."""
    return _digits(text, 12) and my_number_check_digit(text[:11]) == int(text[11])


def municipality_check_digit(first5: str) -> int:
    """Last digit of a municipality code (全国地方公共団体コード) from prefecture (2) and municipality (3)."""
    return (11 - _weighted(first5, 5, (2, 3, 4, 5, 6)) % 11) % 10


def is_municipality_code(text: str) -> bool:
    """Whether ``text`` is six ASCII digits with a right check digit. Invented prefectures are not refused."""
    return _digits(text, 6) and municipality_check_digit(text[:5]) == int(text[5])


def corporate_check_digit(base12: str) -> int:
    """First digit of a Corporate Number (法人番号) from the twelve digits behind it (平成26年財務省令第70号)."""
    return 9 - _weighted(base12, 12, (1, 2)) % 9


def is_corporate_number(text: str) -> bool:
    """Whether ``text`` is thirteen ASCII digits with a right first digit."""
    return _digits(text, 13) and corporate_check_digit(text[1:]) == int(text[0])


def atena_check_digit(serial: str) -> int | None:
    """Check digit of an addressee or household number (宛名番号・世帯番号): modulus 11, weights 2 to 7.

    Standard of resident records 1.0, "Modulus 11, weights 2-7; remainder 0 gives 0". It is silent on remainder 1, which
    would give ten: None then, and the serial is skipped, so every wrong single digit is noticed.
    """
    remainder = _weighted(serial, None, (2, 3, 4, 5, 6, 7)) % 11
    if remainder == 1:
        return None
    return 0 if remainder == 0 else 11 - remainder


def make_atenabango(serial: int) -> str | None:
    """The fifteen digits (fourteen of ``serial``, one check digit), or None when this serial is skipped."""
    if not 0 < serial < 10**ATENA_SERIAL_DIGITS:
        raise ValueError(f"a serial is between 1 and {ATENA_SERIAL_DIGITS} digits long")
    digits = f"{serial:0{ATENA_SERIAL_DIGITS}d}"
    check = atena_check_digit(digits)
    return None if check is None else f"{digits}{check}"


def is_atenabango(text: str) -> bool:
    """Whether ``text`` is fifteen ASCII digits with a right check digit. Older numbers of a city may have none."""
    return _digits(text, ATENA_SERIAL_DIGITS + 1) and atena_check_digit(text[:-1]) == int(text[-1])


def insurer_check_digit(digits: str) -> int:
    """Last digit of an insurer's number (保険者番号): five digits of National Health Insurance, seven of the others."""
    if len(digits) not in (5, 7):
        raise ValueError("an insurer's number has five or seven digits before its check digit")
    _require_digits(digits, len(digits))
    products = (int(digit) * weight for digit, weight in zip(reversed(digits), cycle((2, 1)), strict=False))
    return -sum(product // 10 + product % 10 for product in products) % 10


def is_insurer_number(text: str) -> bool:
    """Whether ``text`` is six or eight ASCII digits with a right check digit."""
    if len(text) not in (6, 8) or not _digits(text, len(text)):
        return False
    return insurer_check_digit(text[:-1]) == int(text[-1])


def _weighted(digits: str, length: int | None, weights_from_right: tuple[int, ...]) -> int:
    _require_digits(digits, length)
    pairs = zip(reversed(digits), cycle(weights_from_right), strict=False)
    return sum(int(digit) * weight for digit, weight in pairs)


def _require_digits(digits: str, length: int | None) -> None:
    if not _digits(digits, length or len(digits) or 1):
        raise ValueError(f"expected {length or 'some'} ASCII digits")


def _digits(text: str, length: int) -> bool:
    return len(text) == length and text.isascii() and text.isdigit()
