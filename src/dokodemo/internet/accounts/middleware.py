"""Who is asking: one query, no cookie no query."""

from collections.abc import Callable
from typing import Any, cast

from django.db import OperationalError
from django.http import HttpRequest, HttpResponseBase

from dokodemo.base import sessions
from dokodemo.base.http import away
from dokodemo.internet.accounts import queries
from dokodemo.internet.accounts.resident import Resident, resident_actor

Next = Callable[[HttpRequest], HttpResponseBase]


def session(get_response: Next) -> Next:
    """Sets ``request.resident`` and ``request.actor``; both None for a visitor."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        token = sessions.of(request)
        try:
            resident = queries.resident(token) if token else None
        except (
            OperationalError
        ):  # between middlewares Django turns it into a bare 500; nothing typed may be lost
            put(request, None)
            return away(request)
        put(request, resident)
        return get_response(request)

    return middleware


def put(request: HttpRequest, resident: Resident | None) -> None:
    """Say who the request comes from."""
    told = cast(Any, request)
    told.resident = resident
    told.actor = resident_actor(resident.account_id) if resident else None
