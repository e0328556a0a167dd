"""A procedure's form made ready once: compiled conditions, validators, neutral values. And the one walk over it.

Whatever asks "what is visible" (pages, pruning, validation, summary, attachments) goes through :func:`walk`, so a
hidden field is hidden everywhere or nowhere.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, cast

import jsonschema_rs

from dokodemo.catalog import answers
from dokodemo.catalog.conditions import TODAY, Condition, compile_condition
from dokodemo.catalog.schema import Attachment, Check, Doubt, Field, Free, Ground, Page, Procedure

_KINDS: Mapping[str, type] = {"boolean": bool, "statement": bool, "integer": int, "list": list}


@dataclass(frozen=True)
class CheckRule:
    check: Check
    condition: Condition
    at: str
    #: The fields it reads; it stays silent while one of them is wrong by itself.
    reads: tuple[str, ...]


@dataclass(frozen=True)
class FieldRule:
    field: Field
    id: str
    kind: type
    neutral: Any
    when: Condition | None
    items: tuple["FieldRule", ...]
    checks: tuple[CheckRule, ...]

    @cached_property
    def by_id(self) -> dict[str, "FieldRule"]:
        return {rule.id: rule for rule in self.items}

    @cached_property
    def blank_item(self) -> dict[str, Any]:
        return {rule.id: rule.neutral for rule in self.items}

    @cached_property
    def conditional(self) -> bool:
        """Whether an item's fields depend on answers, so that each item needs names of its own."""
        return any(rule.when is not None for rule in self.items)

    @property
    def asked(self) -> bool:
        """Whether its answer is among the values; a My Number never is (decision 23)."""
        return self.field.type != "kojinbango"


@dataclass(frozen=True)
class PageRule:
    page: Page
    when: Condition | None
    fields: tuple[FieldRule, ...]
    checks: tuple[CheckRule, ...]
    validator: jsonschema_rs.Validator


@dataclass(frozen=True)
class Form:
    pages: tuple[PageRule, ...]
    validator: jsonschema_rs.Validator
    neutral: dict[str, Any]
    attachments: tuple[tuple[Attachment, Condition | None], ...]
    refusals: tuple[tuple[Ground, Condition], ...]
    doubts: tuple[tuple[Doubt, Condition], ...] = ()
    free: tuple[tuple[Free, Condition], ...] = ()
    about: Condition | None = None
    needs_resident: Condition | None = None

    @cached_property
    def fields(self) -> dict[str, FieldRule]:
        return {rule.id: rule for page in self.pages for rule in page.fields}

    @cached_property
    def told_after(self) -> dict[str, list[tuple[Ground, Condition]]]:
        """The reasons for refusing, by the page whose answers make them sure: the last one that they read."""
        after: dict[str, list[tuple[Ground, Condition]]] = {}
        for refusal, when in self.refusals:
            read = [page.page.id for page in self.pages if any(each.id in when.names for each in page.fields)]
            if read:
                after.setdefault(read[-1], []).append((refusal, when))
        return after

    @cached_property
    def by_page(self) -> dict[str, PageRule]:
        return {rule.page.id: rule for rule in self.pages}


@dataclass
class Walk:
    """What is visible, what of the values is therefore kept, and what conditions see."""

    form: Form
    environment: dict[str, Any]
    kept: dict[str, Any] = field(default_factory=dict)
    pages: list[tuple[PageRule, list[FieldRule]]] = field(default_factory=list)
    #: For each list: the visible fields of each of its items.
    items: dict[str, list[list[FieldRule]]] = field(default_factory=dict)

    @cached_property
    def asked_pages(self) -> list[Page]:
        """The pages to go through, in order; one with nothing but a My Number is none."""
        return [rule.page for rule, fields in self.pages if any(each.asked for each in fields)]

    def asked_on(self, page_id: str) -> list[Field]:
        """The visible questions of a page; a My Number is asked on the review only."""
        shown = next((fields for rule, fields in self.pages if rule.page.id == page_id), [])
        return [each.field for each in shown if each.asked]

    @cached_property
    def private(self) -> list[Field]:
        """The visible fields for a My Number: asked on the review, sent only inside the seal (decision 23)."""
        return [each.field for _, fields in self.pages for each in fields if not each.asked]

    @cached_property
    def attachments(self) -> list[Attachment]:
        """The attachments that are called for; ``required`` says which must come."""
        return [each for each, when in self.form.attachments if when is None or when.holds(self.environment)]


def form_of(procedure: Procedure) -> Form:
    """The compiled form, kept on the procedure. Raises ConditionError where ``check`` would have said so."""
    form = procedure._compiled
    if form is None:
        form = procedure._compiled = _compile(procedure)
    return cast(Form, form)


def schema_of(fields: list[Field]) -> dict[str, Any]:
    """JSON Schema (2020-12) of the answers to ``fields``."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "type": "object",
        "properties": {each.id: answers.schema_of(each) for each in fields if each.type != "kojinbango"},
        "additionalProperties": False,
    }


def _compile(procedure: Procedure) -> Form:
    pages = tuple(_page(page) for page in procedure.pages)
    fields = [each for page in procedure.pages for each in page.fields]
    return Form(
        pages,
        _validator(fields),
        {each.id: answers.neutral(each) for each in fields} | {TODAY: ""},
        tuple((each, _maybe(each.when)) for each in procedure.attachments),
        tuple(
            (refusal, compile_condition(each.cel))
            for each in procedure.refused_when
            if (refusal := procedure.refusal(each.refusal)) is not None
        ),
        tuple((each, compile_condition(each.cel)) for each in procedure.doubts),
        tuple((each, compile_condition(each.cel)) for each in (procedure.fee.free if procedure.fee else ())),
        _maybe(procedure.about.when if procedure.about else None),
        _maybe(procedure.needs_resident if isinstance(procedure.needs_resident, str) else None),
    )


def _validator(fields: list[Field]) -> jsonschema_rs.Validator:
    return jsonschema_rs.validator_for(schema_of(fields), validate_formats=True)


def _maybe(source: str | None) -> Condition | None:
    return compile_condition(source) if source else None


def _page(page: Page) -> PageRule:
    rules = tuple(_field(each) for each in page.fields)
    return PageRule(
        page, _maybe(page.when), rules, _checks(page.checks, page.fields), _validator(page.fields)
    )


def _field(each: Field) -> FieldRule:
    members = each.fields or []
    return FieldRule(
        each,
        each.id,
        _KINDS.get(each.type, str),
        answers.neutral(each),
        _maybe(each.when),
        tuple(_field(member) for member in members),
        _checks(each.checks, members),
    )


def _checks(checks: list[Check], fields: list[Field]) -> tuple[CheckRule, ...]:
    rules = []
    for check in checks:
        condition = compile_condition(check.cel)
        here = [each.id for each in fields if each.id in condition.names]
        at = check.field or (here[0] if here else fields[0].id)
        rules.append(
            CheckRule(check, condition, at, tuple(name for name in condition.names if name != TODAY))
        )
    return tuple(rules)


def walk(form: Form, values: Mapping[str, Any], before: str | None = None) -> Walk:
    """Go through the form in order, each condition seeing only visible answers before it.

    ``before`` stops in front of that page. Never raises for any ``values``; an answer of the wrong kind is kept for
    the validator to name, and conditions see the neutral value in its place.
    """
    found = Walk(form, dict(form.neutral))
    environment, kept = found.environment, found.kept
    for page in form.pages:
        if page.page.id == before:
            break
        if page.when is not None and not page.when.holds(environment):
            continue
        visible = []
        for rule in page.fields:
            if rule.when is not None and not rule.when.holds(environment):
                continue
            visible.append(rule)
            value = values.get(rule.id) if rule.asked else None
            if value is None:
                continue
            if rule.kind is list:
                kept[rule.id], environment[rule.id], found.items[rule.id] = walk_items(
                    rule, value, environment
                )
                continue
            kept[rule.id] = value
            if plain(rule, value):
                environment[rule.id] = value
        found.pages.append((page, visible))
    return found


def plain(rule: FieldRule, value: Any) -> bool:
    """Whether a condition may see ``value``: it is of the field's kind and fits the language's numbers."""
    if type(value) is int and abs(value) > answers.SAFE_INTEGER:
        return False
    return type(value) is rule.kind


def walk_items(
    rule: FieldRule, value: Any, environment: Mapping[str, Any]
) -> tuple[Any, list[dict[str, Any]], list[list[FieldRule]]]:
    """The items of one list: what is kept, what conditions see (every member present), what is visible of each."""
    if not isinstance(value, list):
        return value, [], []
    kept: list[Any] = []
    seen: list[dict[str, Any]] = []
    visible: list[list[FieldRule]] = []
    for item in value:
        if not isinstance(item, dict):
            kept.append(item)
            seen.append(dict(rule.blank_item))
            visible.append([])
            continue
        mine: dict[str, Any] = {}
        filled = dict(rule.blank_item)
        shown = []
        for member in rule.items:
            if member.when is not None and not member.when.holds({**environment, **filled}):
                continue
            shown.append(member)
            answer = item.get(member.id)
            if answer is None:
                continue
            mine[member.id] = answer
            if plain(member, answer):
                filled[member.id] = answer
        kept.append(mine)
        seen.append(filled)
        visible.append(shown)
    return kept, seen, visible
