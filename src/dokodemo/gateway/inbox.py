"""What other zones say to this one: opened, believed or not, applied exactly once and in the order of its stream.

A batch of frames is one transaction; each message runs in a savepoint of its own. A handler that fails quarantines
its stream only: later messages of that stream wait, every other stream goes on. When the database fails, the whole
batch is as if it had never come: nothing is acknowledged and the neighbour offers it again."""

import logging
import time
import traceback
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from hashlib import sha256

from django.db import Error, connection, transaction

from dokodemo.base import config
from dokodemo.gateway import envelope, identity, keys, tables
from dokodemo.gateway.confirm import UNCONFIRMED
from dokodemo.gateway.envelope import Frame, Message, Rejected
from dokodemo.gateway.messages import Refused, handler_for
from dokodemo.gateway.order import Position, Turn, turn_of
from dokodemo.gateway.restore import note_epoch
from dokodemo.gateway.routes import may_send
from dokodemo.gateway.tables import Row

log = logging.getLogger(__name__)

# SQLSTATE: connection, serialization and deadlock, resources, system, corruption; shutdown, idle too long.
_CLASSES = frozenset({"08", "40", "53", "58", "XX"})
_SHUTDOWN = frozenset({"57P01", "57P02", "57P03", "25P03"})
_EPOCH_AHEAD_SECONDS = 24 * 3600


@dataclass(frozen=True)
class Opened:
    """A frame that was believed, with what it holds."""

    frame: Frame
    message: Message


@dataclass
class _Stream:
    """One stream of one origin while a batch is applied: where it stands, who waits, and whether it is blocked."""

    head: Position | None
    waiting: dict[Position, Row] = field(default_factory=dict)
    blocked: bool = False


def receive(frames: Sequence[Frame], caller: str = "") -> list[uuid.UUID]:
    """Take a batch that a neighbour (`caller`) handed over. Returns the ids to acknowledge: all of them, for what
    is not believed is recorded and must not come again, and what was known already is simply confirmed again.

    Raises django.db.Error when the database fails; then nothing has happened."""
    opened, rejected = _open_all(frames)
    with transaction.atomic():
        tables.record_rejected(caller, rejected)
        for origin in sorted({each.message.origin for each in opened}):
            _receive_from(origin, [each for each in opened if each.message.origin == origin], caller)
    return [frame.id for frame in frames]


def open_frame(frame: Frame) -> Message:
    """Open one frame as this zone. Raises Rejected."""
    house = config.load()
    message = envelope.open_(
        frame, zone=house.zone, city=house.city, private_of=keys.private_of, verify=identity.verify
    )
    # Epochs are seconds since 1970: one far ahead would make every later message of that origin look passed.
    if message.epoch > time.time() + _EPOCH_AHEAD_SECONDS:
        raise Rejected("epoch_ahead")
    return message


def _open_all(frames: Iterable[Frame]) -> tuple[list[Opened], list[tuple[Frame, str]]]:
    opened, rejected = [], []
    for frame in frames:
        try:
            opened.append(Opened(frame, open_frame(frame)))
        except Rejected as refusal:
            header = sha256(frame.header).hexdigest()[:16]
            log.warning("envelope %s (header %s) rejected: %s", frame.id, header, refusal.reason)
            rejected.append((frame, refusal.reason))
    return opened, rejected


def _receive_from(origin: str, batch: list[Opened], caller: str) -> None:
    _lock_origin(origin)
    note_epoch(origin, max(each.message.epoch for each in batch))
    fresh, refused = _fresh(origin, batch)
    streams = _streams(origin, {each.message.stream for each in fresh})
    rows = []
    for each in sorted(fresh, key=lambda each: _position(each.message)):
        stream = streams[each.message.stream]
        if turn_of(stream.head, _position(each.message), first=each.message.first) is Turn.PASSED:
            refused.append((each.frame, "order_passed"))
            continue
        row = Row.of(each.message, each.frame)
        rows.append(row)
        stream.waiting[row.position] = row
    settled = [row for stream in streams.values() for row in _advance(stream)]
    tables.insert(rows)
    new = {row.message for row in rows}
    tables.update([row for row in settled if row.message not in new])
    tables.record_rejected(caller, refused)
    refused_ids = {frame.id for frame, _ in refused}
    heard = {
        each.message.id
        for each in batch
        if each.message.type not in UNCONFIRMED and each.message.id not in refused_ids
    }
    tables.owe_confirmation(origin, heard)


def _lock_origin(origin: str) -> None:
    """One batch of an origin at a time: a stream's order is decided under this lock."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"gateway.inbox {origin}"])


def _fresh(origin: str, batch: list[Opened]) -> tuple[list[Opened], list[tuple[Frame, str]]]:
    """What was not received before, each once; and what claims a place in its stream that another one has."""
    known, taken = tables.known(origin, [each.message for each in batch])
    fresh: dict[uuid.UUID, Opened] = {}
    refused = []
    for each in batch:
        place = (each.message.stream, _position(each.message))
        if each.message.id in known or each.message.id in fresh:
            continue
        if place in taken:
            log.warning("envelope %s of %s: its place in the stream is taken", each.message.id, origin)
            refused.append((each.frame, "sequence_taken"))
            continue
        taken.add(place)
        fresh[each.message.id] = each
    return list(fresh.values()), refused


def _streams(origin: str, wanted: set[uuid.UUID]) -> dict[uuid.UUID, _Stream]:
    heads = tables.heads(origin, wanted)
    streams = {stream: _Stream(heads.get(stream)) for stream in wanted}
    for row in tables.pending(origin, wanted):
        if row.state == "quarantined":
            streams[row.stream].blocked = True
        else:
            streams[row.stream].waiting[row.position] = row
    return streams


def _advance(stream: _Stream) -> list[Row]:
    """Apply whatever has its turn now, until a gap, a failure or the end. Returns the rows whose state changed."""
    changed = []
    for position, row in sorted(stream.waiting.items()):
        if stream.blocked or turn_of(stream.head, position, first=row.first) is not Turn.NOW:
            continue
        _apply(row)
        changed.append(row)
        if row.state == "applied":
            stream.head = position
        else:
            stream.blocked = True
    # Sent before its origin was restored: the restored origin has gone another way since.
    passed = [
        row
        for position, row in stream.waiting.items()
        if row.state == "waiting" and stream.head is not None and position < stream.head
    ]
    for row in passed:
        row.state = "superseded"
    return changed + passed


def _apply(row: Row) -> None:
    """Run the handler in a savepoint; a failure of the message quarantines it, a failure of the database is raised."""
    try:
        message = row.content or open_frame(tables.frame_of(row))
        if not may_send(row.origin, row.type):
            raise Refused("type_not_for_origin")
        handler = handler_for(message)
        with transaction.atomic():
            handler(message)
            if (
                connection.needs_rollback
            ):  # it swallowed an error of the database: nothing of it would be kept
                raise Refused("failed:rolled_back")
    except (Refused, Rejected) as refusal:
        _quarantine(row, refusal.code if isinstance(refusal, Refused) else f"seal:{refusal.reason}")
    except Exception as error:
        if isinstance(error, Error) and _is_of_the_database(error):
            raise
        log.warning("message %s (%s %s): %s", row.message, row.type, row.version, _where(error))
        _quarantine(row, f"failed:{type(error).__name__}")
    else:
        row.state, row.code = "applied", ""


def _quarantine(row: Row, code: str) -> None:
    row.state, row.code = "quarantined", code
    log.warning(
        "message %s of %s (%s %s) quarantined: %s", row.message, row.origin, row.type, row.version, code
    )


def _is_of_the_database(error: Error) -> bool:
    """Gone, full, deadlocked or shutting down: nobody's fault here. Everything else is this message's fault."""
    if connection.connection is None or connection.connection.closed:
        return True
    state = getattr(error.__cause__, "sqlstate", None)
    if state is None:
        return not connection.is_usable()
    return state[:2] in _CLASSES or state in _SHUTDOWN


def _where(error: Exception) -> str:
    """Type and place of a failure. Never its text: that may quote a person."""
    frames = traceback.extract_tb(error.__traceback__)
    return f"{type(error).__name__} at {frames[-1].filename.rsplit('/', 3)[-1]}:{frames[-1].lineno}"


def _position(message: Message) -> Position:
    return Position(message.epoch, message.sequence)


def retry(inbox_id: int) -> str:
    """Apply a quarantined message again, and what waited behind it. `inbox_id` is the number ``status()`` gives.

    Returns the state it has now: "applied", or still "quarantined". Raises LookupError, django.db.Error."""
    with transaction.atomic():
        row = tables.lock_quarantined(inbox_id)
        stream = _streams(row.origin, {row.stream})[row.stream]
        stream.blocked = False
        stream.waiting[row.position] = row
        tables.update(_advance(stream))
    return row.state
