"""What a city calls things replaces the texts of the code, and nothing else; another catalog takes it back."""

import threading
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from django.utils import translation
from django.utils.translation import gettext, ngettext

from dokodemo.base import wording
from dokodemo.catalog.schema import Glossary

GLOSSARY = Glossary.model_validate(
    {
        "terms": [{"id": "a", "term": {"ja": "世帯", "en": "x"}, "text": {"ja": "y", "en": "y"}}],
        "interface": [
            {"msgid": "もう一度送る", "text": {"ja": "また送る", "en": "Once more", "easy": "また"}}
        ],
        "names": [
            {"name": {"ja": "どこでも市役所", "en": "Dokodemo"}, "text": {"ja": "海の窓", "en": "Sea window"}}
        ],
    }
)


@pytest.fixture(autouse=True)
def _own_words_afterwards() -> Iterator[None]:
    yield
    wording.apply(None)
    translation.activate("ja")


def said(language: str, text: str) -> str:
    with translation.override(language):
        return gettext(text)


def catalog(glossary: Glossary | None) -> Any:
    return SimpleNamespace(glossary=glossary)


def test_a_text_and_a_name_are_replaced_in_every_language() -> None:
    wording.apply(catalog(GLOSSARY))
    assert said("ja", "もう一度送る") == "また送る"
    assert said("en", "もう一度送る") == "Once more"
    assert said("ja", "どこでも市役所") == "海の窓"
    assert "Sea window" in said("en", "どこでも市役所")
    assert said("ja", "本文へ") == "本文へ"
    assert said("en", "本文へ") == "Skip to the content"
    with translation.override("en"):
        assert ngettext("%(n)s件の手続きが必要です", "%(n)s件の手続きが必要です", 2)


def test_nobody_goes_on_while_another_is_still_replacing(monkeypatch: pytest.MonkeyPatch) -> None:
    wanted, heard, merge = catalog(GLOSSARY), list[str](), wording._merge

    def second() -> None:
        wording.apply(wanted)
        heard.append(said("ja", "もう一度送る"))

    other = threading.Thread(target=second)

    def slow(glossary: Glossary) -> None:
        other.start()
        other.join(0.2)
        assert wording.version() is not GLOSSARY, "a mould made now would be kept as one of the new words"
        merge(glossary)

    monkeypatch.setattr(wording, "_merge", slow)
    wording.apply(wanted)
    other.join(10)
    assert heard == ["また送る"]


def test_another_catalog_takes_it_back() -> None:
    wording.apply(catalog(GLOSSARY))
    before = wording.version()
    wording.apply(catalog(None))
    assert wording.version() is not before
    assert said("ja", "もう一度送る") == "もう一度送る"
    assert said("en", "もう一度送る") == "Send again"
