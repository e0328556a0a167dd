"""Lines in the side column of the queue: something waits for this person, and where it is."""

from collections.abc import Callable
from dataclasses import dataclass

from django.urls import reverse

from dokodemo.base.actor import Actor

#: More are not counted one by one.
MOST = 99


@dataclass(frozen=True)
class Line:
    """``label`` is called in the reader's language."""

    url_name: str
    href: str
    label: Callable[[], str]


_lines: dict[str, tuple[Callable[[], str], Callable[[Actor], int]]] = {}


def register(url_name: str, label: Callable[[], str], waiting: Callable[[Actor], int]) -> None:
    """Add a line. ``waiting`` is asked on every page of the queue: one query over an index, no more than MOST + 1 rows."""
    _lines[url_name] = (label, waiting)


def lines() -> list[Line]:
    """The lines, the same for everybody."""
    return [Line(url_name, reverse(url_name), label) for url_name, (label, _) in _lines.items()]


def waiting(actor: Actor) -> dict[str, int]:
    """How many wait for this person in each line, up to MOST + 1."""
    return {url_name: waiting(actor) for url_name, (_, waiting) in _lines.items()}
