"""Is a condition right? Compiled, its names known, no macro in a macro, and true or false for sample answers.

CEL has no types of its own to check against: ``1 == "a"`` is silently false. So a condition is evaluated over sample
values of its fields' types, and one that never changes its answer is refused too.
"""

import itertools
import math
import random
from collections.abc import Mapping, Sequence
from typing import Any

from dokodemo.catalog import answers
from dokodemo.catalog.conditions import (
    FUNCTIONS,
    LANGUAGE,
    TODAY,
    Condition,
    ConditionError,
    compare_texts,
    compile_condition,
    literals,
    unknown_functions,
)
from dokodemo.catalog.reading import Loc, Source, nearest
from dokodemo.catalog.schema import Field

MOST_SAMPLES = 3000
MOST_ITEMS = 60
_DATES = (
    "1950-01-31",
    "1990-05-05",
    "2004-02-29",
    "2006-04-02",
    "2010-10-10",
    "2020-04-01",
    "2026-03-31",
    "2027-01-01",
)
_TODAYS = ("2026-04-01", "2027-01-15")


def judge(text: str, source: Source, loc: Loc, fields: Mapping[str, Field], *, dated: bool = False) -> None:
    """Say what is wrong with the condition at ``loc``. ``fields``: those it may name; ``dated``: also ``today``."""
    try:
        condition = compile_condition(text)
    except ConditionError as error:
        source.say(loc, f"the condition cannot be read: {error}", "write it in CEL, like has_spouse == true")
        return
    names = set(fields) | ({TODAY} if dated else set())
    if _names_wrong(condition, source, loc, names, fields):
        return
    for name, word in compare_texts(text):
        each = fields.get(name)
        codes = each.codes if each and each.type == "choice" else None
        if codes and word and word not in codes:
            source.say(loc, f"{name} never is {word!r}", nearest(word, codes))
            return
    _evaluate(condition, source, loc, fields)


def _names_wrong(
    condition: Condition, source: Source, loc: Loc, names: set[str], fields: Mapping[str, Field]
) -> bool:
    wrong = False
    for name in condition.names:
        if name not in names:
            wrong = True
            if name == TODAY:
                message, hint = (
                    "today is not known here",
                    "what is shown may depend on answers only: use a check",
                )
            else:
                message, hint = f"no field {name!r} comes before this condition", nearest(name, names)
            source.say(loc, message, hint)
    for name in unknown_functions(condition):
        wrong = True
        source.say(loc, f"there is no function {name!r}", nearest(name, LANGUAGE | set(FUNCTIONS)))
    for macro in condition.macros:
        if macro.nested:
            wrong = True
            source.say(loc, f"{macro.over}.…(…) stands inside another one", "split it into two conditions")
        listed = fields.get(macro.over)
        if listed is not None and listed.type == "list":
            members = {each.id for each in listed.fields or []}
            for member in sorted((macro.members or frozenset()) - members):
                wrong = True
                source.say(loc, f"{macro.over} has no field {member!r}", nearest(member, members))
    return wrong


def _evaluate(condition: Condition, source: Source, loc: Loc, fields: Mapping[str, Field]) -> None:
    texts, whole = literals(condition.source)
    columns = [_TODAYS if name == TODAY else _samples(fields[name], texts, whole) for name in condition.names]
    seen: set[bool] = set()
    for row in _rows(columns):
        environment = dict(zip(condition.names, row, strict=True))
        try:
            seen.add(condition.holds(environment))
        except ConditionError as error:
            shown = ", ".join(f"{name} = {value!r}" for name, value in environment.items())
            source.say(
                loc,
                f"the condition does not answer true or false: {error}"[:300],
                f"tried with {shown}"[:200],
            )
            return
    if len(seen) == 1 and (not columns or math.prod(map(len, columns)) <= MOST_SAMPLES):
        only = "true" if seen.pop() else "false"
        source.say(
            loc,
            f"the condition is {only} whatever is answered",
            "compare each field with a value of its type",
        )


def _rows(columns: Sequence[Sequence[Any]]) -> Any:
    if math.prod(map(len, columns)) <= MOST_SAMPLES:
        return itertools.product(*columns)
    fixed = random.Random(14)  # noqa: S311  (the same rows each time, no secret)
    return [[fixed.choice(column) for column in columns] for _ in range(MOST_SAMPLES)]


def _samples(each: Field, texts: Sequence[str], whole: Sequence[int]) -> list[Any]:
    """Values that this field may have in a condition; what the condition itself writes is among them."""
    none = answers.neutral(each)
    match each.type:
        case "boolean" | "statement":
            return [False, True]
        case "integer":
            near = [number + step for number in whole for step in (-1, 0, 1)]
            limits = [limit for limit in (each.min, each.max) if limit is not None]
            return sorted({0, 1, *near, *limits})
        case "choice":
            return [none, *each.codes]
        case "date":
            written = [text for text in texts if len(text) == 10]
            return [none, *dict.fromkeys([*_DATES, *written])]
        case "list":
            return [none, *_sample_lists(each, texts, whole)]
    return [none, "海", *dict.fromkeys(text for text in texts if text)]


def _sample_lists(each: Field, texts: Sequence[str], whole: Sequence[int]) -> list[list[dict[str, Any]]]:
    members = each.fields or []
    columns = [_samples(member, texts, whole) for member in members]
    longest = max(map(len, columns), default=0)
    fixed = random.Random(14)  # noqa: S311  (the same items each time, no secret)
    rows = [[column[at % len(column)] for column in columns] for at in range(longest)]
    rows += [[fixed.choice(column) for column in columns] for _ in range(MOST_ITEMS)]
    items = [dict(zip((member.id for member in members), row, strict=True)) for row in rows]
    blank = {member.id: answers.neutral(member) for member in members}
    return [[blank], *([item] for item in items), items]
