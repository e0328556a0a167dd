"""A whole form at once, as far as it is typed: all its pages one below the other, each as the answers above call for it."""

import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from typing import Any

from dokodemo.casework.cases import facts
from dokodemo.catalog import forms, layout
from dokodemo.catalog.answers import FORBIDDEN
from dokodemo.catalog.compiled import form_of, walk
from dokodemo.catalog.parsing import Post, parse_page
from dokodemo.catalog.schema import Attachment, Field, Page, Procedure

_ITEM = re.compile(r"(\w+)-(\d{1,2})-(\w+)", re.ASCII)


@dataclass(frozen=True)
class Part:
    """One page of the form as it is asked here."""

    page: Page
    sheet: layout.Sheet


class Filling:
    """``typed`` read by the form. ``raw`` is what was typed in each question that these answers call for, ``errors`` what is wrong
    with it (control → sentence), ``values`` the good answers. Nothing is known beforehand: all of it is on the paper."""

    known: Mapping[str, Any] = {}

    def __init__(self, procedure: Procedure, typed: Post, language: str, on: date) -> None:
        self.procedure = procedure
        self._typed = typed
        self.values: dict[str, Any] = {}
        self.errors: dict[str, str] = {}
        self.raw: dict[str, str] = {}
        self._by_page: dict[str, dict[str, str]] = {}
        for page in procedure.pages:
            if page not in walk(form_of(procedure), self.values).asked_pages:
                continue
            read = parse_page(procedure, page, typed, self.values, language, on, known=())
            self.values, self._by_page[page.id] = read.values, read.raw
            self.errors |= read.errors
            self.raw |= read.raw
        self._walk = walk(form_of(procedure), self.values)

    def asked_on(self, page: Page) -> list[Field]:
        """The questions of a page that these answers call for."""
        return self._walk.asked_on(page.id)

    def parts(self, add: str = "") -> list[Part]:
        """The pages to be typed; ``add`` is the list that gets one more empty item."""
        return [
            Part(page, layout.of_reading(self, page, self._by_page[page.id], add=add))
            for page in self.procedure.pages
            if page.id in self._by_page
        ]

    @property
    def attachments(self) -> list[Attachment]:
        """The attachments that these answers call for."""
        return self._walk.attachments

    def kept(self) -> dict[str, str]:
        """What was typed, to be typed on: of what is asked as it was read; what is not asked now rests, for the answer that hid it may
        be changed back."""
        asked = {field.id for page in self.procedure.pages for field in self.asked_on(page)}
        rests = {
            name: str(self._typed.get(name))
            for name in self._typed
            if self._is_answer(name) and name.partition("-")[0] not in asked
        }
        return {name: text for name, text in (rests | self.raw).items() if text}

    def _is_answer(self, name: str) -> bool:
        """Whether it is a control of this form whose text is kept: a My Number is not, nor is a button."""
        top, _, rest = name.partition("-")
        rule = form_of(self.procedure).fields.get(top)
        return rule is not None and rule.asked and (not rest or rest.partition("-")[2] in rule.by_id)

    def as_written(self) -> dict[str, Any]:
        """The answers as they go into the case: what the form cannot read stays as it was written, for the applicant to mend; what
        it reads and refuses all the same stays as it reads it."""
        if not self.errors:
            return forms.prune(self.procedure, self.values)
        values = self.values
        for name in self.errors:
            written = FORBIDDEN.sub("", self.raw.get(name, ""))
            if items := self._items(name):
                values = {**values, name: items}
            elif written and facts.value_at(values, name) is None:
                with suppress(LookupError):  # an item that is not there any more
                    values = facts.with_value(values, name, written)
        return values

    def _items(self, name: str) -> list[dict[str, str]]:
        """Those of a list that is refused as a whole (too many, too few), as they were written."""
        found: dict[int, dict[str, str]] = {}
        for control, text in self.raw.items():
            item = _ITEM.fullmatch(control)
            if item and item[1] == name and name not in self.values and text:
                found.setdefault(int(item[2]), {})[item[3]] = FORBIDDEN.sub("", text)
        return [found[number] for number in sorted(found)]


def typed_of(procedure: Procedure, values: Mapping[str, Any]) -> dict[str, str]:
    """The answers of an application as somebody would type them."""
    typed: dict[str, str] = {}
    for page in procedure.pages:
        typed |= forms.typed_values(procedure, page, values)
    return {name: text for name, text in typed.items() if text}
