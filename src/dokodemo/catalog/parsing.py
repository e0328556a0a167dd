"""Reading what was posted: one page of a form, and the My Numbers of the review page."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Protocol

from dokodemo.catalog import answers
from dokodemo.catalog.compiled import FieldRule, form_of, plain, walk
from dokodemo.catalog.conditions import TODAY
from dokodemo.catalog.judging import in_order, judge_checks, judge_schema, missing
from dokodemo.catalog.schema import Field, Page, Procedure
from dokodemo.catalog.sentences import say
from dokodemo.values import numbers

Values = dict[str, Any]


class Post(Protocol):
    """What was posted: a QueryDict, or any dict of texts."""

    def get(self, key: str, /) -> Any: ...
    def __iter__(self) -> Iterator[str]: ...
    def __contains__(self, key: object, /) -> bool: ...


@dataclass
class PageResult:
    """``values`` replace the draft's values (an emptied field is gone). ``raw`` is what was typed, to show again."""

    values: Values
    errors: dict[str, str] = field(default_factory=dict)
    raw: dict[str, str] = field(default_factory=dict)


def parse_page(
    procedure: Procedure,
    page: Page,
    post: Post,
    values: Mapping[str, Any],
    lang: str,
    on: date,
    known: Collection[str] | None = None,
) -> PageResult:
    """Read one posted page. Never raises for any post; names that are no field of the page are ignored.

    ``known``: ids of the fields whose value came from a source and is not for the resident to type. Without it, a
    field with a source that has a value counts as known; for identity ``none`` and ``mail`` only when not posted.
    """
    form = form_of(procedure)
    rule = form.by_page[page.id]
    environment = walk(form, values, before=page.id).environment
    environment[TODAY] = on.isoformat()
    reader = _Reader(post, lang, on, environment)
    mine: Values = {}
    for each in rule.fields:
        if not each.asked or (each.when is not None and not each.when.holds(environment)):
            continue
        if each.id in values and _is_known(procedure, each, post, known):
            mine[each.id] = values[each.id]
            if plain(each, values[each.id]):
                environment[each.id] = values[each.id]
        elif each.kind is list:
            reader.read_list(each, mine)
        else:
            reader.read_field(each, each.id, mine, environment)
    judge_schema(rule.validator, form.fields, mine, reader.errors, lang)
    _drop_wrong(mine, reader.errors)
    # A rule over several answers takes none of them away: each is right by itself.
    judge_checks(rule, environment, reader.errors, lang)
    own = {each.id for each in rule.fields}
    kept = {key: value for key, value in values.items() if key not in own}
    return PageResult(kept | mine, in_order(rule.fields, reader.errors), reader.raw)


def _is_known(procedure: Procedure, rule: FieldRule, post: Post, known: Collection[str] | None) -> bool:
    if rule.field.source is None:
        return False
    if known is not None:
        return rule.id in known
    return procedure.identity in ("card", "sign") or rule.id not in post


class _Reader:
    """Reads posted texts into values, collecting what was typed and what was wrong."""

    def __init__(self, post: Post, lang: str, on: date, environment: Values) -> None:
        self.post = post
        self.lang = lang
        self.today = on.isoformat()
        self.environment = environment
        self.errors: dict[str, str] = {}
        self.raw: dict[str, str] = {}

    def read_field(
        self, rule: FieldRule, posted: str, into: Values, environment: Values, name: str = ""
    ) -> None:
        """Read the field posted as ``posted`` and called ``name`` from now on."""
        name = name or posted
        typed = self.post.get(posted)
        typed = typed if isinstance(typed, str) else ""
        self.raw[name] = typed
        label = rule.field.labels.of(self.lang)
        try:
            value = answers.read(rule.field, typed)
        except answers.Refused as refused:
            self.errors[name] = say(refused.key, self.lang, **({"label": label} | refused.words))
            return
        if value is None:
            if rule.field.required:
                self.errors[name] = missing(rule, self.lang)
            return
        if rule.field.past and value > self.today:
            self.errors[name] = say("date-past", self.lang, label=label)
        into[rule.id] = value
        if plain(rule, value):
            environment[rule.id] = value

    def read_list(self, rule: FieldRule, into: Values) -> None:
        """Read every item that has an answer; items left blank are dropped and the others numbered anew."""
        items: list[Values] = []
        seen: list[Values] = []
        for number in self._posted_items(rule):
            index = len(items)
            item: Values = {}
            inside = {**self.environment, **rule.blank_item}
            for member in rule.items:
                if member.when is not None and not member.when.holds(inside):
                    continue
                posted = f"{rule.id}-{number}-{member.id}"
                self.read_field(member, posted, item, inside, f"{rule.id}-{index}-{member.id}")
            items.append(item)
            seen.append({member.id: inside[member.id] for member in rule.items})
        self.environment[rule.id] = seen
        if items:
            into[rule.id] = items
        elif rule.field.min_items or rule.field.required:
            self.errors[rule.id] = missing(rule, self.lang)

    def _posted_items(self, rule: FieldRule) -> Iterable[int]:
        pattern = re.compile(rf"{rule.id}-(\d{{1,2}})-(\w+)", re.ASCII)
        posted: set[int] = set()
        for name in self.post:
            match = pattern.fullmatch(name)
            if match and match[2] in rule.by_id and str(self.post.get(name) or "").strip():
                posted.add(int(match[1]))
        return (number for number in sorted(posted) if f"{rule.id}-{number}-remove" not in self.post)


def _drop_wrong(values: Values, errors: Mapping[str, str]) -> None:
    """Take wrong answers out of the values; what was typed is still in ``raw``."""
    for name in errors:
        key, _, rest = name.partition("-")
        index, _, member = rest.partition("-")
        if not rest:
            values.pop(key, None)
        elif isinstance(values.get(key), list) and int(index) < len(values[key]):
            values[key][int(index)].pop(member, None)


def private_fields(procedure: Procedure, values: Mapping[str, Any]) -> list[Field]:
    """The visible fields for a My Number: asked on the review page, sent only in the sealed part (decision 23)."""
    return walk(form_of(procedure), values).private


def _wrong_number(number: str) -> str:
    """What is said of a My Number that is none; the number itself is never said."""
    if not number:
        return "required"
    return "kojinbango-wrong" if re.fullmatch(r"[0-9]{12}", number) else "kojinbango"


def parse_private(
    procedure: Procedure, post: Post, values: Mapping[str, Any], lang: str
) -> tuple[dict[str, str], dict[str, str]]:
    """Read what :func:`private_fields` asked: (field id → twelve digits, errors). Nothing is told about the number."""
    private: dict[str, str] = {}
    errors: dict[str, str] = {}
    for each in private_fields(procedure, values):
        typed = post.get(each.id)
        label = each.labels.of(lang)
        number = answers.digits_of(typed) if isinstance(typed, str) else ""
        if number and numbers.is_my_number(number):
            private[each.id] = number
        elif number or each.required:
            errors[each.id] = say(_wrong_number(number), lang, label=label)
    return private, errors
