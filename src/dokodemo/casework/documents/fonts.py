"""Which font can show a name as it is written in the record.

IPAmj Mincho has the characters and variation sequences of the family registers (Moji_Joho); Noto Sans CJK JP those of
Adobe-Japan1. The same base character with a selector is another glyph in each, and a renderer never says that it has
none. So each text gets the first font that has all of it; none: :class:`GlyphsMissing`, before anything is decided.
"""

import importlib.util
import os
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.utils.translation import gettext as _

from dokodemo.values.glyphs import GlyphSet

MJ_FAMILY = "IPAmjMincho"
NOTO_FAMILY = "Noto Sans CJK JP"
MJ_PACKAGE = "fonts-ipamj-mincho"
# A city that has a newer IPAmj (006.01) than its distribution names it here.
MJ_VARIABLE = "DOKODEMO_MJ_FONT"
MJ_FILE = Path("/usr/share/fonts/truetype/ipamj/ipamjm.ttf")


class GlyphsMissing(Exception):
    """No font here can show these characters or sequences (``missing``, each once). The sentence is for the desk."""

    def __init__(self, missing: list[str], mj_installed: bool) -> None:
        self.missing = missing
        named = "、".join(f"{text}（{_code_points(text)}）" for text in missing)
        if mj_installed:
            advice = _("この字を持つ書体がありません。戸籍・住民記録の担当と字体を確かめてください。")
        else:
            advice = _(
                "MJ文字の書体（Debianのパッケージ %(package)s）を入れると、多くの字が印字できます。"
            ) % {"package": MJ_PACKAGE}
        super().__init__(_("印字できない文字があります: %(named)s。") % {"named": named} + advice)


@dataclass(frozen=True)
class Face:
    """A font file and the family name typst knows it by."""

    family: str
    path: Path


@dataclass(frozen=True)
class Faces:
    """The fonts of this process, the preferred one first."""

    faces: tuple[Face, ...]
    sets: tuple[GlyphSet, ...]

    @property
    def first(self) -> str:
        """The family of everything that needs no other."""
        return self.faces[0].family

    @property
    def folders(self) -> tuple[Path, ...]:
        """Where typst reads them from."""
        return tuple(dict.fromkeys(face.path.parent for face in self.faces))

    def family_for(self, text: str) -> str | None:
        """The first font that shows all of ``text``, or None."""
        found = (
            face.family
            for face, glyphs in zip(self.faces, self.sets, strict=True)
            if not glyphs.missing(text)
        )
        return next(found, None)

    def missing(self, texts: Iterable[str]) -> list[str]:
        """What no single font can show: of each text that has none, what the nearest font lacks; each once."""
        lacking: dict[str, None] = {}
        for text in texts:
            if self.family_for(text) is None:
                lists: list[list[str]] = [each.missing(text) for each in self.sets]
                lacking.update(dict.fromkeys(sorted(lists, key=len)[0]))
        return list(lacking)

    @property
    def has_mj(self) -> bool:
        return self.first == MJ_FAMILY


@cache
def faces() -> Faces:
    """The fonts found at the first use of this process (reading them takes some 0.4 s)."""
    found = []
    mj = Path(os.environ.get(MJ_VARIABLE) or MJ_FILE)
    if mj.is_file():
        found.append(Face(MJ_FAMILY, mj))
    found.append(Face(NOTO_FAMILY, _noto_file()))
    return Faces(tuple(found), tuple(GlyphSet(face.path) for face in found))


def _noto_file() -> Path:
    """The font of the wheel, found without importing its package."""
    spec = importlib.util.find_spec("noto_cjk_sans_jp_regular")
    if spec is None or not spec.submodule_search_locations:
        raise FileNotFoundError(
            "the package noto-cjk-sans-jp-regular is not installed: run ./run, which installs it"
        )
    return Path(next(iter(spec.submodule_search_locations))) / "NotoSansCJKjp-Regular.otf"


def _code_points(text: str) -> str:
    return " ".join(f"U+{ord(char):04X}" for char in text)
