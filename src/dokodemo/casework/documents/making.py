"""Typst, kept on a short leash: data only as JSON, nothing to read, no packages, and every warning is a failure."""

import json
import tempfile
import threading
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typst

from dokodemo.base import clock
from dokodemo.casework.documents.facts import KINDS, prepared, texts
from dokodemo.casework.documents.fonts import Faces, GlyphsMissing, faces

if TYPE_CHECKING:
    from typst import PDFStandard

STANDARDS: "list[PDFStandard]" = ["a-2a", "ua-1"]
_SOURCES = Path(__file__).with_name("typ")
#: Kinds that are set as another one is.
_SET_AS = {"told": "notice"}
_LABELS = ("address", "addresses")
_local = threading.local()


class NotMade(RuntimeError):
    """Typst refused or warned: a defect of ours. The message holds no fact of the document."""


def check(facts: Mapping[str, Any]) -> None:
    """Whether every text in ``facts`` can be shown as it is written. Raises GlyphsMissing: call it before deciding."""
    have = faces()
    missing = have.missing(texts(facts))
    if missing:
        raise GlyphsMissing(missing, have.has_mj)


def showable(facts: Mapping[str, Any]) -> dict[str, Any]:
    """The same facts with 〓 for each character that no font here can show: for a file that must not hang on one, never for
    what is decided."""
    missing = sorted(faces().missing(texts(facts)), key=len, reverse=True)

    def shown(value: Any) -> Any:
        if isinstance(value, str):
            for each in missing:
                value = value.replace(each, "〓")
            return value
        if isinstance(value, Mapping):
            return {name: shown(each) for name, each in value.items()}
        return [shown(each) for each in value] if isinstance(value, list | tuple) else value

    return {name: shown(each) for name, each in facts.items()}


def render(kind: str, facts: Mapping[str, Any], language: str = "ja") -> bytes:
    """The document as PDF/A-2a and PDF/UA-1. ``language`` en adds a note in English to a letter.

    Raises FactsMissing, GlyphsMissing, NotMade. A compiler belongs to one thread, so any thread may call."""
    page = prepared(kind, facts, language)
    data = {**_in_fonts(page, faces()), "font": faces().first}
    inputs = {"data": json.dumps(data, ensure_ascii=False)}
    compiler, moment = _compiler(), clock.now()
    try:
        pdf, warnings = compiler.compile_with_warnings(
            _source(kind), format="pdf", sys_inputs=inputs, pdf_standards=STANDARDS, timestamp=_fixed(moment)
        )
    except typst.TypstError as error:
        raise NotMade(f"the template {kind} cannot be set: {error.message}") from None
    if warnings or not isinstance(pdf, bytes):
        raise NotMade(
            f"the template {kind} was set with warnings: {'; '.join(each.message for each in warnings)}"
        )
    return pdf


def _in_fonts(value: Any, have: Faces) -> Any:
    """``value`` with each text that the first font lacks turned into {f: family, t: text}. Raises GlyphsMissing."""
    if isinstance(value, str):
        family = have.family_for(value)
        if family is None:
            raise GlyphsMissing(have.missing([value]), have.has_mj)
        return value if family == have.first else {"f": family, "t": value}
    if isinstance(value, dict):
        return {name: _in_fonts(each, have) for name, each in value.items()}
    if isinstance(value, list):
        return [_in_fonts(each, have) for each in value]
    return value


@cache
def _source(kind: str) -> bytes:
    if kind not in KINDS:
        raise KeyError(kind)
    names = ("common", *(("label",) if kind in _LABELS else ()), _SET_AS.get(kind, kind))
    return b"".join((_SOURCES / f"{name}.typ").read_bytes() for name in names)


def _compiler() -> typst.Compiler:
    """This thread's own: two threads in one compiler are refused by it. Reading the fonts again costs 0.1 s."""
    if not hasattr(_local, "compiler"):
        fonts = typst.Fonts(
            include_system_fonts=False,
            include_embedded_fonts=False,
            font_paths=[str(folder) for folder in faces().folders],
        )
        _local.compiler = typst.Compiler(root=_nothing().name, font_paths=fonts, ignore_system_fonts=True)
    compiler: typst.Compiler = _local.compiler
    return compiler


@cache
def _nothing() -> "tempfile.TemporaryDirectory[str]":
    """The folder that a template may read: empty, gone with the process."""
    return tempfile.TemporaryDirectory(prefix="dokodemo-typst-")


def _fixed(moment: datetime) -> int:
    return int(moment.timestamp())
