"""Where one can go from the head of every staff page. A room of the zone adds its own page when it is ready."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from dokodemo.base.actor import Actor
from dokodemo.casework import people


@dataclass(frozen=True)
class Entry:
    """``label`` is called in the reader's language. ``sections`` (when asked): None is everybody with one of the roles."""

    url_name: str
    label: Callable[[], str]
    roles: frozenset[str]
    sections: Callable[[], frozenset[str]] | None = None


@dataclass(frozen=True)
class Link:
    """``label`` is called in the reader's language."""

    url_name: str
    href: str
    label: Callable[[], str]

    def leads_to(self, path: str) -> bool:
        """Whether that address is this page, or one below it."""
        if self.href == "/":
            return path == "/" or path.startswith("/cases/")
        return path == self.href or path.startswith(f"{self.href}/")


_rooms: dict[tuple[str, frozenset[str]], Entry] = {}


def register(
    url_name: str, label: Callable[[], str], *roles: str, sections: Callable[[], frozenset[str]] | None = None
) -> None:
    """Add a page of a room to the head, for ``roles`` (of ``sections``); once more for other roles."""
    _rooms[url_name, frozenset(roles)] = Entry(url_name, label, frozenset(roles), sections)


def links(actor: Actor | None) -> list[Link]:
    """What this person may open."""
    if actor is None:
        return []
    own = (
        Entry("desk", lambda: _("受付"), frozenset(("clerk", "approver"))),
        Entry("approvals", lambda: _("決裁"), frozenset(("clerk", "approver"))),
        Entry("prints", lambda: _("印刷と発送"), frozenset(("clerk", "approver"))),
        *(
            [Entry("people", lambda: _("住民を探す"), frozenset(("clerk", "approver")))]
            if people.source()
            else []
        ),
        *_rooms.values(),
        Entry("trail", lambda: _("アクセスの記録"), frozenset(("auditor",))),
        Entry("operations", lambda: _("運用"), frozenset(("operator",))),
    )
    found: dict[str, Link] = {}
    for entry in own:
        href = _address(entry.url_name)
        if href is None or href in found or not actor.may(*entry.roles):
            continue
        if entry.sections is None or not entry.sections().isdisjoint(actor.sections):
            found[href] = Link(entry.url_name, href, entry.label)
    return list(found.values())


@cache
def _address(url_name: str) -> str | None:
    """None where this zone has no such page."""
    try:
        return reverse(url_name)
    except NoReverseMatch:
        return None
