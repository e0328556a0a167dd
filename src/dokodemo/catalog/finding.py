"""Finding life events and procedures by the words people use. Pure; a city has some hundred, so each search reads all.

Written differently is meant the same: width, case, accents, katakana and hiragana, long vowels' dashes. A word that somebody
declared counts most, wherever it stands in what was typed; then the title; then what is said about it.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

import jaconv

from dokodemo.catalog.guide import listed
from dokodemo.catalog.guiding import LifeEvent
from dokodemo.catalog.schema import Catalog, Listed, Text
from dokodemo.catalog.terms import TONGUES
from dokodemo.values import readings

MOST = 10
MOST_TYPED = 100
_WORD, _TITLE, _ABOUT = 10, 6, 2
_LEAST = 2.5
#: What stands over and under Latin letters; the marks of kana are others.
_ACCENT = re.compile("[\u0300-\u036f]")


@dataclass(frozen=True)
class Found:
    """What fits, best first; at most ``MOST`` procedures."""

    events: tuple[LifeEvent, ...]
    procedures: tuple[Listed, ...]


def find(catalog: Catalog, typed: str, lang: str = "ja") -> Found:
    """Everything that fits what was typed by a reader of ``lang`` (Japanese and English always count); nothing for
    nothing."""
    wanted = _plain(typed[:MOST_TYPED])
    events = catalog.guide.events if catalog.guide else []
    by_event = [
        (_fit(wanted, each.words, _titles(each.titles, lang), f"{each.note.ja} {_in(each.note, lang)}"), each)
        for each in events
    ]
    by_procedure = [
        (
            _fit(
                wanted,
                each.guide.words if each.guide else (),
                _titles(each.titles, lang),
                f"{each.summary_text.ja} {each.summary_text.en} {_in(each.summary_text, lang)}",
            ),
            each,
        )
        for each in listed(catalog)
    ]
    return Found(
        tuple(each for fit, each in sorted(by_event, key=lambda pair: -pair[0]) if fit >= _LEAST),
        tuple(each for fit, each in sorted(by_procedure, key=lambda pair: -pair[0]) if fit >= _LEAST)[:MOST],
    )


def _titles(text: Text, lang: str) -> tuple[str, ...]:
    """A title in Japanese, in English, as it is read, and in the reader's language."""
    return text.ja, text.en, readings.spoken(text.easy or ""), _in(text, lang)


def _in(text: Text, lang: str) -> str:
    """The text in one of the languages beyond those that always count."""
    return text.of(lang) if lang in TONGUES else ""


def _plain(text: str) -> str:
    """One way of writing for the many."""
    apart = unicodedata.normalize("NFKD", text).lower().replace("đ", "d")
    narrow = unicodedata.normalize("NFC", _ACCENT.sub("", apart))
    kana = jaconv.kata2hira(narrow)
    return "".join(each for each in kana if each.isalnum())


def _fit(wanted: str, words: Iterable[str], titles: Iterable[str], about: str) -> float:
    if not wanted:
        return 0.0
    said = [_plain(word) for word in words]
    fit = max(
        (float(_WORD) for word in said if word and (word in wanted or (len(wanted) > 1 and wanted in word))),
        default=0.0,
    )
    for title in titles:
        plain = _plain(title)
        if plain and (wanted in plain or plain in wanted):
            fit += _TITLE
        else:
            fit += _TITLE * _shared(wanted, plain) / 2
    return fit + _ABOUT * _shared(wanted, _plain(about))


def _shared(wanted: str, text: str) -> float:
    """How much of ``wanted`` stands in ``text``, by pairs of characters: 0 to 1."""
    pairs = {wanted[at : at + 2] for at in range(len(wanted) - 1)}
    return sum(pair in text for pair in pairs) / len(pairs) if pairs else 0.0
