"""Conditions in CEL, a checked profile (decision 14).

The names a condition may use are the form's fields and, in checks, ``today`` (ISO date). Dates are ISO texts and are
compared as text. A field that is not answered has a neutral value of its type (``""``, ``0``, ``false``, ``[]``).
Three functions are added to the language, and none of them ever raises:

=========================  =====================================================================
``age_on(birth, on)``      completed years by law (年齢計算ニ関スル法律); -1 where a date is missing
``fiscal_year(date)``      the 年度 (April to March) of a date; 0 where it is missing
``days_between(a, b)``     days from a to b, negative when b is earlier; 0 where a date is missing
=========================  =====================================================================
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import cel

from dokodemo.values import ages, days

TODAY = "today"
MACROS = ("all", "exists", "exists_one", "map", "filter")
#: What of the language itself a condition may call.
LANGUAGE = frozenset(("size", "string", "int", "startsWith", "endsWith", "contains", "matches"))
#: Names that no field may have: the language would not see the field.
RESERVED = frozenset(
    ("true", "false", "null", "in", "has", "size", "int", "uint", "double", "string", "bytes", "bool", "type", "as",
     "break", "const", "continue", "else", "for", "function", "if", "import", "let", "loop", "package", "namespace",
     "return", "var", "void", "while", "matches", "contains", "timestamp", "duration", "dyn", "min", "max",
     TODAY, *MACROS)
)  # fmt: skip

_TOKEN = re.compile(
    r"""(?P<text>"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*')|(?P<name>[A-Za-z_]\w*)|(?P<number>\d[\w.]*)|(?P<mark>\S)"""
)


Tokens = list[tuple[str | None, str]]


class ConditionError(ValueError):
    """A condition cannot be compiled, or did not answer yes or no: a fault of the declaration, never of an answer."""


def _date(text: object) -> date | None:
    try:
        return date.fromisoformat(text) if isinstance(text, str) else None
    except ValueError:
        return None


def age_on(birth: object, on: object) -> int:
    born, then = _date(birth), _date(on)
    if born is None or then is None or then < born:
        return -1
    try:
        return ages.age_on(born, then)
    except ValueError:  # the calendar ends in 9999
        return -1


def fiscal_year(day: object) -> int:
    known = _date(day)
    return 0 if known is None else days.fiscal_year(known)


def days_between(start: object, end: object) -> int:
    first, last = _date(start), _date(end)
    return 0 if first is None or last is None else (last - first).days


FUNCTIONS: Mapping[str, Callable[..., int]] = {
    "age_on": age_on,
    "fiscal_year": fiscal_year,
    "days_between": days_between,
}


@dataclass(frozen=True)
class Macro:
    """One ``list.exists(item, …)`` of a condition: which list, under which name, which members are read."""

    over: str
    bound: str
    members: frozenset[str] | None  # None: the item itself is used, so every member is needed
    nested: bool


@dataclass(frozen=True)
class Condition:
    """A compiled condition. :meth:`holds` costs some 2 µs for each name it uses."""

    source: str
    program: cel.Program
    names: tuple[str, ...]
    functions: dict[str, Callable[..., int]]
    macros: tuple[Macro, ...]
    members: dict[str, frozenset[str]] = field(default_factory=dict)

    def evaluate(self, environment: Mapping[str, Any]) -> Any:
        """The bare result over ``environment``, which has every name. Raises ConditionError."""
        # Each value handed over is converted, so only what is used goes in: 50 unused fields cost 50 µs.
        given: dict[str, Any] = {name: environment[name] for name in self.names}
        for name, members in self.members.items():
            given[name] = [{key: item[key] for key in members} for item in environment[name]]
        try:
            return self.program.execute(given | self.functions if self.functions else given)
        except (RuntimeError, TypeError, ValueError, KeyError, OverflowError) as error:
            raise ConditionError(f"{self.source}: {str(error).splitlines()[0]}") from error

    def holds(self, environment: Mapping[str, Any]) -> bool:
        """Whether it holds. Raises ConditionError when it answers anything but yes or no."""
        result = self.evaluate(environment)
        if not isinstance(result, bool):
            raise ConditionError(f"{self.source}: answers {result!r}, not true or false")
        return result


def compile_condition(source: str) -> Condition:
    """Compile one condition. Raises ConditionError with what the compiler says, in one line."""
    try:
        program = cel.compile(source)
    except ValueError as error:
        raise ConditionError(" ".join(str(error).splitlines()[0].split())) from error
    macros = find_macros(source)
    bound = {macro.bound for macro in macros}
    used = set(program.functions())
    return Condition(
        source,
        program,
        tuple(name for name in program.variables() if name not in bound),
        {name: function for name, function in FUNCTIONS.items() if name in used},
        macros,
        _members(macros, source),
    )


def unknown_functions(condition: Condition) -> list[str]:
    """Functions the condition calls that are not of the profile."""
    known = LANGUAGE | set(FUNCTIONS)
    return sorted(name for name in condition.program.functions() if name.isidentifier() and name not in known)


def compare_texts(source: str) -> list[tuple[str, str]]:
    """Each ``name == "text"`` (or ``!=``, either way round) of a condition: (name, text)."""
    tokens = [(match.lastgroup, match.group()) for match in _TOKEN.finditer(source)]
    pairs = []
    for at in range(len(tokens) - 3):
        left, right = tokens[at], tokens[at + 3]
        if tokens[at + 1][1] + tokens[at + 2][1] not in ("==", "!="):
            continue
        if left[0] == "name" and right[0] == "text":
            pairs.append((left[1], right[1][1:-1]))
        elif left[0] == "text" and right[0] == "name":
            pairs.append((right[1], left[1][1:-1]))
    return pairs


def literals(source: str) -> tuple[list[str], list[int]]:
    """The texts and whole numbers written in a condition."""
    tokens = [(match.lastgroup, match.group()) for match in _TOKEN.finditer(source)]
    texts = [word[1:-1] for kind, word in tokens if kind == "text"]
    return texts, [int(word) for kind, word in tokens if kind == "number" and word.isdecimal()]


def renamed(source: str, names: Mapping[str, str], members: Mapping[str, Mapping[str, str]]) -> str:
    """``source`` with other names: each field as ``names`` writes it (a name, or an expression), each member read of an
    item of a list as ``members[list]`` calls it. What a macro binds, methods and functions stay as they are."""
    found = list(_TOKEN.finditer(source))
    tokens = [(match.lastgroup, match.group()) for match in found]
    scopes = _scopes(tokens)
    pieces, last = [], 0
    for at, match in enumerate(found):
        word, after_dot = match.group(), at > 0 and tokens[at - 1][1] == "."
        if match.lastgroup != "name":
            continue
        if after_dot:
            over = _bound_over(scopes, at, tokens[at - 2][1])
            new = members.get(over, {}).get(word, word) if over else word
        elif _bound_over(scopes, at, word) or tokens[at + 1 : at + 2] == [("mark", "(")]:
            new = word
        else:
            new = names.get(word, word)
        pieces += [source[last : match.start()], new]
        last = match.end()
    return "".join((*pieces, source[last:]))


def _scopes(tokens: Tokens) -> list[tuple[int, int, str, str]]:
    """Where each macro's bound name is known: (first token, last token, bound, list)."""
    return [
        (at + 2, _closing(tokens, at + 1), tokens[at + 2][1], tokens[at - 2][1])
        for at in range(2, len(tokens) - 2)
        if tokens[at][1] in MACROS and tokens[at - 1][1] == "." and tokens[at + 1][1] == "("
    ]


def _bound_over(scopes: list[tuple[int, int, str, str]], at: int, word: str) -> str | None:
    """The list whose items ``word`` stands for at this token; None where it is bound to nothing."""
    inside = [over for first, end, bound, over in scopes if first <= at < end and bound == word]
    return inside[-1] if inside else None


def find_macros(source: str) -> tuple[Macro, ...]:
    """The macros of a condition, in order, each with whether another macro encloses it."""
    tokens = [(match.lastgroup, match.group()) for match in _TOKEN.finditer(source)]
    found: list[Macro] = []
    ends: list[int] = []
    for at in range(2, len(tokens) - 2):
        if tokens[at][1] not in MACROS or tokens[at - 1][1] != "." or tokens[at + 1][1] != "(":
            continue
        end = _closing(tokens, at + 1)
        bound = tokens[at + 2][1]
        found.append(
            Macro(tokens[at - 2][1], bound, _read(tokens[at + 3 : end], bound), any(at < e for e in ends))
        )
        ends.append(end)
    return tuple(found)


def _closing(tokens: Tokens, opening: int) -> int:
    depth = 0
    for at in range(opening, len(tokens)):
        if tokens[at][0] == "mark":
            depth += {"(": 1, ")": -1}.get(tokens[at][1], 0)
        if depth == 0:
            return at
    return len(tokens)


def _read(tokens: Tokens, bound: str) -> frozenset[str] | None:
    """The members of ``bound`` that these tokens read; None when it is used as a whole."""
    members = set()
    for at, (kind, word) in enumerate(tokens):
        if kind != "name" or word != bound or (at and tokens[at - 1][1] == "."):
            continue
        if at + 2 >= len(tokens) or tokens[at + 1][1] != "." or tokens[at + 2][0] != "name":
            return None
        members.add(tokens[at + 2][1])
    return frozenset(members)


def _members(macros: tuple[Macro, ...], source: str) -> dict[str, frozenset[str]]:
    """For each list that is only walked by macros: the members that are read of its items."""
    result: dict[str, frozenset[str]] = {}
    words = [match.group() for match in _TOKEN.finditer(source) if match.lastgroup == "name"]
    for name in {macro.over for macro in macros}:
        mine = [macro.members for macro in macros if macro.over == name]
        if None in mine or words.count(name) != len(mine) or any(macro.nested for macro in macros):
            continue
        result[name] = frozenset[str]().union(*(members for members in mine if members is not None))
    return result
