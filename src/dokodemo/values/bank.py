"""Bank accounts as the Zengin format (全銀) knows them: half-width katakana, no small kana, no ヲ."""

import re
import unicodedata

from dokodemo.values.names import enlarge_small_kana, to_katakana

_HALF_WIDTH_VOICED = re.compile(r"[ｳｶ-ﾄﾊ-ﾎ]ﾞ|[ﾊ-ﾎ]ﾟ")
_ALLOWED = re.compile(r"[ｱ-ﾝﾞﾟ0-9A-Z ().\-/]")
_BEFORE = str.maketrans({"ヲ": "オ", "ヰ": "イ", "ヱ": "エ"} | dict.fromkeys("ー―‐‑‒–—−", "-"))
# The full-width forms of the half-width letters, so that a decomposed katakana becomes exactly one half-width letter.
_HALF_OF = {unicodedata.normalize("NFKC", half): half for half in map(chr, range(0xFF71, 0xFF9E))}
_HALF_OF |= {"\u3099": "ﾞ", "\u309a": "ﾟ"}


class ZenginError(ValueError):
    """A name that a bank file cannot carry. ``characters``: those in the way, each once; none = there was no name."""

    def __init__(self, characters: tuple[str, ...]) -> None:
        super().__init__("characters that a bank file cannot carry" if characters else "no name was given")
        self.characters = characters


def to_zengin_kana(text: str) -> str:
    """An account holder's name for a bank file: ウミノ　ハナコ gives ｳﾐﾉ ﾊﾅｺ; small kana grow, ヲ is ｵ, ー is a hyphen.

    Raises ZenginError: kanji, for example, are never guessed at.
    """
    plain = unicodedata.normalize("NFKC", to_katakana(text)).upper()
    apart = unicodedata.normalize("NFD", enlarge_small_kana(" ".join(plain.split()))).translate(_BEFORE)
    half = "".join(_HALF_OF.get(char, char) for char in apart)
    lone_marks = _HALF_WIDTH_VOICED.sub("", half)
    wrong = [char for char in half if not _ALLOWED.fullmatch(char)]
    wrong += [char for char in lone_marks if char in "ﾞﾟ"]
    if wrong or not half:
        raise ZenginError(tuple(dict.fromkeys(wrong)))
    return half
