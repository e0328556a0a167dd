"""Reading one file of a city: strict YAML, then its type; every problem with its line and what would be right."""

import difflib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, TypeVar, Union, get_args, get_origin

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from dokodemo.catalog.schema import Model
from dokodemo.values import yaml

Loc = tuple[str | int, ...]
_File = TypeVar("_File", bound=Model)


@dataclass(frozen=True, order=True)
class Problem:
    """``line`` from 1. ``hint`` says what would be right; empty when the message already does."""

    file: Path
    line: int
    message: str
    hint: str = ""

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.message}" + (f" ({self.hint})" if self.hint else "")


@dataclass
class Source:
    """One file that was read: where its parts stand, and what is wrong with them."""

    file: Path
    lines: yaml.Lines
    problems: list[Problem] = field(repr=False)

    def line(self, loc: Loc) -> int:
        """The line of the part at ``loc``, or of the nearest part that encloses it."""
        for length in range(len(loc), 0, -1):
            if loc[:length] in self.lines:
                return self.lines[loc[:length]]
        return self.lines.get((), 1)

    def say(self, loc: Loc, message: str, hint: str = "") -> None:
        """Note a problem at ``loc``."""
        self.problems.append(Problem(self.file, self.line(loc), message, hint))


def read(path: Path, model: type[_File], problems: list[Problem]) -> tuple[_File | None, Source]:
    """The file as its type, or None when ``problems`` now say why not."""
    source = Source(path, {}, problems)
    try:
        data, source.lines = yaml.load_with_lines(path)
    except yaml.YamlProblem as error:
        problems.append(Problem(error.file, error.line, error.message))
        return None, source
    try:
        return model.model_validate(data), source
    except ValidationError as error:
        for detail in error.errors(include_url=False):
            message, hint = _explain(detail, model)
            source.say(detail["loc"], message, hint)
        return None, source


def texts(
    part: Any, loc: Loc = (), without: frozenset[str] = frozenset()
) -> Iterator[tuple[Loc, dict[str, Any]]]:
    """Every mapping of plain data that is a text (``ja`` and ``en``), with where it stands; none under a key ``without``
    (``refusals``), or under one that another has over it (``refusals.title``)."""
    inner: Iterable[tuple[str | int, Any]] = ()
    if isinstance(part, dict):
        if isinstance(part.get("ja"), str) and "en" in part:
            yield loc, part
            return
        inner = ((key, each) for key, each in part.items() if not stands_under((*loc, key), without))
    elif isinstance(part, list):
        inner = enumerate(part)
    for key, each in inner:
        yield from texts(each, (*loc, key), without)


def stands_under(loc: Loc, keys: frozenset[str]) -> bool:
    """Whether the last key of ``loc`` is one of ``keys``, alone (``title``) or with the key over it (``refusals.title``)."""
    names = [each for each in loc if isinstance(each, str)][-2:]
    return bool(names) and (names[-1] in keys or ".".join(names) in keys)


def nearest(word: object, known: Iterable[str]) -> str:
    """A hint towards the known word that was probably meant."""
    choices = sorted(known)
    close = difflib.get_close_matches(str(word), choices, 1, 0.6)
    if close:
        return f"did you mean {close[0]}?"
    return f"known here: {', '.join(choices) or 'none'}"


def _explain(detail: ErrorDetails, model: type[Model]) -> tuple[str, str]:
    """(message, hint) for one refusal of pydantic."""
    loc, given, limits = detail["loc"], detail.get("input"), detail.get("ctx", {})
    key = str(loc[-1]) if loc else "the file"
    match detail["type"]:
        case "extra_forbidden":
            return f"unknown key {key!r}", nearest(key, _keys_at(model, loc[:-1]))
        case "missing" if key in ("ja", "en"):
            language = {"ja": "Japanese", "en": "English"}[key]
            return f"the {language} text is missing", f"add {key}: and the text"
        case "missing":
            return f"the key {key!r} is missing", f"add {key}:"
        case "string_type" if isinstance(given, int | float) and not isinstance(given, bool):
            return f"{key}: {given} is a number here, and a text is needed", f'write "{given}" in quotes'
        case "string_type":
            return f"{key}: a text is needed", "write the text after the colon"
        case "literal_error":
            expected = [str(each) for each in _literals_at(model, loc)]
            return f"{key}: {given!r} is not possible", nearest(given, expected) if expected else ""
        case "string_pattern_mismatch":
            return f"{key}: {given!r} is not written as it must be", f"it must match {limits.get('pattern')}"
        case "string_too_short" | "too_short":
            return f"{key} is empty", "write at least one"
        case "model_type" | "dict_type" | "model_attributes_type":
            return f"{key}: keys and values are needed here", f"known keys: {', '.join(_keys_at(model, loc))}"
        case "list_type":
            return f"{key}: a list is needed here", "begin each item with a dash and a space"
    return f"{key}: {detail['msg'][0].lower()}{detail['msg'][1:]}", ""


def _keys_at(model: type[Model], loc: Sequence[str | int]) -> list[str]:
    """The keys that may stand at ``loc``."""
    found = _type_at(model, loc)
    if not (isinstance(found, type) and issubclass(found, Model)):
        return []
    return [each.alias or name for name, each in found.model_fields.items()]


def _literals_at(model: type[Model], loc: Sequence[str | int]) -> tuple[Any, ...]:
    found = _type_at(model, loc)
    return get_args(found) if get_origin(found) is Literal else ()


def _type_at(model: type[Model], loc: Sequence[str | int]) -> Any:
    """The declared type of the part at ``loc``, without its optional None; None when there is none."""
    found: Any = model
    for part in loc:
        if isinstance(part, int):
            found = _plain(get_args(found)[0]) if get_origin(found) is list else None
        elif isinstance(found, type) and issubclass(found, Model):
            fields = {each.alias or name: each.annotation for name, each in found.model_fields.items()}
            found = _plain(fields.get(part))
        else:
            return None
    return found


def _plain(annotation: Any) -> Any:
    while get_origin(annotation) in (Annotated, Union, UnionType):
        parts = [each for each in get_args(annotation) if each is not NoneType]
        annotation = parts[0]
    return annotation
