"""The papers a city signs: letters, labels and tags as PDF/A-2a with PDF/UA-1 tags, made by typst.

``check(facts)`` before anything is decided, ``render(kind, facts, language)`` in a job afterwards. What ``facts`` holds
is described in :mod:`dokodemo.casework.documents.facts`.
"""

from dokodemo.casework.documents.facts import KINDS, FactsMissing
from dokodemo.casework.documents.fonts import GlyphsMissing
from dokodemo.casework.documents.making import NotMade, check, render

__all__ = ["KINDS", "FactsMissing", "GlyphsMissing", "NotMade", "check", "render"]
