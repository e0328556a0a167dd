"""What a font can show.

A missing variation sequence is never reported by a renderer: the default form is printed silently, and that is
another person's name. So it is asked here, before anything is decided.
"""

import re
from pathlib import Path

from fontTools.ttLib import TTFont

_SEQUENCE = re.compile("(.)([\ufe00-\ufe0f\U000e0100-\U000e01ef]?)", re.DOTALL)
_LAYOUT = frozenset("\n\r\t")
_UNICODE_SEQUENCES = 14  # the cmap format that maps (character, variation selector) pairs


class GlyphSet:
    """The characters and variation sequences of one font file.

    ``number`` chooses the font inside a collection (.ttc). Reading a large font takes some 0.2 s: keep the object.
    Raises OSError when the file cannot be read, fontTools' TTLibError when it is no font.
    """

    def __init__(self, path: Path, number: int = 0) -> None:
        self.path = path
        with TTFont(path, fontNumber=number, lazy=True) as font:
            cmap = font["cmap"]
            not_a_glyph = font.getGlyphOrder()[0]
            self._characters = frozenset(
                code for code, glyph in (cmap.getBestCmap() or {}).items() if glyph != not_a_glyph
            )
            self._sequences = frozenset(
                (base, selector)
                for table in cmap.tables
                if table.format == _UNICODE_SEQUENCES
                for selector, pairs in table.uvsDict.items()
                for base, _ in pairs
            )

    def missing(self, text: str) -> list[str]:
        """What of ``text`` this font cannot show, each once, in order: single characters or base + selector."""
        found = (pair for pair in _SEQUENCE.findall(text) if not self._shows(*pair))
        return list(dict.fromkeys(base + selector for base, selector in found))

    def _shows(self, base: str, selector: str) -> bool:
        if base in _LAYOUT and not selector:
            return True
        if ord(base) not in self._characters:
            return False
        return not selector or (ord(base), ord(selector)) in self._sequences
