"""What an operator asks of the gateway: what waits where, what is stuck and why."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection

from dokodemo.gateway.inbox import retry

__all__ = ["Backlog", "Quarantined", "Status", "retry", "status"]

_MOST = 200


@dataclass(frozen=True)
class Backlog:
    """Our post for one destination. `unsent`: the next hop has not got it; `unconfirmed`: its reader has not
    confirmed it. The ages are those of the oldest, None when there is none."""

    destination: str
    unsent: int
    oldest_unsent: datetime | None
    unconfirmed: int
    oldest_unconfirmed: datetime | None


@dataclass(frozen=True)
class Quarantined:
    """A message that could not be applied. `behind` later ones of its stream wait for it. Repair the cause, then
    ``retry(id)``."""

    id: int
    message: UUID
    origin: str
    stream: UUID
    type: str
    version: int
    code: str
    received_at: datetime
    behind: int


@dataclass(frozen=True)
class Status:
    """`waiting`: received, but an earlier one of the stream is missing or quarantined. `rejected`: not believed."""

    backlog: list[Backlog]
    waiting: int
    quarantined: list[Quarantined]
    rejected: int
    epoch: int


def status() -> Status:
    """The state of this zone's gateway now."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT destination,
                count(*) FILTER (WHERE state <> 'sent'), min(created_at) FILTER (WHERE state <> 'sent'),
                count(*) FILTER (WHERE state = 'sent'), min(sent_at) FILTER (WHERE state = 'sent')
            FROM gateway_outbox WHERE state IN ('ready', 'claimed', 'sent')
            GROUP BY destination ORDER BY destination
            """
        )
        backlog = [Backlog(*row) for row in cursor.fetchall()]
        cursor.execute(
            "SELECT (SELECT count(*) FROM gateway_inbox WHERE state = 'waiting'), "
            "(SELECT coalesce(sum(times), 0) FROM gateway_rejected), (SELECT number FROM gateway_epoch)"
        )
        waiting, rejected, epoch = cursor.fetchone()
    return Status(backlog, int(waiting), quarantined(), int(rejected), int(epoch or 0))


def quarantined() -> list[Quarantined]:
    """What is stuck, oldest first (at most 200)."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT q.id, q.message, q.origin, q.stream, q.type, q.version, q.code, q.received_at,
                (SELECT count(*) FROM gateway_inbox w
                 WHERE w.origin = q.origin AND w.stream = q.stream AND w.state = 'waiting')
            FROM gateway_inbox q WHERE q.state = 'quarantined' ORDER BY q.received_at, q.id LIMIT %s
            """,
            [_MOST],
        )
        return [Quarantined(*row) for row in cursor.fetchall()]
