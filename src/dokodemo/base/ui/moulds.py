"""HTML made ready once: a template rendered with marks where the answers go, cut at the marks, filled by joining.

Why: on the resident's road rendering cost more than anything else (docs/performance.md); all that a screen of one
procedure version says is the same for everybody. The HTML stays in templates, nothing is written twice; what goes into
a mark is escaped by whoever fills it (``text``), or is HTML from another mould.
"""

import html
import re
import secrets
from collections.abc import Callable, Hashable
from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.safestring import SafeString

from dokodemo.base import wording
from dokodemo.catalog import versions
from dokodemo.catalog.schema import Catalog, Glossary

# Letters and digits only, so that no filter of a template changes a mark; not to be guessed, though nothing a person
# types is ever searched for marks.
_TOKEN = secrets.token_hex(8)
_MARK = re.compile(rf"m{_TOKEN}([a-z_]+)Z")


def mark(name: str) -> str:
    """What stands in a template's context for the value called ``name`` (a to z and _)."""
    return f"m{_TOKEN}{name}Z"


def text(value: object) -> str:
    """``value`` as HTML text or attribute. (Django's ``escape`` asks first whether it is lazy; here nothing is.)"""
    return html.escape(str(value))


def typed(value: str) -> str:
    """``value`` as HTML text that nobody translates and nobody takes a reading from: a person's own words."""
    return f'<span translate="no">{text(value)}</span>' if "（" in value else text(value)


class Mould:
    """HTML with places. ``pour`` wants a value for each of them and takes no notice of others."""

    __slots__ = ("_pieces", "_places")

    def __init__(self, marked: str) -> None:
        self._pieces: list[str] = _MARK.split(marked)
        self._places = [(at, self._pieces[at]) for at in range(1, len(self._pieces), 2)]

    def pour(self, **values: str) -> SafeString:
        """The HTML with the places filled. ``values`` are HTML already."""
        pieces = self._pieces.copy()
        for at, name in self._places:
            pieces[at] = values[name]
        return SafeString("".join(pieces))

    def has(self, name: str) -> bool:
        """Whether there is such a place."""
        return any(place == name for _, place in self._places)


def cast(template: str, context: dict[str, Any], language: str) -> Mould:
    """A mould of a fragment that asks nothing of the request."""
    with translation.override(language):
        return Mould(render_to_string(template, context))


def cast_page(template: str, context: dict[str, Any], request: HttpRequest, path: str) -> Mould:
    """A mould of a whole page for whoever is signed in. ``path`` may hold marks; only what every such page shares is
    taken from ``request``, so that nothing of one resident's request can stay in it."""
    plain: Any = HttpRequest()
    plain.path = plain.path_info = path
    plain.LANGUAGE_CODE = language_of(request)
    plain.actor = getattr(request, "actor", None)
    return Mould(render_to_string(template, context | {"csrf_token": mark("csrf")}, plain))


def language_of(request: HttpRequest) -> str:
    """The language of the answer."""
    return str(getattr(request, "LANGUAGE_CODE", "ja"))


class Store:
    """Moulds by key. A key names everything that a mould depends on, the catalog's version included; only what the city
    calls things (``base.wording``) is looked after here."""

    def __init__(self, most: int = 1000) -> None:
        self._made: dict[Hashable, Mould] = {}
        self._most = most
        self._worded: Glossary | None = None

    def get(self, key: Hashable, make: Callable[[], Mould]) -> Mould:
        """The mould of this key, made now when it is not there."""
        if self._worded is not wording.version():
            self._made.clear()
            self._worded = wording.version()
        mould = self._made.get(key)
        if mould is None:
            if len(self._made) >= self._most:
                self._made.clear()
            mould = self._made[key] = make()
        return mould


class PageStore(Store):
    """Moulds of what depends on the catalog: made anew when another one comes into force. Whole pages do, for the frame
    shows the city's name and telephone."""

    _catalog: Catalog | None = None

    def get(self, key: Hashable, make: Callable[[], Mould]) -> Mould:
        catalog = versions.current()
        if catalog is not self._catalog:
            self._made.clear()
            self._catalog = catalog
        return super().get(key, make)
