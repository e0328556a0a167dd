"""Pages that belong to no room: language, health, and what is shown when something cannot be."""

from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.views.decorators.http import require_safe

from dokodemo.base.access import VISITOR, allow, safe_next
from dokodemo.base.http import FURIGANA_COOKIE, from_here, typed_of


@require_safe
@allow(VISITOR)
def language(request: HttpRequest, code: str) -> HttpResponseBase:
    """Remember the language and go back to the page."""
    response = HttpResponseRedirect(safe_next(request.GET.get("next"), "/"))
    if code in dict(settings.LANGUAGES):
        _remember(response, settings.LANGUAGE_COOKIE_NAME, code)
    return response


@require_safe
@allow(VISITOR)
def furigana(request: HttpRequest, shown: str) -> HttpResponseBase:
    """Remember whether the readings of kanji are shown (``on``, ``off``), and go back to the page."""
    response = HttpResponseRedirect(safe_next(request.GET.get("next"), "/"))
    if shown in ("on", "off"):
        _remember(response, FURIGANA_COOKIE, shown)
    return response


def _remember(response: HttpResponseRedirect, cookie: str, value: str) -> None:
    response.set_cookie(cookie, value, max_age=365 * 24 * 3600, secure=True, samesite="Lax", httponly=True)


@require_safe
@allow(VISITOR)
def health(request: HttpRequest) -> HttpResponseBase:
    """For the supervisor and the load balancer: this process answers and reaches its database."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("ok", content_type="text/plain")


def form_expired(request: HttpRequest, reason: str = "") -> HttpResponseBase:
    """A form without its token: opened too long ago, or sent from elsewhere. Nothing was done.

    What was typed on a page of ours comes back with a fresh token, to be sent by one button. What comes from elsewhere
    does not: its author would only need somebody to press it."""
    kept = from_here(request) and not request.FILES
    context = {
        "typed": typed_of(request) if kept else [],
        "path": request.get_full_path() if kept else request.path,
    }
    return TemplateResponse(request, "ui/form_expired.html", context, status=403).render()


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponseBase:
    """Not here, or not yours: the two look the same."""
    return TemplateResponse(request, "ui/not_found.html", status=404)


def failed(request: HttpRequest) -> HttpResponseBase:
    """Our fault; said plainly."""
    return TemplateResponse(request, "ui/failed.html", status=500)
