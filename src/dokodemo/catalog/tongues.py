"""The languages beyond Japanese and English: one PO file each, keyed by the Japanese text.

A city keeps them in ``languages/<tag>.po``; what this code says itself has its own beside this file. The format is
gettext's, because translators have programs for it; one entry serves every place that says the same.
"""

import re
from collections.abc import Mapping
from functools import cache
from io import BytesIO
from pathlib import Path

from babel.messages import Catalog as Messages
from babel.messages.pofile import PoFileError, read_po

from dokodemo.catalog.reading import Problem, nearest, texts
from dokodemo.catalog.schema import Catalog
from dokodemo.catalog.terms import TONGUES, Text, Tongue
from dokodemo.catalog.wording import WordRules
from dokodemo.values import yaml

FOLDER = "languages"
#: Japanese text → the text in one language.
Said = Mapping[str, str]
#: Japanese text → (the English one, the first place that says it: file:line).
Wanted = Mapping[str, tuple[str, str]]
_PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|\{[^{}]*\}")
_LINE = re.compile(
    r'\s*(#.*|((msgctxt|msgid|msgid_plural|msgstr(\[\d+\])?)\s*)?"(\\.|[^"\\])*")?\s*'
)  # a comment, a quoted text with or without its keyword, or nothing
_HEAD = 'write "Content-Type: text/plain; charset=utf-8\\n" and leave out what is not known'
_OWN = Path(__file__).parent / FOLDER


def text(ja: str, en: str, easy: str) -> Text:
    """A text that this code says, in every language."""
    more = {tongue: said[ja] for tongue, said in _own().items() if ja in said}
    return Text(ja=ja, en=en, easy=easy, more=more or None)


@cache
def _own() -> Mapping[Tongue, Said]:
    problems: list[Problem] = []
    said = read(_OWN.parent, problems)
    if problems:
        raise ValueError("\n".join(map(str, problems)))
    return said


def read(folder: Path, problems: list[Problem]) -> Mapping[Tongue, Said]:
    """What ``folder/languages`` says, by language. Problems are named by file and line."""
    found: dict[Tongue, Said] = {}
    for path in sorted((folder / FOLDER).glob("*.po")):
        if path.stem not in TONGUES:
            hint = nearest(path.stem, TONGUES)
            problems.append(Problem(path, 1, f"{path.stem!r} is no language that is offered", hint))
            continue
        messages = open_po(path, problems)
        if messages is not None:
            found[path.stem] = _judged(path, messages, problems)
    return found


def open_po(path: Path, problems: list[Problem]) -> Messages | None:
    """The file, or None when ``problems`` now say why not."""
    content = path.read_bytes()
    try:
        lines = content.decode().split("\n")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        problems.append(Problem(path, line, "this is no UTF-8", "save it as UTF-8"))
        return None
    # Asked first: a quote that is missing costs the reader of the library a letter, and it says nothing.
    wrong = next((number for number, line in enumerate(lines, 1) if not _LINE.fullmatch(line)), None)
    if wrong is None:
        try:
            messages = read_po(BytesIO(content), charset="utf-8", abort_invalid=True)
            # The library believes the head, and would make other letters of these.
            if (messages.charset or "utf-8").lower().replace("-", "") != "utf8":
                raise ValueError(f"it says {messages.charset!r}, and this is UTF-8")
            return messages
        except PoFileError as error:
            wrong = error.lineno + 1
        except (ValueError, LookupError) as error:  # a date, a charset, a plural form
            problems.append(Problem(path, 1, f"the head of the file cannot be read: {error}", _HEAD))
            return None
    hint = 'write msgid "…" or msgstr "…", with \\" for a quote'
    problems.append(
        Problem(path, wrong, f"this line is not as a PO file has it: {lines[wrong - 1][:40]!r}", hint)
    )
    return None


def translated(messages: Messages) -> Said:
    """What is translated: without the head, and without what a translator must look at again (fuzzy)."""
    return {
        str(each.id): str(each.string).strip()
        for each in messages
        if each.id and each.string and not each.fuzzy and str(each.string).strip()
    }


def _judged(path: Path, messages: Messages, problems: list[Problem]) -> Said:
    """What is translated and keeps the placeholders of the Japanese."""
    said = dict(translated(messages))
    for each in messages:
        ja = str(each.id)
        if ja in said and sorted(_PLACEHOLDER.findall(ja)) != sorted(_PLACEHOLDER.findall(said[ja])):
            message = f"the placeholders differ from the Japanese: {said.pop(ja)[:40]!r}"
            problems.append(Problem(path, each.lineno or 1, message, f"keep them as in {ja[:40]!r}"))
    return said


def spoken(catalog: Catalog, languages: Mapping[Tongue, Said]) -> Catalog:
    """``catalog`` with what ``languages`` says in every text of it that does not say it itself."""
    if not languages:
        return catalog
    plain = catalog.model_dump(mode="json", by_alias=True)
    for _loc, part in texts(plain):
        said = {tongue: words[part["ja"]] for tongue, words in languages.items() if part["ja"] in words}
        part["more"] = {**said, **(part.get("more") or {})} or None
    return Catalog.model_validate(plain)


def wanted(folder: Path) -> Wanted:
    """Every text of a city that a resident meets in the guide and the forms.

    ``words.yaml`` says what is not asked for (``untranslated_keys``, ``untranslated_files``). Files that cannot be read
    are left out: ``check`` tells of them."""
    rules = _rules(folder)
    found: dict[str, tuple[str, str]] = {}
    for path in sorted(folder.rglob("*.yaml")):
        name = path.relative_to(folder)
        if any(name.match(pattern) for pattern in (*rules.untranslated_files, "words.yaml")):
            continue
        try:
            data, lines = yaml.load_with_lines(path)
        except yaml.YamlProblem:
            continue
        for loc, part in texts(data, without=frozenset(rules.untranslated_keys)):
            line = next((lines[loc[:cut]] for cut in range(len(loc), 0, -1) if loc[:cut] in lines), 1)
            found.setdefault(str(part["ja"]), (str(part["en"]), f"{name.as_posix()}:{line}"))
    return found


def _rules(folder: Path) -> WordRules:
    path = folder / "words.yaml"
    try:
        return WordRules.model_validate(yaml.load_with_lines(path)[0]) if path.exists() else WordRules()
    except (yaml.YamlProblem, ValueError):
        return WordRules()
