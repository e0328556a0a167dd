"""Where somebody stands in the guide: the life events chosen and the answers given, in their own browser."""

from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest, HttpResponseBase

from dokodemo.base.lockedcookie import LockedCookie
from dokodemo.catalog import answers as types
from dokodemo.catalog.guide import Walked, walk
from dokodemo.catalog.schema import Catalog
from dokodemo.catalog.terms import Field

#: An evening: long enough to look something up, short enough for a machine in a library.
SECONDS = 4 * 3600
_cookie = LockedCookie("__Host-guide", "guide", SECONDS, kept=False)


@dataclass
class Sheet:
    """``answers`` are good values by question; some may be to questions that are no longer asked."""

    events: tuple[str, ...]
    answers: dict[str, Any] = field(default_factory=dict)

    def walked(self, catalog: Catalog) -> Walked:
        """Where these answers lead in this catalog, which may be a newer one than they were given to."""
        assert catalog.guide is not None
        good = {}
        for name, value in self.answers.items():
            question = catalog.guide.question(name)
            if question is not None and _fits(question, value):
                good[name] = value
        return walk(catalog, self.events, good)


def _fits(question: Field, value: Any) -> bool:
    if question.type == "choice":
        return value in question.codes
    return type(value) is type(types.neutral(question)) and value != ""


def of(request: HttpRequest) -> Sheet | None:
    """This browser's sheet, or None: nothing was chosen yet, or too long ago."""
    content = _cookie.recall(request)
    return Sheet(tuple(content["events"]), dict(content["answers"])) if content else None


def keep(response: HttpResponseBase, sheet: Sheet) -> None:
    """Give the browser its sheet."""
    _cookie.keep(response, {"events": list(sheet.events), "answers": sheet.answers})


def forget(response: HttpResponseBase) -> None:
    """Begin anew."""
    _cookie.forget(response)
