"""The seam of a reorganisation: which rooms keep things by section, and how a new thing finds its section for certain.

A room that keeps rows by section registers a follower. Whoever makes such a row asks ``section_now`` in the transaction that
makes it: it holds off the instant at which sections hand over, so that the row stands before it (and follows) or after it.

Locks are taken in one order by everybody: the sections (shared by whoever makes rows, alone by the reorganisation, which
holds nothing else then), rows of a room by their key, counters by theirs.
"""

from collections.abc import Collection, Mapping
from typing import Any, Protocol

from django.db import connection
from django.db.models import QuerySet

from dokodemo.catalog import versions
from dokodemo.catalog.schema import Procedure
from dokodemo.catalog.succession import Move

_KEY = "hashtext('dokodemo sections')"


class Follower(Protocol):
    """What a room does with its rows; ``follow`` is called again and again, in a transaction."""

    def at(self, sections: Collection[str]) -> frozenset[str]:
        """Which of these sections the room has rows of. One query."""
        ...

    def follow(self, move: Move, most: int) -> Mapping[str, int]:
        """Give up to ``most`` rows of ``move.old`` (of its procedure, or all that are left) to ``move.new``. What was done,
        counted under the room's own words; empty when nothing is left."""
        ...


_followers: dict[str, Follower] = {}


def register(room: str, follower: Follower) -> None:
    """One follower a room; the same again changes nothing."""
    _followers[room] = follower


def followers() -> Mapping[str, Follower]:
    """By room, in the order in which they were registered."""
    return dict(_followers)


def standing(rows: QuerySet[Any], sections: Collection[str]) -> frozenset[str]:
    """Which of these sections some of ``rows`` stand at. One query."""
    return frozenset(rows.filter(section__in=sections).values_list("section", flat=True).distinct())


def give(rows: QuerySet[Any], move: Move, most: int, procedure: str = "procedure") -> int:
    """Up to ``most`` of ``rows`` to the section that took over, in the caller's transaction; returns how many. ``procedure``
    is where a row says of which it is."""
    found = rows.select_for_update(of=("self",)).filter(section=move.old)
    if move.procedure:
        found = found.filter(**{procedure: move.procedure})
    ids = list(found.order_by("pk").values_list("pk", flat=True)[:most])
    return rows.model._default_manager.filter(pk__in=ids).update(section=move.new) if ids else 0


def section_now(procedure: Procedure) -> str:
    """The section that handles ``procedure``, which stays so until this transaction ends. Two queries."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT pg_advisory_xact_lock_shared({_KEY})")
    # Asked after the lock: a statement sees what was committed when it began.
    return versions.follow(procedure)


def hold_off() -> None:
    """Nobody makes a row by section from now on until this transaction ends; waits for those who are at it."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT pg_advisory_xact_lock({_KEY})")
