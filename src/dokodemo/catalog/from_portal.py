"""A package from the national portal in the words of our form, by the city's mapping (``portal``)."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from dokodemo.catalog import answers
from dokodemo.catalog.portal import DateFormat, PortalItem, PortalList, PortalMapping
from dokodemo.catalog.schema import Field
from dokodemo.values.eras import DateError, parse_date
from dokodemo.values.numbers import is_my_number

_WRITTEN: Mapping[str, re.Pattern[str]] = {
    "iso": re.compile(r"(\d{4})-(\d\d)-(\d\d)", re.ASCII),
    "slash": re.compile(r"(\d{4})/(\d{1,2})/(\d{1,2})", re.ASCII),
    "compact": re.compile(r"(\d{4})(\d\d)(\d\d)", re.ASCII),
}
MOST_ROWS = 50


@dataclass(frozen=True)
class Said:
    """One item of a package. ``row`` counts from 1 in a list, 0 outside."""

    item: str
    row: int
    text: str


@dataclass
class Mapped:
    """What a package says in our form's words. ``unknown``: items that the mapping does not know, in order."""

    values: dict[str, Any] = field(default_factory=dict)
    private: dict[str, str] = field(default_factory=dict)
    unknown: list[str] = field(default_factory=list)


def read(mapping: PortalMapping, fields: Sequence[Field], said: Iterable[Said]) -> Mapped:
    """The values of a package. What a field cannot read stays as it was written, for the form to refuse by name; a My
    Number (which is never among the values) that is none is left out. Raises nothing for any text."""
    result = Mapped()
    by_id = {each.id: each for each in fields}
    listed = {item: each.list_ for each in mapping.lists for part in each.items for item in part.every}
    known = {item for part in mapping.items for item in part.every} | set(listed) | set(mapping.ignored)
    texts: dict[tuple[str, int], str] = {}
    for each in said:
        right_row = 1 <= each.row <= MOST_ROWS if each.item in listed else each.row == 0
        if each.item not in known or (each.item not in mapping.ignored and not right_row):
            result.unknown.append(each.item)
        else:
            texts[each.item, each.row] = each.text
    for part in mapping.items:
        _take(result, by_id.get(part.field), part, texts)
    for each_list in mapping.lists:
        entries = _entries(each_list, by_id.get(each_list.list_), texts)
        if entries:
            result.values[each_list.list_] = entries
    return result


def _take(
    result: Mapped, declared: Field | None, part: PortalItem, texts: Mapping[tuple[str, int], str]
) -> None:
    text = _joined(part, 0, texts)
    if declared is None or not text:
        return
    if declared.type == "kojinbango":
        digits = answers.digits_of(text)
        if is_my_number(digits):
            result.private[declared.id] = digits
        return
    value = _value(declared, part, text)
    if value is not None:
        result.values[declared.id] = value


def _entries(
    mapped: PortalList, declared: Field | None, texts: Mapping[tuple[str, int], str]
) -> list[dict[str, Any]]:
    """The rows that say anything, in order."""
    members = {each.id: each for each in (declared.fields or [])} if declared else {}
    mine = {item for part in mapped.items for item in part.every}
    entries = []
    for row in sorted({row for (item, row), text in texts.items() if item in mine and text.strip()}):
        entry = {}
        for part in mapped.items:
            text = _joined(part, row, texts)
            value = _value(members[part.field], part, text) if text and part.field in members else None
            if value is not None:
                entry[part.field] = value
        entries.append(entry)
    return entries


def _joined(part: PortalItem, row: int, texts: Mapping[tuple[str, int], str]) -> str:
    found = (texts.get((item, row), "").strip() for item in part.every)
    return part.between.join(text for text in found if text)


def _value(declared: Field, part: PortalItem, text: str) -> Any:
    """Our value; what is no value of the field stays the text it was."""
    if part.values and text not in part.values:
        return text
    typed = part.values.get(text, text)
    if part.dates is not None:
        day = day_of(typed, part.dates)
        return day.isoformat() if day else text
    try:
        return answers.read(declared, typed)
    except answers.Refused:
        return text


def day_of(text: str, written: DateFormat) -> date | None:
    """The day that ``text`` says in that way of writing; None where it says none."""
    if written == "wareki":
        try:
            return parse_date(text) if not text[:1].isdecimal() else None
        except DateError:
            return None
    found = _WRITTEN[written].fullmatch(text)
    try:
        return date(*(int(part) for part in found.groups())) if found else None
    except ValueError:
        return None
