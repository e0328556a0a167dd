"""Every request of a staff zone: who is it?"""

from typing import Any, cast

from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse

from dokodemo.base import sessions
from dokodemo.base.http import Next, who_asks
from dokodemo.casework.staff import queries

# A page that asks again by itself does not keep its reader signed in.
_BY_ITSELF = "/presence"
# Where somebody with a password made by another may go, and where somebody who still has to add a second factor.
_ALWAYS = ("/sign-out", "/language/", "/static/", "/health")
_BEFORE_CHANGE = ("/password", *_ALWAYS)
_BEFORE_FACTOR = ("/security", "/password", *_ALWAYS)


def session(get_response: Next) -> Next:
    """Sets ``request.actor`` (None for a visitor), with one query, and none for a visitor."""

    def look(request: HttpRequest) -> HttpResponseBase | None:
        cast(Any, request).actor = None
        token = sessions.of(request)
        touch = not request.path.endswith(_BY_ITSELF)
        seat = (
            queries.seat_of(token, touch=touch) if token and not request.path.startswith("/static/") else None
        )
        cast(Any, request).actor = seat.actor if seat else None
        if seat and seat.must_change and not request.path.startswith(_BEFORE_CHANGE):
            return HttpResponseRedirect(reverse("password"))
        if seat and seat.must_enrol and not request.path.startswith(_BEFORE_FACTOR):
            return HttpResponseRedirect(reverse("security"))
        return None

    return who_asks(get_response, look)
