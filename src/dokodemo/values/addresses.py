"""Addresses to be compared and found, however they were written. Pure."""

import re
import unicodedata

from dokodemo.values.names import search_key, strip_ivs

#: So much of an address is looked at: from outside it may be of any length.
LONGEST = 300
_KANJI_DIGITS = str.maketrans("〇一二三四五六七八九", "0123456789")
# No 丁目 has more than three digits; what is no number stays as it is written.
_CHOME = re.compile("([一二三四五六七八九]?十[一二三四五六七八九]?|[〇一二三四五六七八九]{1,3})(?=丁目)")
_NUMBER_WORDS = re.compile("(?<=[0-9])(?:丁目|番地の|番地|番|号室|号|の)(?=[0-9]?)")
_HYPHENS = re.compile("[-‐‑‒–—―−ー](?=[0-9])")
_BUILDING = re.compile(r"^(.*?[0-9]+(?:-[0-9]+)*)(?:-|\s|$)(.*)$")
_PREFECTURE = re.compile("^(?:北海道|東京都|(?:京都|大阪)府|[^市区町村0-9]{2,3}県)")


def address_key(text: str) -> str:
    """汐見台一丁目2番3号 and 海風県海風市汐見台1-2-3 have one key. For comparing only; a room's name stays in it."""
    plain = unicodedata.normalize("NFKC", strip_ivs(text[:LONGEST])).strip()
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


def _kanji_number(text: str) -> int:
    tens, ten, ones = text.partition("十")
    if not ten:
        return int(text.translate(_KANJI_DIGITS))
    return 10 * int((tens or "一").translate(_KANJI_DIGITS)) + int((ones or "〇").translate(_KANJI_DIGITS))


def postal(digits: str) -> str:
    """Seven digits as they stand on an envelope."""
    return f"{digits[:3]}-{digits[3:]}" if len(digits) == 7 and digits.isdecimal() else digits
