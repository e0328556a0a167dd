"""What this zone has to say: written in the transaction of the change that causes it, claimed by state."""

import logging
import uuid
from collections.abc import Iterable, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction

from dokodemo.base import clock, config
from dokodemo.gateway import envelope, epochs, identity, keys
from dokodemo.gateway.envelope import Frame, Message
from dokodemo.gateway.routes import ZONES

log = logging.getLogger(__name__)

CHANNEL = "gateway_outbox"
MAX_ROWS = 500
MAX_BYTES = 8 * 1024 * 1024
# A courier that vanished with what it had claimed; one that comes back gets its own claims again at once.
CLAIM_ENDS = timedelta(seconds=60)


@dataclass(frozen=True)
class Prepared:
    """A sealed message, ready for one row of ``gateway_outbox``."""

    id: uuid.UUID
    destination: str
    stream: uuid.UUID
    sequence: int
    header: bytes
    sealed: bytes


def prepare(
    to: str,
    stream: uuid.UUID,
    type: str,
    version: int,
    body: dict[str, Any],
    tail: bytes = b"",
    sequence: int = 1,
) -> Prepared:
    """Sign and seal a message that begins a stream, without storing it: for a caller who writes its own INSERT.

    `sequence` above 1 continues a stream begun by this process in the same transaction. Reads the database's epoch
    once per process. Raises keys.KeyProblem, envelope.TooLarge, ValueError."""
    return _seal(to, stream, type, version, body, tail, sequence, first=sequence == 1)


def post(
    to: str,
    stream: uuid.UUID,
    type: str,
    version: int,
    body: dict[str, Any],
    tail: bytes = b"",
    *,
    confirm: bool = True,
) -> Prepared:
    """Say something to another zone, in the caller's transaction: it leaves when that commits, or never.

    Takes the stream's next sequence (writers of one stream wait for each other). Raises as ``prepare``."""
    # Hot path: no savepoint of its own inside the caller's transaction.
    own = nullcontext() if connection.in_atomic_block else transaction.atomic()
    with own, connection.cursor() as cursor:
        last, posted_at = _last(cursor, to, stream)
        first = posted_at is None or posted_at < epochs.current().since
        prepared = _seal(to, stream, type, version, body, tail, last + 1, first=first)
        cursor.execute(
            "WITH put AS (INSERT INTO gateway_outbox (id, destination, stream, sequence, header, sealed, confirm) "
            "VALUES (%s, %s, %s, %s, %s, %s, %s) RETURNING destination) SELECT pg_notify(%s, destination) FROM put",
            [prepared.id, to, stream, prepared.sequence, prepared.header, prepared.sealed, confirm, CHANNEL],
        )
    return prepared


def post_to_all(stream: uuid.UUID, type: str, version: int, body: dict[str, Any]) -> list[str]:
    """Say something to every zone that this one knows; one whose sealing key is missing is left out and logged.

    Returns the zones it was said to."""
    told = []
    for zone in sorted(set(config.load().peers) & set(ZONES)):
        try:
            post(zone, stream, type, version, body)
        except identity.KeyProblem as problem:
            log.error("%s is not told (%s): %s", zone, type, problem)
        else:
            told.append(zone)
    return told


def _seal(
    to: str, stream: uuid.UUID, type_: str, version: int, body: dict[str, Any], tail: bytes, sequence: int, *, first: bool
) -> Prepared:  # fmt: skip
    house = config.load()
    message = Message(
        id=uuid.uuid4(),
        origin=house.zone,
        stream=stream,
        sequence=sequence,
        type=type_,
        version=version,
        at=clock.now(),
        body=body,
        tail=tail,
        epoch=epochs.current().number,
        first=first,
    )
    frame = envelope.make(
        message, city=house.city, destination=to, sealing=keys.sealing_key_of(to), sign=identity.sign
    )
    return Prepared(frame.id, to, stream, sequence, frame.header, frame.sealed)


def _last(cursor: Any, to: str, stream: uuid.UUID) -> tuple[int, datetime | None]:
    """The last sequence posted in this stream and when; the stream stays locked until the transaction ends."""
    cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"gateway.outbox {to} {stream}"])
    cursor.execute(
        """
        (SELECT sequence, created_at FROM gateway_outbox WHERE destination = %s AND stream = %s
         ORDER BY sequence DESC LIMIT 1)
        UNION ALL
        SELECT sequence, created_at FROM gateway_outbox_stream WHERE destination = %s AND stream = %s
        ORDER BY sequence DESC LIMIT 1
        """,
        [to, stream, to, stream],
    )
    row = cursor.fetchone()
    return row if row else (0, None)


def take(
    caller: str,
    destinations: Sequence[str],
    *,
    rows: int = MAX_ROWS,
    size: int = MAX_BYTES,
) -> list[Frame]:
    """Claim what is to go to `destinations`, oldest first, at most `rows` rows and `size` bytes (but always one).

    Rows are claimed by state, never by "sequence above the last": the order of sequences is not the order of
    commits (decision 9). What the same caller claimed before and did not settle is offered again at once."""
    frames: list[Frame] = []
    with transaction.atomic(), connection.cursor() as cursor:
        _release(cursor, caller)
        for destination in destinations:
            used = sum(len(frame.sealed) for frame in frames)
            if len(frames) < rows and used < size:
                frames += _claim(cursor, caller, destination, rows - len(frames), size - used)
    return frames


def _claim(cursor: Any, caller: str, destination: str, rows: int, size: int) -> list[Frame]:
    cursor.execute(
        """
        WITH candidate AS (
            SELECT id, octet_length(sealed) AS size, created_at, sequence FROM gateway_outbox
            WHERE state = 'ready' AND destination = %s
            ORDER BY created_at, sequence LIMIT %s FOR UPDATE SKIP LOCKED),
        summed AS (
            SELECT id, size, sum(size) OVER (ORDER BY created_at, sequence, id) AS total FROM candidate)
        UPDATE gateway_outbox o
        SET state = 'claimed', claimed_at = now(), claimed_by = %s, attempts = attempts + 1
        FROM summed s WHERE o.id = s.id AND (s.total <= %s OR s.total = s.size)
        RETURNING o.id, o.header, o.sealed, o.created_at, o.sequence
        """,
        [destination, rows, caller, size],
    )
    taken = sorted(cursor.fetchall(), key=lambda row: (row[3], row[4]))
    return [Frame(row[0], bytes(row[1]), bytes(row[2])) for row in taken]


def _release(cursor: Any, caller: str) -> None:
    cursor.execute(
        """
        UPDATE gateway_outbox SET state = 'ready', claimed_by = ''
        WHERE id IN (SELECT id FROM gateway_outbox
                     WHERE state = 'claimed' AND (claimed_by = %s OR claimed_at < now() - %s)
                     ORDER BY id FOR UPDATE SKIP LOCKED)
        """,
        [caller, CLAIM_ENDS],
    )


def settle(ids: Iterable[uuid.UUID], destinations: Sequence[str]) -> int:
    """The next hop has stored these. Only rows for `destinations` count: a neighbour cannot settle another's post.

    Returns how many rows changed. What will not be confirmed end to end is finished here."""
    wanted = list(ids)
    if not wanted:
        return 0
    with connection.cursor() as cursor:
        cursor.execute(
            """
            UPDATE gateway_outbox
            SET state = CASE WHEN confirm THEN 'sent' ELSE 'confirmed' END, sent_at = now(),
                confirmed_at = CASE WHEN confirm THEN NULL ELSE now() END
            WHERE id IN (SELECT id FROM gateway_outbox
                         WHERE id = ANY(%s) AND destination = ANY(%s) AND state IN ('ready', 'claimed')
                         ORDER BY id FOR UPDATE)
            """,
            [wanted, list(destinations)],
        )
        return int(cursor.rowcount)


def confirm(origin: str, ids: Iterable[uuid.UUID]) -> int:
    """`origin` says that it has received these messages of ours. Returns how many rows changed."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            UPDATE gateway_outbox SET state = 'confirmed', confirmed_at = now(),
                sent_at = coalesce(sent_at, now())
            WHERE id IN (SELECT id FROM gateway_outbox
                         WHERE id = ANY(%s) AND destination = %s AND state <> 'confirmed'
                         ORDER BY id FOR UPDATE)
            """,
            [list(ids), origin],
        )
        return int(cursor.rowcount)


def reconcile(older_than: timedelta) -> int:
    """Offer again what was handed to the next hop longer ago than this and never confirmed by its reader: a relay
    may have lost it. Harmless otherwise, the reader knows what it has. Each time of the same message takes twice as
    long as the one before, up to 128 times. Returns how many."""
    return _again(
        "state = 'sent' AND confirm AND sent_at < now() - %s * power(2, least(attempts - 1, 7))", [older_than]
    )


def offer_all_again(destination: str) -> int:
    """Everything still kept for `destination`, sent and confirmed alike: its database was restored (decision 9)."""
    return _again("state IN ('sent', 'confirmed') AND confirm AND destination = %s", [destination])


def _again(which: str, parameters: list[Any]) -> int:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            f"""
            WITH again AS (
                UPDATE gateway_outbox SET state = 'ready', claimed_by = '', confirmed_at = NULL
                WHERE id IN (SELECT id FROM gateway_outbox WHERE {which} ORDER BY id FOR UPDATE SKIP LOCKED)
                RETURNING destination)
            SELECT destination, count(*) FROM again GROUP BY destination
            """,  # noqa: S608  (the condition is a constant of this file)
            parameters,
        )
        found = cursor.fetchall()
        for destination, _ in found:
            cursor.execute("SELECT pg_notify(%s, %s)", [CHANNEL, destination])
    return sum(int(count) for _, count in found)
