"""Is this the person who applied? Reasons for and against. Never an answer: a clerk decides
(decision 7). Pure."""

from dataclasses import dataclass
from datetime import date

from dokodemo.values.addresses import address_key, street_of
from dokodemo.values.names import search_key

MOST = 10  # candidates a clerk is shown: more is a list of strangers


@dataclass(frozen=True)
class Asked:
    """The four basic items as they came. Empty text and None: not given."""

    name: str
    birth: date | None
    address: str
    sex: str


@dataclass(frozen=True)
class Known:
    """The same four of somebody in the register."""

    name: str
    birth: date
    address: str
    sex: str


def points(asked: Asked, known: Known) -> tuple[int, tuple[str, ...]]:
    """How much speaks for it, and why, in words of a clerk's. At least two of name, birth and address agree when there
    are 50 points or more."""
    score, why = 0, []
    for part, reason in (
        _name(asked, known),
        _birth(asked, known),
        _address(asked, known),
        _sex(asked, known),
    ):
        score += part
        if reason:
            why.append(reason)
    return score, tuple(why)


def _name(asked: Asked, known: Known) -> tuple[int, str]:
    if not asked.name:
        return 0, ""
    if asked.name == known.name:
        return 40, "氏名が同じ"
    if search_key(asked.name) == search_key(known.name):
        return 35, "氏名が同じ（字体または空白だけが違う）"
    return 0, "氏名が違う"


def _birth(asked: Asked, known: Known) -> tuple[int, str]:
    if asked.birth is None:
        return 0, ""
    return (30, "生年月日が同じ") if asked.birth == known.birth else (-10, "生年月日が違う")


def _address(asked: Asked, known: Known) -> tuple[int, str]:
    if not asked.address:
        return 0, ""
    one, other = address_key(asked.address), address_key(known.address)
    if one == other:
        return 25, "住所が同じ"
    streets = sorted((street_of(one), street_of(other)), key=len)
    if streets[0] and (streets[0] == streets[1] or streets[1].startswith(f"{streets[0]}~")):
        return 20, "住所が同じ（建物名・部屋番号が違う）"
    return 0, "住所が違う"


def _sex(asked: Asked, known: Known) -> tuple[int, str]:
    if not asked.sex or "0" in (asked.sex, known.sex):
        return 0, ""
    return (5, "性別が同じ") if asked.sex == known.sex else (-15, "性別が違う")
