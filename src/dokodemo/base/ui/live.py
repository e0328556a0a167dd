"""What htmx asks in the background while somebody fills in a form."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec, cast

from django.http import HttpRequest, HttpResponse, HttpResponseBase

from dokodemo.base.access import actor_of

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponseBase]


def is_live(request: HttpRequest) -> bool:
    """Asked by htmx in the background, not by the person pressing a button."""
    return "live" in request.GET and bool(cast(Any, request).htmx)


def aside(html: str, target: str) -> HttpResponse:
    """An answer for htmx that replaces ``target`` and leaves what is being typed alone."""
    return HttpResponse(html, headers={"HX-Retarget": target, "HX-Reswap": "outerHTML"})


def said_not_swapped(over: Callable[[HttpRequest], HttpResponse]) -> Callable[[View[P]], View[P]]:
    """When nobody is signed in any more, answer with ``over``, which says so in place. A redirect would put the sign-in page into
    the middle of the form."""

    def decorate(view: View[P]) -> View[P]:
        @wraps(view)
        def told(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            if actor_of(request) is None and is_live(request):
                return over(request)
            return view(request, *args, **kwargs)

        return cast("View[P]", told)

    return decorate
