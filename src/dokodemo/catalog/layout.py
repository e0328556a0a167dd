"""What stands on one page for these answers: which questions, in which order, with what in them."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Protocol

from dokodemo.catalog import forms
from dokodemo.catalog.schema import Field, Page, Procedure


class Filled(Protocol):
    """A form that is being filled in. ``values`` are good answers; ``known``: the fields that are shown, not asked."""

    @property
    def procedure(self) -> Procedure: ...
    @property
    def values(self) -> Mapping[str, Any]: ...
    @property
    def known(self) -> Collection[str]: ...
    def asked_on(self, page: Page, /) -> list[Field]: ...


@dataclass(frozen=True)
class Asked:
    """A question, the name of its control, and what stands in it."""

    field: Field
    name: str
    typed: str


@dataclass(frozen=True)
class Listed:
    """A repeated group. ``room`` for one more; an item can be removed while there are more than must be."""

    field: Field
    items: tuple[tuple[Asked, ...], ...]

    @property
    def room(self) -> bool:
        return len(self.items) < self.field.max_items

    @property
    def removable(self) -> bool:
        return len(self.items) > least(self.field)


@dataclass(frozen=True)
class Sheet:
    """The questions of a page, known ones apart: they are shown, not asked."""

    known: tuple[Field, ...]
    entries: tuple[Asked | Listed, ...]

    @cached_property
    def names(self) -> list[str]:
        """The controls on the page, in order; a list counts as one, and so does each of its questions."""
        return list(self._names())

    def _names(self) -> Iterator[str]:
        for entry in self.entries:
            if isinstance(entry, Asked):
                yield entry.name
            else:
                yield entry.field.id
                yield from (asked.name for item in entry.items for asked in item)


def least(field: Field) -> int:
    """How many items of a list are shown at least."""
    return max(field.min_items, 1 if field.required else 0)


def of_values(form: Filled, page: Page) -> Sheet:
    """The page as the good answers fill it."""
    typed = forms.typed_values(form.procedure, page, form.values)
    visible = {field.id for field in form.asked_on(page)}
    return _sheet(
        form, page, typed, {name for name in typed if name in visible}, visible, add="", judged=False
    )


def of_reading(form: Filled, page: Page, raw: Mapping[str, str], *, add: str = "") -> Sheet:
    """The page as it was just read: ``raw`` names exactly the questions that these answers call for. ``add`` is the list
    that gets one more empty item."""
    visible = {each.id for each in form.asked_on(page)}
    return _sheet(form, page, raw, set(raw), visible, add=add, judged=True)


def _sheet(
    form: Filled,
    page: Page,
    typed: Mapping[str, str],
    names: set[str],
    visible: set[str],
    *,
    add: str,
    judged: bool,
) -> Sheet:
    entries: list[Asked | Listed] = []
    for field in page.fields:
        if field.id in form.known or field.type == "kojinbango":
            continue
        if field.type == "list":
            if field.id in visible:
                entries.append(Listed(field, tuple(_items(form, field, typed, field.id == add, judged))))
        elif field.id in names:
            entries.append(Asked(field, field.id, typed.get(field.id, "")))
    known = tuple(field for field in page.fields if field.id in form.known and field.id in visible)
    return Sheet(known, tuple(entries))


def _items(
    form: Filled, listed: Field, typed: Mapping[str, str], one_more: bool, judged: bool
) -> Iterator[tuple[Asked, ...]]:
    """The items that hold something, then empty ones up to what must be, and the one that was asked for."""
    prefix = listed.id + "-"
    indices = {name[len(prefix) :].partition("-")[0] for name in typed if name.startswith(prefix)}
    filled = len(indices)
    count = max(filled, least(listed))
    if one_more:
        count = min(count + 1, listed.max_items)
    conditional = any(member.when for member in listed.fields or ())
    for index in range(count):
        if index < filled and judged:
            members = [each for each in listed.fields or () if f"{prefix}{index}-{each.id}" in typed]
        elif conditional:
            members = forms.item_fields(form.procedure, listed, form.values, index)
        else:
            members = list(listed.fields or ())
        yield tuple(
            Asked(each, f"{prefix}{index}-{each.id}", typed.get(f"{prefix}{index}-{each.id}", ""))
            for each in members
        )
