"""Lines of other rooms beside the queue and on the page of who has none: something waits for this person, and where it is."""

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


_lines: dict[str, tuple[Callable[[], str], Callable[[Actor], int], tuple[str, ...]]] = {}


def register(url_name: str, label: Callable[[], str], waiting: Callable[[Actor], int], *roles: str) -> None:
    """Add a line for ``roles``. ``waiting`` is asked on every page of the queue: one query over an index, no more than
    MOST + 1 rows."""
    _lines[url_name] = (label, waiting, roles)


def lines(actor: Actor) -> list[Line]:
    """The lines for this person."""
    return [
        Line(reverse(name), label(), waiting(actor))
        for name, (label, waiting, roles) in _lines.items()
        if actor.may(*roles)
    ]
