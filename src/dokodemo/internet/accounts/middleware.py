"""Who is asking: one query, no cookie no query."""

from typing import Any, cast

from django.http import HttpRequest

from dokodemo.base import sessions
from dokodemo.base.http import Next, who_asks
from dokodemo.internet.accounts import queries
from dokodemo.internet.accounts.resident import Resident, resident_actor


def session(get_response: Next) -> Next:
    """Sets ``request.resident`` and ``request.actor``; both None for a visitor."""

    def look(request: HttpRequest) -> None:
        put(request, None)
        token = sessions.of(request)
        put(request, queries.resident(token) if token else None)

    return who_asks(get_response, look)


def put(request: HttpRequest, resident: Resident | None) -> None:
    """Say who the request comes from."""
    told = cast(Any, request)
    told.resident = resident
    told.actor = resident_actor(resident.account_id) if resident else None
