"""How a city words things: how plainly (``words.yaml``), what hard words mean and what it calls things (``glossary.yaml``)."""

from collections.abc import Iterable
from typing import Annotated, Literal

from pydantic import Field as Item

from dokodemo.catalog.terms import Model, Slug, Text, Words

Said = Literal["ja", "easy"]
Percent = Annotated[int, Item(ge=10, le=100)]


class Limits(Model):
    """The longest sentence in characters (readings not counted), and the most kanji in percent of a text."""

    sentence: int = Item(ge=10, le=200)
    kanji: Percent


class Hard(Model):
    """A word that residents stumble over: ``word``, what to write ``instead``, in which of the two kinds of text."""

    word: Words
    instead: Words
    of: list[Said] = Item(default=["ja", "easy"], min_length=1)


class WordRules(Model):
    """``words.yaml``. ``exempt``: keys whose texts are not judged (names of laws, what only staff read), and files.
    ``law``: keys and files in the words of law, whose やさしい日本語 alone is judged. A key may name the one over it
    (``refusals.title``). ``untranslated``: keys and files whose texts are in Japanese and English only (letters, what only staff read)."""

    ja: Limits = Limits(sentence=60, kanji=50)
    easy: Limits = Limits(sentence=30, kanji=40)
    words: list[Hard] = []
    exempt_keys: list[Words] = []
    exempt_files: list[Words] = []
    law_keys: list[Words] = []
    law_files: list[Words] = []
    untranslated_keys: list[Words] = []
    untranslated_files: list[Words] = []


class Term(Model):
    """A hard word and what it means. ``also``: other spellings in Japanese texts."""

    id: Slug
    term: Text
    text: Text
    also: list[Words] = []


class Wording(Model):
    """What the city calls a thing of the interface: ``text`` in place of the text that is ``msgid`` in the code."""

    msgid: Words
    text: Text


class Naming(Model):
    """What the city calls a thing wherever a text of the interface names it: ``text`` in place of ``name``."""

    name: Text
    text: Text


class Glossary(Model):
    """``glossary.yaml``: words explained on the page ことばの説明, and words of the interface that the city replaces."""

    terms: list[Term] = Item(min_length=1)
    interface: list[Wording] = []
    names: list[Naming] = []

    def explains(self, texts: Iterable[Text]) -> list[Term]:
        """The terms that stand in these texts (as written in Japanese)."""
        said = "\n".join(text.ja for text in texts)
        return [each for each in self.terms if any(word in said for word in (each.term.ja, *each.also))]
