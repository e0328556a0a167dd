"""Forms, from the declaration alone: pure functions, on the hot path of every resident's request.

*Values* are a plain dict as it stands in a draft and in a sealed application: field id → text, ISO date, integer,
boolean, or for a list ``[{member: value}, …]``. No My Number is ever in it. *Names* are those of the HTML form:
``phone``, ``children-0-name``; errors are keyed by them.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from dokodemo.catalog import answers
from dokodemo.catalog.compiled import FieldRule, Form, Walk, form_of, walk
from dokodemo.catalog.conditions import TODAY, Condition
from dokodemo.catalog.judging import validate, where
from dokodemo.catalog.parsing import PageResult, Values, parse_page, parse_private, private_fields
from dokodemo.catalog.schema import Doubt, Field, Free, Ground, Page, Procedure
from dokodemo.catalog.sentences import say

__all__ = [
    "Due", "PageResult", "SummaryRow", "SummarySection", "Values", "doubts", "fee", "is_about_another", "item_fields", "known_values",
    "parse_page", "parse_private", "private_fields", "prune", "refusals_after", "suggested_refusals",
    "summary", "typed_values", "validate", "with_item",
]  # fmt: skip

T = TypeVar("T")


@dataclass(frozen=True)
class SummaryRow:
    """``typed``: the value is in a person's own words, not in the city's."""

    label: str
    value: str
    field_id: str
    typed: bool = False


@dataclass(frozen=True)
class SummarySection:
    page_id: str
    title: str
    rows: list[SummaryRow]


def item_fields(procedure: Procedure, listed: Field, values: Mapping[str, Any], index: int) -> list[Field]:
    """The questions to show of item ``index`` of a list; of a new item, those that depend on nothing."""
    form = form_of(procedure)
    found = walk(form, values)
    shown = found.items.get(listed.id, [])
    if index < len(shown):
        return [rule.field for rule in shown[index]]
    blank = {**found.environment, **form.fields[listed.id].blank_item}
    return [
        rule.field for rule in form.fields[listed.id].items if rule.when is None or rule.when.holds(blank)
    ]


def known_values(procedure: Procedure, facts: Mapping[str, str]) -> Values:
    """The values of fields with a source, from facts such as ``{"identity.name": …}``; dates become ISO.

    A fact that its field cannot hold is left out, so that the question is asked.
    """
    found: Values = {}
    for rule in form_of(procedure).fields.values():
        fact = facts.get(rule.field.source) if rule.field.source else None
        if not fact:
            continue
        try:
            found[rule.id] = answers.read(rule.field, fact)
        except answers.Refused:
            continue
    return found


def typed_values(procedure: Procedure, page: Page, values: Mapping[str, Any]) -> dict[str, str]:
    """The answers of ``page`` as they stand in inputs, by name: ``raw`` of a page that is opened again."""
    raw: dict[str, str] = {}
    for each in page.fields:
        value = values.get(each.id)
        if each.type != "list":
            raw[each.id] = answers.typed_as(each, value)
            continue
        for index, item in enumerate(value or []):
            for member in each.fields or []:
                raw[f"{each.id}-{index}-{member.id}"] = answers.typed_as(member, item.get(member.id))
    return raw


def with_item(procedure: Procedure, name: str, text: str, lang: str) -> str:
    """What is wrong with the answer ``name``, as the list at the top of a page says it: with its item."""
    return where(form_of(procedure).fields, name, text, lang)


def prune(procedure: Procedure, values: Mapping[str, Any]) -> Values:
    """Only the answers to visible questions of this form."""
    return walk(form_of(procedure), values).kept


def summary(procedure: Procedure, values: Mapping[str, Any], lang: str) -> list[SummarySection]:
    """Every visible question with its answer as the office reads it; a My Number is masked."""
    found = walk(form_of(procedure), values)
    return [
        SummarySection(
            rule.page.id,
            rule.page.titles.of(lang),
            [row for each in fields for row in _rows(each, found, lang)],
        )
        for rule, fields in found.pages
    ]


def _rows(rule: FieldRule, found: Walk, lang: str) -> Iterator[SummaryRow]:
    label, value = rule.field.labels.of(lang), found.kept.get(rule.id)
    if not rule.asked:
        yield SummaryRow(label, say("masked", lang), rule.id)
    elif rule.kind is not list or not isinstance(value, list) or not value:
        shown = None if rule.kind is list else value
        yield SummaryRow(label, answers.show(rule.field, shown, lang), rule.id, is_typed(rule.field, shown))
    else:
        heading = (rule.field.item_labels or rule.field.labels).of(lang)
        for index, (item, members) in enumerate(zip(value, found.items[rule.id], strict=True)):
            name = say("item", lang, label=heading, number=index + 1)
            for member in members:
                yield SummaryRow(
                    say("item-row", lang, item=name, label=member.field.labels.of(lang)),
                    answers.show(member.field, item.get(member.id), lang),
                    f"{rule.id}-{index}-{member.id}",
                    is_typed(member.field, item.get(member.id)),
                )


def is_typed(field: Field, value: Any) -> bool:
    """Whether an answer is shown in a person's own words, which hold no readings, and not in the city's."""
    return bool(value) and field.type in ("text", "kana", "address", "account_holder")


def suggested_refusals(procedure: Procedure, values: Mapping[str, Any], on: date) -> list[Ground]:
    """The reasons for refusing that these answers give by themselves. A proposal: a person decides."""
    form = form_of(procedure)
    return _that_hold(form.refusals, form, values, on)


def refusals_after(procedure: Procedure, values: Mapping[str, Any], page_id: str, on: date) -> list[Ground]:
    """Those of them that are sure once page ``page_id`` is answered, and were not before."""
    form = form_of(procedure)
    asked = form.told_after.get(page_id)
    return _that_hold(asked, form, values, on) if asked else []


def doubts(procedure: Procedure, values: Mapping[str, Any], on: date) -> list[Doubt]:
    """What a clerk has to look at with these answers."""
    form = form_of(procedure)
    return _that_hold(form.doubts, form, values, on)


def is_about_another(procedure: Procedure, values: Mapping[str, Any]) -> bool:
    """Whether the application is about somebody else than who signs in (``Procedure.about``)."""
    form = form_of(procedure)
    return form.about is not None and form.about.holds(walk(form, values).environment)


def needs_resident(procedure: Procedure, values: Mapping[str, Any]) -> bool:
    """Whether who applies has to be one of the register before these answers can be approved."""
    if isinstance(procedure.needs_resident, bool):
        return procedure.needs_resident
    form = form_of(procedure)
    return form.needs_resident is None or form.needs_resident.holds(walk(form, values).environment)


@dataclass(frozen=True)
class Due:
    """The fee of one application in yen; 0 where ``free`` says why none is taken."""

    amount: int
    free: Free | None


def fee(procedure: Procedure, values: Mapping[str, Any]) -> Due | None:
    """What these answers cost; None for a procedure without a fee."""
    if procedure.fee is None:
        return None
    form = form_of(procedure)
    environment = walk(form, values).environment
    free = next((each for each, when in form.free if when.holds(environment)), None)
    count = environment.get(procedure.fee.per, 0) if procedure.fee.per else 1
    return Due(0 if free else procedure.fee.amount * max(1, int(count)), free)


def _that_hold(
    reasons: Sequence[tuple[T, Condition]], form: Form, values: Mapping[str, Any], on: date
) -> list[T]:
    environment = walk(form, values).environment | {TODAY: on.isoformat()}
    return [reason for reason, when in reasons if when.holds(environment)]
