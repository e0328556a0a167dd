"""Is this the person who applied? Keys for addresses, and reasons for and against. Never an answer: a clerk decides
(decision 7). Pure."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date

from dokodemo.values.names import search_key, strip_ivs

MOST = 10  # candidates a clerk is shown: more is a list of strangers
_KANJI_DIGITS = str.maketrans("〇一二三四五六七八九", "0123456789")
_CHOME = re.compile("([〇一二三四五六七八九十]+)(?=丁目)")
_NUMBER_WORDS = re.compile("(?<=[0-9])(?:丁目|番地の|番地|番|号室|号|の)(?=[0-9]?)")
_HYPHENS = re.compile("[-‐‑‒–—―−ー](?=[0-9])")
_BUILDING = re.compile(r"^(.*?[0-9]+(?:-[0-9]+)*)(?:-|\s|$)(.*)$")
_PREFECTURE = re.compile("^(?:北海道|東京都|(?:京都|大阪)府|[^市区町村0-9]{2,3}県)")


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


def address_key(text: str) -> str:
    """汐見台一丁目2番3号 and 海風県海風市汐見台1-2-3 have one key. For comparing only; a room's name stays in it."""
    plain = unicodedata.normalize("NFKC", strip_ivs(text)).strip()
    plain = _CHOME.sub(lambda found: str(_kanji_number(found[0])), _PREFECTURE.sub("", plain))
    plain = _HYPHENS.sub("-", plain)
    plain = _NUMBER_WORDS.sub("-", plain)
    found = _BUILDING.match(plain)
    street, building = (found[1], found[2]) if found else (plain, "")
    parts = [search_key(street.replace("-", "~")), search_key(building)]
    return " ".join(part for part in parts if part)


def street_of(key: str) -> str:
    """The part of an address's key before the building and the room."""
    return key.partition(" ")[0]


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


def _kanji_number(text: str) -> int:
    tens, ten, ones = text.partition("十")
    if not ten:
        return int(text.translate(_KANJI_DIGITS))
    return 10 * int((tens or "一").translate(_KANJI_DIGITS)) + int((ones or "〇").translate(_KANJI_DIGITS))
