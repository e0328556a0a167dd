"""What this city calls things, on every page: ``glossary.yaml`` over the translations of the code."""

import gettext
import threading
from collections.abc import Mapping
from typing import Any, cast

from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import trans_real

from dokodemo.base.http import Next
from dokodemo.catalog.schema import Catalog, Glossary
from dokodemo.catalog.versions import current

_lock = threading.Lock()


class _Applied:
    catalog: Catalog | None = None


def words_of_the_city(get_response: Next) -> Next:
    """The middleware that puts the words of the catalog in force into the translations, before a language is chosen."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        try:
            apply(current())
        except (OperationalError, InterfaceError):
            pass  # the page that says so must still be shown, in the words of the code
        return get_response(request)

    return middleware


def apply(catalog: Catalog | None) -> None:
    """Replace the texts of the interface that ``catalog`` words otherwise, and only those. Cheap when nothing changed."""
    if catalog is _Applied.catalog:
        return
    with _lock:
        if catalog is _Applied.catalog:
            return  # another request has done it meanwhile
        before = _Applied.catalog.glossary if _Applied.catalog else None
        wanted = catalog.glossary if catalog else None
        if _said(before) != _said(wanted):
            cast(Any, trans_real)._translations.clear()  # read anew: what was replaced before comes back
            if wanted:
                _merge(wanted)
        # Last: until then others wait above, and no mould of half-replaced words is kept as one of this catalog.
        _Applied.catalog = catalog


def version() -> Glossary | None:
    """What has been applied: another object when something was replaced since."""
    return _Applied.catalog.glossary if _Applied.catalog else None


def _said(glossary: Glossary | None) -> Any:
    return (glossary.interface, glossary.names) if glossary else ([], [])


def _merge(glossary: Glossary) -> None:
    known = dict(cast(Any, trans_real.translation("en"))._catalog.items())
    for code, _name in settings.LANGUAGES:
        translation = cast(Any, trans_real.translation(code))
        texts = dict(translation._catalog.items()) if translation._catalog else {}
        city = gettext.GNUTranslations()
        cast(Any, city)._catalog = _replaced(glossary, code, known, texts)
        cast(Any, city).plural = translation.plural
        translation.merge(city)


Key = str | tuple[str, int]  # gettext's own: a text, or a text with the number of its plural form


def _replaced(
    glossary: Glossary, code: str, known: Mapping[Key, str], texts: Mapping[Key, str]
) -> dict[Key, str]:
    """By key: the texts that differ in ``code`` from what the code of the house says."""
    whole: dict[Key, str] = {each.msgid: each.text.of(code) for each in glossary.interface}
    found = dict(whole)
    for key in known:
        text = key if isinstance(key, str) else key[0]
        if text in whole:
            found[key] = whole[text]
            continue
        says = texts.get(key, text.rpartition("\x04")[2])
        said = says
        for each in glossary.names:
            said = said.replace(each.name.of(code), each.text.of(code))
        if text and said != says:
            found[key] = said
    return found
