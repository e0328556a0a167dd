"""The inbox's statements, written out: a batch of 500 costs a handful of round trips, not thousands."""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from django.db import connection

from dokodemo.gateway.envelope import Frame, Message
from dokodemo.gateway.order import Position

_WHAT = "message, origin, stream, epoch, sequence, first, type, version, state, code"
_COLUMNS = f"{_WHAT}, header, sealed"


@dataclass
class Row:
    """One row of the inbox while it is worked on. What came just now has its frame and its opened message with it;
    of what was there before the frame is read when its turn comes (``frame_of``)."""

    message: uuid.UUID
    origin: str
    stream: uuid.UUID
    epoch: int
    sequence: int
    first: bool
    type: str
    version: int
    state: str
    code: str
    frame: Frame | None = None
    content: Message | None = None

    @property
    def position(self) -> Position:
        return Position(self.epoch, self.sequence)

    @classmethod
    def of(cls, message: Message, frame: Frame) -> "Row":
        """The row of a message that has just come."""
        return cls(
            message.id, message.origin, message.stream, message.epoch, message.sequence, message.first,
            message.type, message.version, "waiting", "", frame, message,
        )  # fmt: skip


def known(origin: str, messages: Sequence[Message]) -> tuple[set[uuid.UUID], set[tuple[uuid.UUID, Position]]]:
    """Which of these were received before; and which places of their streams are taken (by whatever message)."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT message FROM gateway_inbox WHERE origin = %s AND message = ANY(%s)",
            [origin, [message.id for message in messages]],
        )
        ids = {row[0] for row in cursor.fetchall()}
        cursor.execute(
            """
            SELECT i.stream, i.epoch, i.sequence
            FROM unnest(%s::uuid[], %s::bigint[], %s::int[]) AS asked (stream, epoch, sequence)
            JOIN gateway_inbox i ON i.origin = %s AND i.stream = asked.stream
                AND i.epoch = asked.epoch AND i.sequence = asked.sequence
            """,
            [
                [message.stream for message in messages],
                [message.epoch for message in messages],
                [message.sequence for message in messages],
                origin,
            ],
        )
        return ids, {(stream, Position(epoch, sequence)) for stream, epoch, sequence in cursor.fetchall()}


def heads(origin: str, streams: Iterable[uuid.UUID]) -> dict[uuid.UUID, Position]:
    """The last message applied in each of these streams."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT asked.stream, head.epoch, head.sequence FROM unnest(%s::uuid[]) AS asked (stream),
            LATERAL (SELECT epoch, sequence FROM gateway_inbox
                     WHERE origin = %s AND stream = asked.stream AND state = 'applied'
                     ORDER BY epoch DESC, sequence DESC LIMIT 1) head
            """,
            [list(streams), origin],
        )
        return {stream: Position(epoch, sequence) for stream, epoch, sequence in cursor.fetchall()}


def pending(origin: str, streams: Iterable[uuid.UUID]) -> list[Row]:
    """What waits or is quarantined in these streams."""
    return _rows(
        "origin = %s AND stream = ANY(%s) AND state IN ('waiting', 'quarantined')", [origin, list(streams)]
    )


def lock_quarantined(inbox_id: int) -> Row:
    """The quarantined message of this number, under its origin's lock. Raises LookupError."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT origin FROM gateway_inbox WHERE id = %s", [inbox_id])
        found = cursor.fetchone()
        if found:
            cursor.execute(
                "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"gateway.inbox {found[0]}"]
            )
    rows = _rows("id = %s AND state = 'quarantined'", [inbox_id])
    if not rows:
        raise LookupError(f"no quarantined message has the number {inbox_id}")
    return rows[0]


def _rows(which: str, parameters: list[Any]) -> list[Row]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {_WHAT} FROM gateway_inbox WHERE {which}", parameters)  # noqa: S608
        return [Row(*row) for row in cursor.fetchall()]


def frame_of(row: Row) -> Frame:
    """The frame as it came."""
    if row.frame is not None:
        return row.frame
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT header, sealed FROM gateway_inbox WHERE origin = %s AND message = %s",
            [row.origin, row.message],
        )
        header, sealed = cursor.fetchone()
    return Frame(row.message, bytes(header), bytes(sealed))


def insert(rows: Sequence[Row]) -> None:
    """Store what came, in one statement."""
    if not rows:
        return
    columns = [list(column) for column in zip(*map(_values, rows), strict=True)]
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            INSERT INTO gateway_inbox ({_COLUMNS}, applied_at)
            SELECT asked.*, CASE WHEN asked.state = 'applied' THEN now() END
            FROM unnest(%s::uuid[], %s::text[], %s::uuid[], %s::bigint[], %s::int[], %s::bool[], %s::text[],
                        %s::int[], %s::text[], %s::text[], %s::bytea[], %s::bytea[]) AS asked ({_COLUMNS})
            """,  # noqa: S608
            columns,
        )


def _values(row: Row) -> tuple[Any, ...]:
    frame = frame_of(row)
    return (
        row.message, row.origin, row.stream, row.epoch, row.sequence, row.first, row.type, row.version,
        row.state, row.code, frame.header, frame.sealed,
    )  # fmt: skip


def update(rows: Sequence[Row]) -> None:
    """Store the new states of rows that were there before."""
    if not rows:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            """
            UPDATE gateway_inbox i SET state = asked.state, code = asked.code,
                applied_at = CASE WHEN asked.state = 'applied' THEN now() END
            FROM unnest(%s::text[], %s::uuid[], %s::text[], %s::text[]) AS asked (origin, message, state, code)
            WHERE i.origin = asked.origin AND i.message = asked.message
            """,
            [
                [row.origin for row in rows],
                [row.message for row in rows],
                [row.state for row in rows],
                [row.code for row in rows],
            ],
        )


def owe_confirmation(origin: str, ids: Iterable[uuid.UUID]) -> None:
    """Remember to tell `origin` that these are here."""
    wanted = list(ids)
    if wanted:
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO gateway_confirmation (origin, message) SELECT %s, unnest(%s::uuid[])",
                [origin, wanted],
            )


def record_rejected(caller: str, rejected: Sequence[tuple[Frame, str]]) -> None:
    """Count what was not believed. Of a frame only the hash of its header is kept."""
    with connection.cursor() as cursor:
        for frame, reason in rejected:
            cursor.execute(
                "INSERT INTO gateway_rejected (message, caller, reason, header_hash) VALUES (%s, %s, %s, %s) "
                "ON CONFLICT (header_hash, message, reason, caller) "
                "DO UPDATE SET times = gateway_rejected.times + 1, last_at = now()",
                [frame.id, caller, reason, sha256(frame.header).digest()],
            )
