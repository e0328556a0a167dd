"""Lines of other rooms in the side column of the queue: something waits for this person, and where it is."""

from collections.abc import Callable
from dataclasses import dataclass

from django.urls import reverse

from dokodemo.base.actor import Actor

#: More are not counted one by one.
MOST = 99


@dataclass(frozen=True)
class Line:
    """``waiting``: how many, up to MOST + 1."""

    href: str
    label: str
    waiting: int


_lines: dict[str, tuple[Callable[[], str], Callable[[Actor], int]]] = {}


def register(url_name: str, label: Callable[[], str], waiting: Callable[[Actor], int]) -> None:
    """Add a line. ``waiting`` is asked on every page of the queue: one query over an index, no more than MOST + 1 rows."""
    _lines[url_name] = (label, waiting)


def lines(actor: Actor) -> list[Line]:
    """The lines for this person."""
    return [Line(reverse(name), label(), waiting(actor)) for name, (label, waiting) in _lines.items()]
