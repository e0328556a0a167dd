"""Who may open a page. Every view says it; a view that does not say it is refused by the test of all URLs."""

from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any, Concatenate, ParamSpec, cast

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme, urlencode

from dokodemo.base.actor import Actor
from dokodemo.base.http import see_other

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponseBase]

VISITOR = "visitor"
RESIDENT = "resident"
#: The role of a section's chief, who answers for it: the board, what was noticed of looks, a look that is granted.
CHIEF = "chief"
#: clerk 担当 · checker 審査 · approver 決裁 · chief 課長（課の長） · administrator 職員の管理 · operator 運用 · auditor 監査.
STAFF_ROLES = ("clerk", "checker", "approver", CHIEF, "administrator", "operator", "auditor")
#: Who works on cases. Whoever administers people is none of them and sees no case.
CASE_ROLES = frozenset(("clerk", "checker", "approver", CHIEF))
#: A role that has another one's rights too. A checker works on cases as a clerk does, and besides sits at the seats before
#: the one that decides, to agree or to return (ADR 42). A section's chief decides and answers for looks.
INCLUDES = {"checker": "clerk", CHIEF: "approver"}


def with_included(roles: Iterable[str]) -> frozenset[str]:
    """These roles and what they include."""
    own = frozenset(roles)
    return own | {INCLUDES[each] for each in own & INCLUDES.keys()}


def actor_of(request: HttpRequest) -> Actor | None:
    """Who is signed in, set by the zone's session middleware."""
    return cast("Actor | None", getattr(request, "actor", None))


def signed_in(request: HttpRequest) -> Actor:
    """The actor of a view that ``allow`` guards. Raises LookupError where it does not."""
    actor = actor_of(request)
    if actor is None:
        raise LookupError("nobody is signed in: the view lacks @allow")
    return actor


def allow(*roles: str) -> Callable[[View[P]], View[P]]:
    """Let only people with one of ``roles`` in; ``visitor`` is everybody."""

    def decorate(view: View[P]) -> View[P]:
        @wraps(view)
        def guarded(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            if VISITOR not in roles:
                actor = actor_of(request)
                if actor is None:
                    return to_sign_in(request)
                if not actor.may(*roles):
                    return TemplateResponse(request, "ui/forbidden.html", status=403)
            return view(request, *args, **kwargs)

        cast(Any, guarded).allowed_roles = frozenset(roles)
        return cast("View[P]", guarded)

    return decorate


def to_sign_in(request: HttpRequest, back: str = "") -> HttpResponseBase:
    """Ask who it is, and come ``back`` afterwards: to the same page (a POST to the page it was typed on), unless said."""
    back = back or (request.get_full_path() if request.method == "GET" else request.path)
    return see_other(f"{reverse(settings.SIGN_IN_URL)}?{urlencode({'next': back})}")


def safe_next(target: str | None, default: str) -> str:
    """``target`` when it is a path of this site, else ``default``: no open redirect."""
    if (
        target
        and target.startswith("/")
        and target.isprintable()
        and url_has_allowed_host_and_scheme(target, None)
    ):
        return target
    return default
