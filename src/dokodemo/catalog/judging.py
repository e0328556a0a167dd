"""What is wrong with answers, as sentences: presence, schema, checks. Errors are keyed by the names of the HTML form."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from dokodemo.catalog import answers
from dokodemo.catalog.compiled import CheckRule, FieldRule, PageRule, Walk, form_of, walk
from dokodemo.catalog.conditions import TODAY
from dokodemo.catalog.schema import Procedure
from dokodemo.catalog.sentences import say, short


def validate(procedure: Procedure, values: Mapping[str, Any], lang: str, on: date) -> dict[str, str]:
    """Everything that is wrong with the visible answers, by name; empty when the application may be sent."""
    form = form_of(procedure)
    found = walk(form, values)
    today = found.environment[TODAY] = on.isoformat()
    errors: dict[str, str] = {}
    for _page, fields in found.pages:
        for rule in fields:
            if rule.asked:
                judge_presence(rule, found, today, lang, errors)
    judge_schema(form.validator, form.fields, found.kept, errors, lang)
    for page, _fields in found.pages:
        judge_checks(page, found.environment, errors, lang)
    return in_order(tuple(form.fields.values()), errors)


def in_order(rules: Sequence[FieldRule], errors: dict[str, str]) -> dict[str, str]:
    """``errors`` in the order of the questions, as a list of what to mend is read."""
    if len(errors) < 2:
        return errors
    places = {rule.id: at for at, rule in enumerate(rules)}

    def place(name: str) -> tuple[int, int, int]:
        listed, _, rest = name.partition("-")
        index, _, member = rest.partition("-")
        members = list(rules[places[listed]].by_id)
        return places[listed], int(index or -1), members.index(member) if member in members else -1

    return {name: errors[name] for name in sorted(errors, key=place)}


def judge_presence(rule: FieldRule, found: Walk, today: str, lang: str, errors: dict[str, str]) -> None:
    value = found.kept.get(rule.id)
    if value is None or value == []:
        if rule.field.required or (rule.kind is list and rule.field.min_items):
            errors[rule.id] = missing(rule, lang)
        return
    if rule.field.past and isinstance(value, str) and value > today:
        errors[rule.id] = say("date-past", lang, label=rule.field.labels.of(lang))
    if rule.kind is not list or not isinstance(value, list):
        return
    for index, (item, members) in enumerate(zip(value, found.items[rule.id], strict=True)):
        for member in members:
            answer, name = item.get(member.id), f"{rule.id}-{index}-{member.id}"
            if answer is None and member.field.required:
                errors[name] = missing(member, lang)
            elif member.field.past and isinstance(answer, str) and answer > today:
                errors[name] = say("date-past", lang, label=member.field.labels.of(lang))


def missing(rule: FieldRule, lang: str) -> str:
    kinds = {"choice": "choice", "boolean": "choice", "statement": "statement", "list": "list"}
    kind = kinds.get(rule.field.type)
    return say(f"required-{kind}" if kind else "required", lang, label=_called(rule, lang))


def _called(rule: FieldRule, lang: str) -> str:
    """The label as a sentence says it; a statement is its own label, so only its beginning."""
    label = rule.field.labels.of(lang)
    return short(label, lang) if rule.field.type == "statement" else label


def where(rules: Mapping[str, FieldRule], name: str, text: str, lang: str) -> str:
    """``text`` as a list of what to mend says it: with the item it is about (お子さん 1：…), for in a list nobody sees
    beside which question it stands."""
    listed, _, rest = name.partition("-")
    index = rest.partition("-")[0]
    rule = rules.get(listed)
    if rule is None or not index.isdecimal():
        return text
    heading = (rule.field.item_labels or rule.field.labels).of(lang)
    return say("item-said", lang, item=say("item", lang, label=heading, number=int(index) + 1), text=text)


def judge_schema(
    validator: Any, rules: Mapping[str, FieldRule], values: dict[str, Any], errors: dict[str, str], lang: str
) -> None:
    if validator.is_valid(values):
        return
    for problem in validator.iter_errors(values):
        path = list(problem.instance_path)
        rule = rules[path[0]]
        if len(path) >= 3 and path[2] in rule.by_id:
            rule = rule.by_id[path[2]]
        errors.setdefault("-".join(str(part) for part in path[:3]), _explain(rule, problem, lang))


def _explain(rule: FieldRule, problem: Any, lang: str) -> str:
    each = rule.field
    words: dict[str, Any] = {"label": _called(rule, lang), "length": each.length}
    key = {
        "maxItems": "too-many",
        "minItems": "too-few",
        "minimum": "minimum",
        "maximum": "maximum",
        "format": "date-range",
    }.get(problem.kind.name)
    if problem.kind.name == "maxLength" and each.type in answers.TEXTS:
        key, words["max"] = "too-long", answers.length_of(each)
    elif key in ("too-many", "too-few"):
        words |= {"max": each.max_items, "min": each.min_items}
    elif key in ("minimum", "maximum"):
        words |= {"max": each.max, "min": each.min}
    by_type = {"date": "date-form", "boolean": "choice", "address": "text", "statement": "required-statement",
               "list": "required-list"}  # fmt: skip
    return say(key or by_type.get(each.type, each.type), lang, **words)


def judge_checks(rule: PageRule, environment: dict[str, Any], errors: dict[str, str], lang: str) -> None:
    wrong = {name.split("-")[0] for name in errors} if errors else set()
    for check in rule.checks:
        _judge_check(check, environment, wrong, check.at, errors, lang)
    for each in rule.fields:
        for check in each.checks:
            for index, item in enumerate(environment[each.id]):
                prefix = f"{each.id}-{index}-"
                mine = wrong - {each.id} | {
                    name.removeprefix(prefix) for name in errors if name.startswith(prefix)
                }
                _judge_check(check, {**environment, **item}, mine, prefix + check.at, errors, lang)


def _judge_check(
    rule: CheckRule, environment: dict[str, Any], wrong: set[str], at: str, errors: dict[str, str], lang: str
) -> None:
    if not wrong.isdisjoint(rule.reads) or rule.condition.holds(environment):
        return
    errors.setdefault(at, rule.check.message.of(lang))
