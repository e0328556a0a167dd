"""The neighbours' audit heads: without a foreign anchor, whoever can write a chain can rebuild it (decision 15)."""

import logging
import re
from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from dokodemo.gateway.messages import Message, Refused, handles

log = logging.getLogger(__name__)

_HASH = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True)
class Anchor:
    """A head that `origin` had: the number of its last link and that link's SHA-256 in hexadecimal."""

    origin: str
    sequence: int
    hash: str
    at: datetime


@handles("audit.head", 1)
def on_head(message: Message) -> None:
    """Keep a neighbour's head. Two different heads of one number both stay: that is the finding."""
    sequence, hash_, at = (message.body.get(name) for name in ("sequence", "hash", "at"))
    if not isinstance(sequence, int) or not isinstance(hash_, str) or not _HASH.fullmatch(hash_):
        raise Refused("head_unreadable")
    try:
        seen = datetime.fromisoformat(str(at))
    except ValueError as error:
        raise Refused("head_unreadable") from error
    if seen.tzinfo is None:
        raise Refused("head_unreadable")
    known = latest(message.origin)
    if known and (sequence < known.sequence or (sequence == known.sequence and hash_ != known.hash)):
        log.error("the audit chain of %s went back or changed at %s", message.origin, sequence)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO audit_anchor (origin, sequence, hash, at) VALUES (%s, %s, %s, %s) ON CONFLICT DO NOTHING",
            [message.origin, sequence, hash_, seen],
        )


def latest(origin: str) -> Anchor | None:
    """The highest head that this neighbour ever showed, or None."""
    found = _select("origin = %s ORDER BY sequence DESC, id LIMIT 1", origin)
    return found[0] if found else None


def anchors(origin: str) -> list[Anchor]:
    """All heads that this neighbour ever showed, in order: what its chain has to agree with."""
    return _select("origin = %s ORDER BY sequence, id", origin)


def _select(which: str, origin: str) -> list[Anchor]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT origin, sequence, hash, at FROM audit_anchor WHERE {which}", [origin])  # noqa: S608
        return [Anchor(*row) for row in cursor.fetchall()]
