"""The chain's arithmetic: what a link covers, and how to find the first one that does not fit."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256

from django.db import connection, transaction

START = sha256(b"dokodemo audit chain").digest()
_COLUMNS = "r.id, r.at, r.actor_kind, r.actor_id, r.actor_name, r.action, r.object_kind, r.object_id, r.subject, r.reason, r.detail::text"
# Rows become visible in commit order, not in id order, so the sealer looks back this many ids; and now and then at all.
_LOOK_BACK = 100_000
# A row that has stood here so long without a link has been kept from the sealer, or there is none.
LATEST = timedelta(minutes=15)


@dataclass(frozen=True)
class Head:
    sequence: int
    hash: bytes


@dataclass(frozen=True)
class Fault:
    """The first place where the trail is not what was chained. ``row_id`` is the row to look at."""

    sequence: int
    row_id: int | None
    what: str


def link_hash(before: bytes, row: tuple[object, ...]) -> bytes:
    """SHA-256 over the hash before and the row's fields, each with its length, so that no two rows read the same."""
    sha = sha256(before)
    for field in row:
        part = field.isoformat() if hasattr(field, "isoformat") else str(field)
        raw = part.encode()
        sha.update(len(raw).to_bytes(4, "big") + raw)
    return sha.digest()


def head() -> Head:
    """The newest link."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT sequence, hash FROM audit_link ORDER BY sequence DESC LIMIT 1")
        row = cursor.fetchone()
    return Head(row[0], bytes(row[1])) if row else Head(0, START)


@transaction.atomic
def extend(limit: int = 5000, *, everything: bool = False) -> int:
    """Chain committed rows that have no link yet; returns how many. One sealer at a time (advisory lock).

    ``everything``: those far back too, which a transaction of many hours, or somebody, has left behind."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('audit chain'))")
        last = head()
        cursor.execute("SELECT coalesce(max(row_id), 0) FROM audit_link")
        floor = 0 if everything else max(0, cursor.fetchone()[0] - _LOOK_BACK)
        cursor.execute(
            f"SELECT {_COLUMNS} FROM audit_row r WHERE r.id > %s "  # noqa: S608
            "AND NOT EXISTS (SELECT 1 FROM audit_link l WHERE l.row_id = r.id) ORDER BY r.id LIMIT %s",
            [floor, limit],
        )
        rows = cursor.fetchall()
        links = []
        value = last.hash
        for sequence, row in enumerate(rows, last.sequence + 1):
            value = link_hash(value, row)
            links.append((sequence, row[0], value))
        cursor.executemany("INSERT INTO audit_link (sequence, row_id, hash) VALUES (%s, %s, %s)", links)
    return len(rows)


def faults(anchors: dict[int, bytes] | None = None) -> Iterator[Fault]:
    """Walk the whole chain and yield the first fault, if any. ``anchors`` are heads that a neighbour keeps
    (sequence → hash): without them whoever owns the table could have rebuilt everything."""
    value, expected = START, 1
    anchors = dict(anchors or {})
    with connection.cursor() as plain:
        plain.execute(
            "SELECT min(r.id) FROM audit_row r WHERE r.at < now() - make_interval(secs => %s) "
            "AND NOT EXISTS (SELECT 1 FROM audit_link l WHERE l.row_id = r.id)",
            [LATEST.total_seconds()],
        )
        unchained = plain.fetchone()[0]
    for sequence, kept, row in _walk():
        if sequence != expected:
            yield Fault(expected, None, f"link {expected} is missing (the next one is {sequence})")
            return
        if row is None:
            yield Fault(sequence, None, "the row of this link is gone")
            return
        value, row_id = link_hash(value, row), int(str(row[0]))
        if value != kept:
            yield Fault(sequence, row_id, "the row is not what was chained")
            return
        anchor = anchors.pop(sequence, value)
        if anchor != value:
            yield Fault(
                sequence, row_id, "the chain was rebuilt: the neighbour holds another hash for this link"
            )
            return
        expected += 1
    if anchors:
        yield Fault(expected, None, f"the chain was cut: the neighbour has seen link {max(anchors)}")
    elif unchained is not None:
        yield Fault(expected, unchained, "the row was never chained: is the sealer running?")


def _walk() -> Iterator[tuple[int, bytes, tuple[object, ...] | None]]:
    """Every link with its row, in order, a few thousand at a time."""
    last = 0
    while True:
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT l.sequence, l.hash, {_COLUMNS} FROM audit_link l LEFT JOIN audit_row r ON r.id = l.row_id "  # noqa: S608
                "WHERE l.sequence > %s ORDER BY l.sequence LIMIT 5000",
                [last],
            )
            rows = cursor.fetchall()
        for sequence, kept, *row in rows:
            yield sequence, bytes(kept), tuple(row) if row[0] is not None else None
        if not rows:
            return
        last = rows[-1][0]
