"""Looking for words in bytes, in every form in which a program might have left them."""

import base64
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import quote

# Shorter ones (two characters in UTF-16) would turn up by chance in so many random bytes.
SHORTEST = 6


@dataclass(frozen=True)
class Found:
    """A word that must not be there: in which form, in which place."""

    word: str
    form: str
    place: str


def forms(word: str) -> dict[str, bytes]:
    """The word as text in the usual encodings, as base64 at each of its three alignments, as hex, escaped as in JSON
    and in an address."""
    plain = word.encode()
    found = {
        "utf-8": plain,
        "utf-16-le": word.encode("utf-16-le"),
        "utf-16-be": word.encode("utf-16-be"),
        "json": json.dumps(word)[1:-1].encode(),
        "address": quote(word, safe="").encode(),
    }
    return found | codes(plain)


def codes(plain: bytes) -> dict[str, bytes]:
    """Bytes as hex and as base64, whatever stands before them."""
    found = {"hex": plain.hex().encode(), "HEX": plain.hex().upper().encode()}
    for shift in range(3):
        found[f"base64+{shift}"] = _base64(plain, shift)
        found[f"base64url+{shift}"] = _base64(plain, shift).translate(bytes.maketrans(b"+/", b"-_"))
    return found


def _base64(plain: bytes, shift: int) -> bytes:
    """The characters that the word alone determines, when ``shift`` bytes stand before it in its group of three."""
    text = base64.b64encode(bytes(shift) + plain).rstrip(b"=")
    first = (0, 2, 3)[shift]
    last = len(text) if (shift + len(plain)) % 3 == 0 else len(text) - 1
    return text[first:last]


def needles(words: Iterable[str], raw: Mapping[str, bytes]) -> dict[bytes, tuple[str, str]]:
    """Every form of every word, and pieces of files (by name) as they are, as hex and as base64."""
    found = {form: (word, name) for word in words for name, form in forms(word).items()}
    for name, piece in raw.items():
        found |= {form: (name, how) for how, form in ({"as it is": piece} | codes(piece)).items()}
    return {needle: what for needle, what in found.items() if len(needle) >= SHORTEST}


def search(places: Iterable[tuple[str, bytes]], wanted: Mapping[bytes, tuple[str, str]]) -> set[Found]:
    """What of it is in which place."""
    found = set()
    for place, content in places:
        found |= {Found(word, form, place) for needle, (word, form) in wanted.items() if needle in content}
    return found
