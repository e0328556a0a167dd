"""Lines beside the queue and on the page of who has none: something waits for this person, and where it is."""

from collections.abc import Callable
from dataclasses import dataclass

from django.urls import reverse

from dokodemo.base.actor import Actor
from dokodemo.casework.cases.queries import notes

#: More are not counted one by one, in any line.
MOST = notes.MOST_COUNTED


@dataclass(frozen=True)
class Line:
    """``label`` in the reader's language."""

    url_name: str
    href: str
    label: str


@dataclass(frozen=True)
class _Registered:
    label: Callable[[], str]
    waiting: Callable[[Actor], int]
    may: Callable[[Actor], bool]


_lines: dict[str, _Registered] = {}


def at_cases(actor: Actor) -> bool:
    """Who works on cases."""
    return actor.may("clerk", "approver")


def register(
    url_name: str, label: Callable[[], str], waiting: Callable[[Actor], int], may: Callable[[Actor], bool]
) -> None:
    """Add a line for whoever ``may``, by their roles, open its page. ``waiting`` is asked on every page of the queue: one
    query over an index, no more than MOST + 1 rows."""
    _lines[url_name] = _Registered(label, waiting, may)


def lines(actor: Actor) -> list[Line]:
    """The lines for this person, the same for everybody of the same roles."""
    return [
        Line(url_name, reverse(url_name), each.label())
        for url_name, each in _lines.items()
        if each.may(actor)
    ]


def waiting(actor: Actor) -> dict[str, int]:
    """How many wait for this person in each line, up to MOST + 1."""
    return {url_name: each.waiting(actor) for url_name, each in _lines.items() if each.may(actor)}
