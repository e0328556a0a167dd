"""What a gateway process needs of a database: the seam between the link and a zone's (or the relay's) tables."""

import contextlib
import uuid
from collections.abc import Iterator, Sequence
from typing import Protocol

from dokodemo.gateway.envelope import Frame


class StoreAway(Exception):
    """The database did not do it; nothing has happened. Worth trying again."""


class Store(Protocol):
    """All three may be called from any thread. They raise StoreAway."""

    def take(self, caller: str, destinations: Sequence[str]) -> list[Frame]:
        """Claim for `caller` what is to go to these destinations, oldest first, within the limits of a batch."""

    def settle(self, ids: Sequence[uuid.UUID], destinations: Sequence[str]) -> None:
        """The next hop has stored these."""

    def accept(self, caller: str, frames: Sequence[Frame]) -> list[uuid.UUID]:
        """Store what `caller` hands over; returns the ids to acknowledge, when it is durable."""


class ZoneStore:
    """A zone's own outbox and inbox. Each thread keeps its own connection of Django's."""

    def take(self, caller: str, destinations: Sequence[str]) -> list[Frame]:
        from dokodemo.gateway import outbox

        with database_connection():
            return outbox.take(caller, destinations)

    def settle(self, ids: Sequence[uuid.UUID], destinations: Sequence[str]) -> None:
        from dokodemo.gateway import outbox

        with database_connection():
            outbox.settle(ids, destinations)

    def accept(self, caller: str, frames: Sequence[Frame]) -> list[uuid.UUID]:
        from dokodemo.gateway import inbox

        with database_connection():
            return inbox.receive(frames, caller)


@contextlib.contextmanager
def database_connection() -> Iterator[None]:
    """This thread's connection, made anew when the last one broke: outside of requests Django does not look."""
    from django.db import Error, close_old_connections, connection

    if not connection.in_atomic_block:
        close_old_connections()
    try:
        yield
    except Error as error:
        if not connection.in_atomic_block:
            connection.close()
        raise StoreAway(type(error.__cause__ or error).__name__) from error
