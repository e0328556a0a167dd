"""What every page knows without asking."""

from typing import Any

from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest

from dokodemo.base.access import actor_of
from dokodemo.catalog.terms import EASY
from dokodemo.catalog.versions import current


def house(request: HttpRequest) -> dict[str, Any]:
    """The city's name in the reader's language, who is signed in, the languages on offer, the frame of this zone's
    messages (not found, failed …), and whether a browser may keep what is typed here."""
    language = getattr(request, "LANGUAGE_CODE", settings.LANGUAGE_CODE)
    try:
        catalog = current()
    except (OperationalError, InterfaceError):
        catalog = None  # the page that says so must still be shown
    return {
        "city": catalog.city if catalog else None,
        "city_name": catalog.city.titles.of(language) if catalog else "どこでも市役所",
        "actor": actor_of(request),
        "language": language,
        "languages": settings.LANGUAGES,
        "words_page": settings.WORDS_PAGE if catalog and catalog.glossary else "",
        "accessibility_page": settings.ACCESSIBILITY_PAGE,
        "plain": language == EASY,
        "page_frame": settings.PAGE_FRAME,
        "autofill": settings.AUTOFILL,
        "shell_script": settings.SHELL_SCRIPT if settings.CONFIG.service_worker else "",
        "development": settings.CONFIG.development,
    }
