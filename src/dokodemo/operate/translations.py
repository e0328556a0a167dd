"""Texts in the languages that are offered: compiled at set-up, and no string without its translation (decision 21)."""

import os
import re
from collections.abc import Collection
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from dokodemo.operate.house import CHECKOUT

PACKAGE = CHECKOUT / "src" / "dokodemo"
RESIDENTS = ("base", "internet")
#: Each language by the name of its folder (as Django spells its code), and the packages whose texts it must have.
LANGUAGES: dict[str, tuple[str, ...]] = {"en": ()} | dict.fromkeys(
    ("ja_X-easy", "zh_Hans", "zh_Hant", "ko", "vi", "pt_BR"), RESIDENTS
)
#: The packages whose translations a process has that shows a text of the package before the colon: a text that only
#: another zone has translated is not translated.
BESIDE: dict[str, tuple[str, ...]] = {
    "base": ("base",),
    "gateway": ("base", "gateway"),
    "casework": ("base", "gateway", "casework"),
    "internet": ("base", "gateway", "internet"),
    "office": ("base", "gateway", "casework", "office"),
    "core": ("base", "gateway", "casework", "core"),
}
# Which function takes the text where; pgettext's first argument is the context.
KEYWORDS: dict[str, tuple[int | tuple[int, str], ...] | None] = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}
_PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}")


@dataclass(frozen=True)
class Missing:
    """A text without a right translation: where it is used, what is wrong."""

    file: Path
    line: int
    text: str
    language: str
    reason: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.language}: {self.reason}: {self.text!r}"


def compile_all(root: Path = PACKAGE) -> int:
    """Compile every ``.po`` under `root` whose ``.mo`` is missing or other. Returns how many were written."""
    return sum(_compile(po) for po in sorted(root.rglob("locale/*/LC_MESSAGES/*.po")))


def _compile(po: Path) -> bool:
    compiled = BytesIO()
    write_mo(compiled, _read(po))
    mo = po.with_suffix(".mo")
    if mo.exists() and mo.read_bytes() == compiled.getvalue():
        return False
    draft = mo.with_suffix(f".mo.{os.getpid()}")  # two houses of one checkout may start together
    draft.write_bytes(compiled.getvalue())
    draft.rename(mo)
    return True


def _read(po: Path) -> Catalog:
    # Only for the plural rules: babel knows no private-use tags, and plain Japanese counts as Japanese does.
    language = po.parent.parent.name.partition("_")[0]
    with po.open("rb") as file:
        return read_po(file, locale=language, abort_invalid=True)


def missing(root: Path = PACKAGE) -> list[Missing]:
    """Every text used in Python or a template that a language lacks, or whose placeholders differ."""
    used = [*_in_python(root), *_in_templates(root)]
    problems = []
    for language, packages in LANGUAGES.items():
        known = {package: _known(root, language, beside) for package, beside in BESIDE.items()}
        for file, line, context, text in used:
            package = file.relative_to(root).parts[0]
            if packages and package not in packages:
                continue
            beside = known[package] if package in known else _known(root, language)
            reason = _reason(text, beside.get((context, text)))
            if reason:
                problems.append(Missing(file, line, text, language, reason))
    return problems


def _reason(text: str, translations: list[str] | None) -> str | None:
    if not translations or not all(translations):
        return "not translated"
    wanted = sorted(_PLACEHOLDER.findall(text))
    # A plural form may leave the number out ("one child"), never name something else.
    if any(not set(_PLACEHOLDER.findall(translated)) <= set(wanted) for translated in translations):
        return "placeholders differ"
    if len(translations) == 1 and sorted(_PLACEHOLDER.findall(translations[0])) != wanted:
        return "placeholders differ"
    return None


def interface(root: Path = PACKAGE) -> frozenset[str]:
    """Every text of the screens, as the code says it: what a city may word otherwise."""
    return frozenset(text for _context, text in _known(root, "en"))


def _known(
    root: Path, language: str, packages: Collection[str] | None = None
) -> dict[tuple[str | None, str], list[str]]:
    """What is translated, in all packages or in these."""
    known: dict[tuple[str | None, str], list[str]] = {}
    for po in sorted(root.rglob(f"locale/{language}/LC_MESSAGES/django.po")):
        if packages is not None and po.relative_to(root).parts[0] not in packages:
            continue
        for message in _read(po):
            if not message.id or message.fuzzy:
                continue
            text = message.id if isinstance(message.id, str) else message.id[0]
            string = message.string
            known[message.context, text] = [string] if isinstance(string, str) else list(string or ())
    return known


Use = tuple[Path, int, str | None, str]


def _in_python(root: Path) -> list[Use]:
    files = [path for path in sorted(root.rglob("*.py")) if "tests" not in path.parts]
    return [use for path in files for use in _extract(path, path.read_bytes())]


def _in_templates(root: Path) -> list[Use]:
    """Django turns a template into Python-like text that keeps the line numbers; the same extraction reads it."""
    from django.conf import settings
    from django.utils.translation import templatize

    if not settings.configured:
        settings.configure()
    files = [path for suffix in ("html", "txt") for path in sorted(root.rglob(f"templates/**/*.{suffix}"))]
    uses = []
    for path in files:
        text = templatize(path.read_text(encoding="utf-8"), origin=str(path))
        uses += _extract(path, text.encode("utf-8"))
    return uses


def _extract(path: Path, source: bytes) -> list[Use]:
    found = extract("python", BytesIO(source), keywords=KEYWORDS, options={"encoding": "utf-8"})
    uses = []
    for line, message, _comments, context in found:
        text = message if isinstance(message, str) else message[0]
        if text:
            uses.append((path, line, context, text))
    return uses
