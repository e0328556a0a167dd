"""What somebody searches for, kept off the terminal. A form's POST would do for the address, but a browser writes the body of a
POST into the session files of its profile, to send it again. So a form that only asks goes on to a GET whose address holds
what was typed, sealed for the one who typed it: it can be gone back to and reloaded, and says nothing to who finds it."""

import base64
import json
from collections.abc import Callable, Mapping
from functools import wraps
from typing import Concatenate, ParamSpec, cast

from django.http import HttpRequest, HttpResponseBase, QueryDict

from dokodemo.base import config
from dokodemo.base.access import signed_in
from dokodemo.base.crypto import Unreadable, derive, lock, secret_of, unlock
from dokodemo.base.http import see_other

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponseBase]

#: Where it stands in the address.
NAME = "asked"
_LONGEST = 200


def asks(*names: str) -> Callable[[View[P]], View[P]]:
    """A view whose POST does nothing but ask, with these fields. It reads them as if they were posted (``guard.typed``),
    also from the address. Stands within ``allow``: what is sealed is one person's."""

    def decorate(view: View[P]) -> View[P]:
        def asked(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            if request.method == "POST":
                return go_on(request, {name: request.POST.get(name, "") for name in names})
            read(request)
            return view(request, *args, **kwargs)

        return cast("View[P]", wraps(view)(asked))

    return decorate


def go_on(request: HttpRequest, typed: Mapping[str, str]) -> HttpResponseBase:
    """To this page by GET, with what was typed sealed; nothing typed, nothing sealed."""
    said = {name: text[:_LONGEST] for name, text in typed.items() if text.strip()}
    query = request.GET.copy()
    query.pop(NAME, None)
    if said:
        query[NAME] = _seal(request, json.dumps(said, ensure_ascii=False))
    return see_other(f"{request.path}?{query.urlencode()}" if query else request.path)


def read(request: HttpRequest) -> bool:
    """Put what the address holds where a form's fields are; whether there was anything that this person sealed."""
    given = request.GET.get(NAME, "")
    if not given:
        return False
    try:
        blob = base64.urlsafe_b64decode(given.encode("ascii"))
        said: dict[str, str] = json.loads(unlock(_key(), blob, _whose(request)))
    except (ValueError, Unreadable):
        return False
    posted = QueryDict(mutable=True)
    posted.update(said)
    request.POST = posted  # type: ignore[assignment]
    return True


def _seal(request: HttpRequest, text: str) -> str:
    return base64.urlsafe_b64encode(lock(_key(), text.encode(), _whose(request))).decode()


def _whose(request: HttpRequest) -> bytes:
    return f"{signed_in(request).id} {request.path}".encode()


def _key() -> bytes:
    return derive(secret_of(config.load().folder, "desk"), "asked")
