"""Readings of kanji as plain Japanese is written here: ``漢字（かんじ）``, the reading in full-width brackets behind it.

A text keeps this form wherever it goes (a mail, a letter, a copy); only a page turns it into furigana.
"""

import re
from collections.abc import Callable
from datetime import date

_KANJI = "々〆ヶ一-鿿"
_READ = re.compile(rf"([0-9０-９]*)([{_KANJI}]+)（([ぁ-ゖー]+)）")
_BARE = re.compile(rf"[{_KANJI}]+(?!（[ぁ-ゖー]+）|[{_KANJI}])")
#: What else stands in brackets behind a kanji and is no reading of it.
_NO_READINGS = frozenset(
    ("など", "なし", "あり", "まで", "から", "のみ", "だけ", "ほか", "または", "うち", "いずれか")
)
#: Days whose reading belongs to number and 日 together; the others are the number and にち.
_DAYS = {
    1: "ついたち", 2: "ふつか", 3: "みっか", 4: "よっか", 5: "いつか", 6: "むいか", 7: "なのか", 8: "ようか", 9: "ここのか",
    10: "とおか", 14: "じゅうよっか", 20: "はつか", 24: "にじゅうよっか",
}  # fmt: skip
_WEEKDAYS = ("げつ", "か", "すい", "もく", "きん", "ど", "にち")
_WITH_NUMBER = frozenset((*_DAYS.values(), "ひとり", "ふたり", "はたち"))
#: Kana that one kanji is read with; more is the reading of the number as well: 15日（じゅうごにち）.
_LONGEST = 3

_PIECE = re.compile(r"(<!--.*?-->|<[^>]*>)", re.DOTALL)
_SPOKEN = re.compile(r'(\s(?:aria-label|alt|title|placeholder)=")([^"]*)(")')
_OPENS = re.compile(r"<([a-z0-9]+)[\s>]")
#: Where nothing but text may stand: a title is shown by the browser's frame, an option by the system.
_TEXT_ONLY = frozenset(("title", "option"))
_UNTOUCHED = frozenset(("textarea", "script", "style"))


def plain(text: str) -> str:
    """The text without its readings: 漢字（かんじ） as 漢字."""
    return _READ.sub(lambda found: _base(found) if _is_reading(found) else found[0], text)


def spoken(text: str) -> str:
    """The text as it is read: 漢字（かんじ） as かんじ."""
    return _READ.sub(lambda found: "".join(_read(found)[::2]) if _is_reading(found) else found[0], text)


def ruby(text: str) -> str:
    """HTML text with its readings as furigana. A browser without ruby shows the brackets again."""
    return _READ.sub(_as_ruby, text)


def unread(text: str) -> list[str]:
    """The words in kanji that have no reading behind them."""
    return _BARE.findall(text)


def cut(text: str, most: int) -> str:
    """The beginning of a text, ``most`` characters without counting the readings, never ending inside one."""
    if len(plain(text)) <= most:
        return text
    pieces, room = [], most
    for word in re.findall(rf"{_READ.pattern.replace('(', '(?:')}|.", text, re.DOTALL):
        room -= len(plain(word))
        if room < 0:
            break
        pieces.append(word)
    return "".join(pieces)


def day(on: date, weekday: bool = False) -> str:
    """2026年（ねん）12月（がつ）5日（いつか）土曜日（どようび）."""
    said = f"{on.year}年（ねん）{on.month}月（がつ）{on.day}日（{_DAYS.get(on.day, 'にち')}）"
    name = "月火水木金土日"[on.weekday()]
    return f"{said}{name}曜日（{_WEEKDAYS[on.weekday()]}ようび）" if weekday else said


def page(html: str, shown: bool) -> str:
    """A page (or a part of one) with its readings as furigana, or without them where they are not ``shown``.

    Left as it is: what stands in form controls, and every element with ``translate="no"`` (what a person typed). Names
    of controls that are only spoken lose the readings, or each word would be read aloud twice."""
    change, pieces, within = (ruby if shown else plain), [], ""
    for index, piece in enumerate(_PIECE.split(html)):
        if index % 2 == 0:
            pieces.append(_text(piece, within, change))
            continue
        pieces.append(_SPOKEN.sub(lambda found: found[1] + plain(found[2]) + found[3], piece))
        if within:
            within = "" if piece.startswith(f"</{within}>") else within
        elif opened := _OPENS.match(piece):
            special = opened[1] in _UNTOUCHED | _TEXT_ONLY or ' translate="no"' in piece
            within = opened[1] if special else ""
    return "".join(pieces)


def _text(text: str, within: str, change: Callable[[str], str]) -> str:
    if "（" not in text or (within and within not in _TEXT_ONLY):
        return text
    if within:
        return plain(text)
    changed = change(text)
    # In one box: where a button lays its parts out side by side, each word would be a part of its own.
    return f"<span>{changed}</span>" if "<ruby>" in changed else changed


def _is_reading(found: re.Match[str]) -> bool:
    return found[3] not in _NO_READINGS


def _base(found: re.Match[str]) -> str:
    return found[1] + found[2]


def _as_ruby(found: re.Match[str]) -> str:
    if not _is_reading(found):
        return found[0]
    number, word, reading = _read(found)
    return f"{number}<ruby>{word}<rp>（</rp><rt>{reading}</rt><rp>）</rp></ruby>"


def _read(found: re.Match[str]) -> tuple[str, str, str]:
    """(number, word, reading); a number that is read together with the word belongs to the word."""
    number, word, reading = found[1], found[2], found[3]
    if number and (reading in _WITH_NUMBER or len(reading) > _LONGEST * len(word)):
        return "", number + word, reading
    return number, word, reading
