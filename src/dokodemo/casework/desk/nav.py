"""Where one can go from the head of every staff page. A room of the zone adds its own page when it is ready."""

from collections.abc import Callable
from dataclasses import dataclass

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
    href: str
    label: str
    current: bool


_rooms: dict[tuple[str, frozenset[str]], Entry] = {}


def register(
    url_name: str, label: Callable[[], str], *roles: str, sections: Callable[[], frozenset[str]] | None = None
) -> None:
    """Add a page of a room to the head, for ``roles`` (of ``sections``); once more for other roles."""
    _rooms[url_name, frozenset(roles)] = Entry(url_name, label, frozenset(roles), sections)


def links(actor: Actor | None, path: str) -> list[Link]:
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
    found: list[Link] = []
    for entry in own:
        if not actor.may(*entry.roles) or (entry.sections and entry.sections().isdisjoint(actor.sections)):
            continue
        try:
            href = reverse(entry.url_name)
        except NoReverseMatch:
            continue
        if any(link.href == href for link in found):
            continue
        here = (
            path == href
            or (href != "/" and path.startswith(f"{href}/"))
            or (href == "/" and path.startswith("/cases/"))
        )
        found.append(Link(href, entry.label(), here))
    return found
