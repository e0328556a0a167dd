"""The middlewares that every zone has: headers, language, and errors that speak to a person."""

import re
import select
from collections.abc import Callable, Iterable
from itertools import chain
from typing import Any, TypeVar

from django.conf import settings
from django.db import OperationalError, connection
from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseRedirect,
    StreamingHttpResponse,
)
from django.middleware.gzip import GZipMiddleware
from django.template.loader import render_to_string
from django.utils import translation

from dokodemo.catalog.terms import EASY
from dokodemo.values import readings
from dokodemo.values.cells import MARK

Next = Callable[[HttpRequest], HttpResponseBase]
View = TypeVar("View", bound=Callable[..., HttpResponseBase])
Answer = TypeVar("Answer", bound=HttpResponseBase)

FURIGANA_COOKIE = "furigana"
_TOKEN = "csrfmiddlewaretoken"  # noqa: S105 (a field's name)
LARGEST_BODY = 1024 * 1024
_TABLE = "text/csv; charset=utf-8"


def headers(get_response: Next) -> Next:
    """A strict content policy (nothing inline, nothing from elsewhere), and nothing personal in any cache."""
    policy = (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
        f"connect-src 'self'; form-action 'self' {' '.join(settings.FORM_ACTION_HOSTS)}; "
        "base-uri 'none'; frame-ancestors 'none'; manifest-src 'self'; object-src 'self'; frame-src 'self'"
    )

    def middleware(request: HttpRequest) -> HttpResponseBase:
        request.get_host()  # 400 for a name that is not ours: Django asks by itself only where a form is checked
        response = get_response(request)
        response.headers.setdefault("Content-Security-Policy", policy)
        response.headers.setdefault("Referrer-Policy", "same-origin")
        response.headers.setdefault("X-Content-Type-Options", "nosniff")
        response.headers.setdefault("Permissions-Policy", "camera=(self), geolocation=(), microphone=()")
        response.headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
        response.headers.setdefault("Cache-Control", "no-store")
        return response

    return middleware


def same_for_everybody(view: View) -> View:
    """Mark a view whose page holds no secret of anybody who is not signed in: it may be compressed."""
    marked: Any = view
    marked.same_for_everybody = True
    return view


def compressed(get_response: Next) -> Next:
    """Compress the pages that hold no secret, where nobody is signed in. All others stay as they are: how well a page
    is compressed tells who can put words into it (an address that is repeated) what else stands there (BREACH)."""

    def never(request: HttpRequest) -> HttpResponseBase:
        raise NotImplementedError

    squeeze = GZipMiddleware(never)

    def middleware(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        view = request.resolver_match.func if request.resolver_match else None
        if getattr(view, "same_for_everybody", False) and getattr(request, "actor", None) is None:
            return squeeze.process_response(request, response)
        return response

    return middleware


def bounded(get_response: Next) -> Next:
    """Refuse what is larger than any page sends, before anybody reads it (a form's check of its token would, and lays
    files on the disk). ``LARGE_BODIES``: the addresses that take files, with their limits in bytes."""
    large = [(re.compile(pattern), limit) for pattern, limit in getattr(settings, "LARGE_BODIES", [])]

    def middleware(request: HttpRequest) -> HttpResponseBase:
        length = content_length(request)
        if length > LARGEST_BODY and length > max(
            (limit for pattern, limit in large if pattern.fullmatch(request.path)), default=0
        ):
            return HttpResponse(render_to_string("ui/too_large.html", {}, request), status=413)
        return get_response(request)

    return middleware


def see_other(address: str) -> HttpResponseRedirect:
    """Go there by GET (303), whatever this request was."""
    response = HttpResponseRedirect(address)
    response.status_code = 303
    return response


def attached(data: bytes, media: str, name: str) -> HttpResponse:
    """A file that somebody pressed a button for; its name holds nothing of anybody."""
    return _to_be_saved(HttpResponse(data, content_type=media), name)


def table_attached(text: str, name: str) -> HttpResponse:
    """The same for CSV, which gets the mark that spreadsheets want."""
    return attached((MARK + text).encode(), _TABLE, name)


def table_streamed(parts: Iterable[str], name: str) -> StreamingHttpResponse:
    """The same for one too long to be held: each part is made when the one before was sent."""
    return _to_be_saved(StreamingHttpResponse(chain([MARK], parts), content_type=_TABLE), name)


def _to_be_saved(response: Answer, name: str) -> Answer:
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def content_length(request: HttpRequest) -> int:
    """How many bytes the request says it has."""
    try:
        return int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        return 0


def language(get_response: Next) -> Next:
    """The language a person chose (cookie), else the browser's first offered one, else Japanese."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        code = translation.get_language_from_request(request)
        translation.activate(code)
        request.LANGUAGE_CODE = code
        response = get_response(request)
        response.headers.setdefault("Content-Language", code)
        return with_readings(request, response) if code == EASY else response

    return middleware


def furigana_shown(request: HttpRequest) -> bool:
    """Whether the readings of kanji are shown in plain Japanese: yes, until a person switches them off."""
    return request.COOKIES.get(FURIGANA_COOKIE) != "off"


def with_readings(request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
    """A page in plain Japanese, its ``漢字（かんじ）`` as furigana. Here and not in the templates: texts come from the
    catalog, from translations and from cached moulds, and each of them would have to think of it."""
    if not isinstance(response, HttpResponse) or not response.headers.get("Content-Type", "").startswith(
        "text/html"
    ):
        return response
    shown = furigana_shown(request)
    html = response.content.decode(response.charset)
    # The frame is cached for every reader, so which of the two switches is the present one is marked here.
    html = html.replace(f' data-furigana="{"on" if shown else "off"}"', ' aria-current="true"', 1)
    response.content = readings.page(html, shown).encode(response.charset)
    return response


def errors(get_response: Next) -> Next:
    """When the database is away for a moment, say so and keep what was typed: the answer to a POST is a page that
    sends the same form again."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        drop_dead_connection()
        return get_response(request)

    def process_exception(request: HttpRequest, exception: Exception) -> HttpResponseBase | None:
        return away(request) if isinstance(exception, OperationalError) else None

    middleware.process_exception = process_exception  # type: ignore[attr-defined]
    return middleware


def who_asks(get_response: Next, look: Callable[[HttpRequest], HttpResponseBase | None]) -> Next:
    """The middleware of a zone's sessions. ``look`` says on the request who it is, with a query; what it returns is the
    answer. ``errors`` cannot catch what it raises: between middlewares Django makes a bare 500 of it."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        try:
            answer = look(request)
        except OperationalError:
            answer = away(request)
        return answer or get_response(request)

    return middleware


def drop_dead_connection() -> None:
    """Close a kept connection whose server went away since the last request; the next query opens a fresh one.

    An idle connection has nothing to say, so a socket with something to read has been closed. Asking the kernel costs
    microseconds; asking the server (CONN_HEALTH_CHECKS) cost a round trip in every request."""
    kept = connection.connection
    if kept is None or connection.in_atomic_block:
        return
    if kept.closed or select.select([kept.fileno()], [], [], 0)[0]:
        connection.close()


def away(request: HttpRequest) -> HttpResponseBase:
    """503; what was sent comes back with everything that was typed, to be sent again by one button. A file cannot be
    put into a page: then there is nothing to press, or the rest would go without it."""
    sent = request.method == "POST"
    files = sent and bool(request.FILES)
    # The token is the one that came: a form from elsewhere must not get a right one here.
    typed = [] if files else [*typed_of(request), *_token_of(request)]
    context = {"sent": sent, "files": files, "typed": typed, "path": request.get_full_path()}
    page = render_to_string("ui/away.html", context, request)
    return HttpResponse(page, status=503, headers={"Retry-After": "5"})


def typed_of(request: HttpRequest) -> list[tuple[str, str]]:
    """What was posted, as a page may hold it to be posted once more: without the token, and without a My Number. A form that asks
    for some among others says in ``_private`` which they are."""
    kept = next(
        (names for path, names in getattr(settings, "KEPT_ONLY", []) if re.fullmatch(path, request.path)),
        None,
    )
    private = request.POST.get("_private", "").split()
    return [
        (name, value)
        for name in request.POST
        if name != _TOKEN and name not in private and (kept is None or name in kept)
        for value in request.POST.getlist(name)
    ]


def _token_of(request: HttpRequest) -> list[tuple[str, str]]:
    return [(_TOKEN, value) for value in request.POST.getlist(_TOKEN)]


def from_here(request: HttpRequest) -> bool:
    """Whether the browser says that the form stood on a page of this very zone."""
    return request.headers.get("Origin") == f"{request.scheme}://{request.get_host()}"
