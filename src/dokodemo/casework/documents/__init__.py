"""The papers a city signs: letters, labels and tags as PDF/A-2a with PDF/UA-1 tags, made by typst.

``check(facts)`` before anything is decided, ``render(kind, facts, language)`` in a job afterwards, and beside a letter
its ``reading(kind, facts, language)``: the same words as text. What ``facts`` holds
is described in :mod:`dokodemo.casework.documents.facts`.
"""

from dokodemo.casework.documents.facts import KINDS, FactsMissing
from dokodemo.casework.documents.fonts import GlyphsMissing
from dokodemo.casework.documents.making import NotMade, check, render, showable
from dokodemo.casework.documents.reading import READABLE, Part, reading

__all__ = [
    "KINDS",
    "READABLE",
    "FactsMissing",
    "GlyphsMissing",
    "NotMade",
    "Part",
    "check",
    "reading",
    "render",
    "showable",
]
