"""Names: keys to search by, kana, and counting as people count.

A name is stored as it was given: nothing here is ever applied to what is kept, except where a caller says so. (A blind
NFC or NFKC would already replace some characters of family registers.)
"""

import re
import unicodedata

import jaconv

from dokodemo.values.variants import TO_KEY

_VARIATION_SELECTORS = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef]")
_KATAKANA_NAME = re.compile(r"[ァ-ヺーヽヾ]+(?:[ 　・]+[ァ-ヺーヽヾ]+)*")
_DECOMPOSED_KANA = re.compile("[ぁ-ヺ][\u3099\u309a]")
_HIRAGANA = str.maketrans({chr(code): chr(code + 0x60) for code in [*range(0x3041, 0x3097), 0x309D, 0x309E]})
_SMALL = str.maketrans("ァィゥェォッャュョヮヵヶ", "アイウエオツヤユヨワカケ")
_V_SOUNDS = (("ヴァ", "バ"), ("ヴィ", "ビ"), ("ヴェ", "ベ"), ("ヴォ", "ボ"), ("ヴ", "ブ"))
_SAME_SOUND = str.maketrans({"ヂ": "ジ", "ヅ": "ズ", "ヲ": "オ", "ヰ": "イ", "ヱ": "エ"})
_LONG_O = re.compile("(?<=[オコソトノホモヨロ])ウ+")
_NOT_SEARCHED = re.compile(r"[\s\u002d\u2010-\u2015\u2212\u30fc\u30fb]+")


def strip_ivs(text: str) -> str:
    """``text`` without variation selectors: 辻󠄂 becomes 辻. For keys and for counting, never for what is stored."""
    return _VARIATION_SELECTORS.sub("", text)


def to_katakana(text: str) -> str:
    """Hiragana and half-width katakana (voiced marks joined) made full-width katakana; everything else stays."""
    full = jaconv.h2z(text, kana=True, ascii=False, digit=False)
    joined = _DECOMPOSED_KANA.sub(lambda found: unicodedata.normalize("NFC", found[0]), full)
    return joined.translate(_HIRAGANA)


def enlarge_small_kana(text: str) -> str:
    """Small katakana made large: キョウ becomes キヨウ."""
    return text.translate(_SMALL)


def is_katakana_name(text: str) -> bool:
    """Whether ``text`` is a reading (フリガナ) in full-width katakana; spaces or ・ between its parts."""
    return _KATAKANA_NAME.fullmatch(text.strip()) is not None


def kana_key(text: str) -> str:
    """The key under which readings are found in spite of how they are written.

    The standard of resident records (1.0, 2.1.2): voiced and unvoiced sounds are one (ヂ ジ, ヅ ズ, ワ ハ, ヴァ バ,
    ヒ ピ, オ ヲ), small and large letters are one, a long mark may be there or not, ウ after the o-row is オ, spaces
    and hyphens do not count. Idempotent.
    """
    plain = to_katakana(unicodedata.normalize("NFKC", text))
    for spelled, heard in _V_SOUNDS:
        plain = plain.replace(spelled, heard)
    unvoiced = _without_accents(enlarge_small_kana(plain.translate(_SAME_SOUND)))
    unvoiced = unvoiced.translate(_SAME_SOUND).replace("ワ", "ハ")  # ヺ has become ヲ only now
    return _LONG_O.sub(lambda found: "オ" * len(found[0]), _NOT_SEARCHED.sub("", unvoiced))


def search_key(text: str) -> str:
    """The key under which a name is found. For search only: two people with one key are not one person. Idempotent.

    Variation selectors off, variant characters to one (髙 高, 﨑 崎), width and case folded, kana as in ``kana_key``.
    """
    plain = unicodedata.normalize("NFKC", strip_ivs(text).translate(TO_KEY))
    return kana_key(plain.casefold().translate(TO_KEY))


def _without_accents(text: str) -> str:
    marked = unicodedata.normalize("NFKD", text)
    return unicodedata.normalize("NFKC", "".join(c for c in marked if unicodedata.category(c) != "Mn"))


def grapheme_count(text: str) -> int:
    """How many characters a person sees: variation selectors, combining marks and joiners are part of their base."""
    return sum(1 for char in strip_ivs(text) if unicodedata.category(char) not in ("Mn", "Me", "Cf"))
