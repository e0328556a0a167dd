"""Receipt numbers: what a person reads out on the telephone.

``2611-2200-0151`` is the day of arrival in Tokyo (26-11-22), a counter (00015) and one check digit (1), in groups of
four. The counter never starts again, so a number is given once; beyond 99,999 the last group grows. The check
digit (Damm 2004, a totally anti-symmetric quasigroup) finds every single wrong digit and every swap of neighbours.
"""

from datetime import date

_DAMM = (
    (0, 3, 1, 7, 5, 9, 8, 6, 4, 2),
    (7, 0, 9, 2, 1, 5, 4, 8, 6, 3),
    (4, 2, 0, 6, 8, 7, 1, 3, 5, 9),
    (1, 7, 5, 0, 9, 8, 3, 4, 2, 6),
    (6, 1, 2, 3, 0, 4, 5, 9, 7, 8),
    (3, 6, 7, 4, 2, 0, 9, 5, 8, 1),
    (5, 8, 6, 9, 7, 2, 0, 1, 3, 4),
    (8, 9, 4, 5, 3, 6, 2, 0, 1, 7),
    (9, 4, 3, 8, 6, 1, 7, 2, 0, 5),
    (2, 5, 8, 1, 4, 3, 6, 7, 9, 0),
)
_COUNTER = 5
_HEAD = 8


def make(on: date, count: int) -> str:
    """The receipt number of the ``count``-th application, arrived on the legal date ``on``."""
    digits = f"{on:%y%m%d}{count:0{_COUNTER}}"
    return _grouped(digits + str(_interim(digits)))


def is_receipt(text: str) -> bool:
    """Whether the digits of ``text`` can be a receipt number; hyphens and spaces do not matter."""
    digits = text.replace("-", "").replace(" ", "")
    return (
        digits.isascii() and digits.isdecimal() and len(digits) >= 6 + _COUNTER + 1 and _interim(digits) == 0
    )


def _interim(digits: str) -> int:
    state = 0
    for digit in digits:
        state = _DAMM[state][int(digit)]
    return state


def _grouped(digits: str) -> str:
    return f"{digits[:4]}-{digits[4:_HEAD]}-{digits[_HEAD:]}"
