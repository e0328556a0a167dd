"""One envelope, two layers (decision 8): outside, all that a relay may see; inside the seal, the signed message.

    header  canonical JSON {"id", "kid", "size", "to", "v"}
    sealed  HPKE(info = SHA-256 of the header) of
            signature (64 bytes, Ed25519) ‖ length (4 bytes) ‖ inner JSON as signed ‖ tail ‖ zeros up to the size class

The signature covers a label, the hash of the header and the inner JSON (with the hash and the length of the tail in
it), so nothing of the envelope can be taken out and put into another. Nothing is parsed before the signature holds.
Pure: keys come in, no file and no database is touched.
"""

import json
import re
import struct
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any, NamedTuple

from dokodemo.base.crypto import Unreadable, open_sealed, seal_to
from dokodemo.gateway.routes import ZONES

VERSION = 1
KIB = 1024
# A reader of the relay's disk learns a size class and no size. 1.1 MiB holds an attachment part of 1 MiB.
SIZE_CLASSES = (2 * KIB, 4 * KIB, 8 * KIB, 16 * KIB, 64 * KIB, 256 * KIB, 1126 * KIB, 4300 * KIB)
SEAL_BYTES = 32 + 16  # HPKE with X25519: encapsulated key in front, AES-GCM tag behind
MAX_HEADER_BYTES = 256
MAX_SEALED_BYTES = SIZE_CLASSES[-1] + SEAL_BYTES
SIGNATURE_BYTES = 64
MAX_SEQUENCE = 2**31 - 1
MAX_EPOCH = 2**62

_LABEL = b"dokodemo-envelope-1\0"
_LENGTH = struct.Struct(">I")
_FIXED = SIGNATURE_BYTES + _LENGTH.size
_KID = re.compile(r"[0-9a-f]{16}")
_CITY = re.compile(r"[a-z][a-z0-9_-]{0,39}")
_TYPE = re.compile(r"[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)+")
_MAX_TYPE = 80
_INNER_KEYS = frozenset(
    ("v", "city", "from", "to", "epoch", "first", "stream", "sequence", "type", "version", "at",
     "tail_sha256", "tail_length", "body")
)  # fmt: skip


class Rejected(Exception):
    """This envelope is not to be believed. ``reason`` is a short code without any content."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class TooLarge(ValueError):
    """What is to be sent does not fit into the largest size class; split it (attachments: parts of 1 MiB)."""


class Frame(NamedTuple):
    """What travels: ``id`` for acknowledging, ``header`` in clear, ``sealed``."""

    id: uuid.UUID
    header: bytes
    sealed: bytes


@dataclass(frozen=True)
class Header:
    """What everybody on the way sees. ``size`` is the size class in bytes, ``kid`` the sealing key used."""

    to: str
    id: uuid.UUID
    size: int
    kid: str


@dataclass(frozen=True)
class SealingKey:
    """The public half of a zone's sealing key: raw X25519 and its name."""

    kid: str
    public: bytes


@dataclass(frozen=True)
class Message:
    """An opened envelope. ``sequence`` counts from 1 in its stream; ``first`` marks the first message of a stream
    in its sender's epoch (a restored database begins a new epoch)."""

    id: uuid.UUID
    origin: str
    stream: uuid.UUID
    sequence: int
    type: str
    version: int
    at: datetime
    body: dict[str, Any]
    tail: bytes = b""
    epoch: int = 1
    first: bool = False


def canonical(value: Any) -> bytes:
    """JSON with one possible spelling: sorted keys, no spaces, UTF-8, no NaN. Raises ValueError, TypeError."""
    return json.dumps(
        value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False
    ).encode()


def make(
    message: Message,
    *,
    city: str,
    destination: str,
    sealing: SealingKey,
    sign: Callable[[bytes], bytes],
) -> Frame:
    """Sign and seal. Raises TooLarge, and ValueError when the body is not JSON or a name is misspelt."""
    inner = _inner_of(message, city, destination)
    size = size_class(_FIXED + len(inner) + len(message.tail))
    header = canonical(
        {"v": VERSION, "to": destination, "id": str(message.id), "size": size, "kid": sealing.kid}
    )
    context = sha256(header).digest()
    plain = b"".join((sign(_signed(context, inner)), _LENGTH.pack(len(inner)), inner, message.tail))
    return Frame(message.id, header, seal_to(sealing.public, plain.ljust(size, b"\0"), info=context))


def size_class(length: int) -> int:
    """The smallest class that holds `length` bytes. Raises TooLarge."""
    for size in SIZE_CLASSES:
        if length <= size:
            return size
    raise TooLarge(f"an envelope holds at most {SIZE_CLASSES[-1]} bytes, this one needs {length}")


def parse_header(raw: bytes) -> Header:
    """What the header says. Raises Rejected unless it is exactly one canonical spelling of exactly these keys."""
    if len(raw) > MAX_HEADER_BYTES:
        raise Rejected("header_too_long")
    fields = _json(raw, "header_unreadable")
    if fields.keys() != {"v", "to", "id", "size", "kid"}:
        raise Rejected("header_unknown")
    _number(fields["v"], VERSION, VERSION, "header_version")
    size = _number(fields["size"], SIZE_CLASSES[0], SIZE_CLASSES[-1], "header_size")
    if fields["to"] not in ZONES:
        raise Rejected("header_destination")
    if size not in SIZE_CLASSES:
        raise Rejected("header_size")
    kid = fields["kid"]
    if not isinstance(kid, str) or not _KID.fullmatch(kid):
        raise Rejected("header_kid")
    header = Header(fields["to"], _uuid4(fields["id"], "header_id"), size, kid)
    if canonical(fields) != raw:
        raise Rejected("header_spelling")
    return header


def open_(
    frame: Frame,
    *,
    zone: str,
    city: str,
    private_of: Callable[[str], bytes | None],
    verify: Callable[[str, bytes, bytes], bool],
    origins: tuple[str, ...] = ZONES,
) -> Message:
    """Open an envelope that came to `zone`. Raises Rejected.

    `private_of` gives the sealing key of a kid; `verify(origin, data, signature)` knows the zones' identities."""
    header = parse_header(frame.header)
    if header.id != frame.id:
        raise Rejected("id_differs")
    if header.to != zone:
        raise Rejected("not_for_this_zone")
    if len(frame.sealed) != header.size + SEAL_BYTES:
        raise Rejected("size_differs")
    context = sha256(frame.header).digest()
    plain = _unseal(frame.sealed, private_of(header.kid), context)
    signature, inner, rest = _split(plain)
    signed = _signed(context, inner)
    signer = next(
        (origin for origin in origins if origin != zone and verify(origin, signed, signature)), None
    )
    if signer is None:
        raise Rejected("signature")
    return _message_of(header.id, signer, zone, city, inner, rest)


def _signed(context: bytes, inner: bytes) -> bytes:
    return _LABEL + context + inner


def _inner_of(message: Message, city: str, destination: str) -> bytes:
    if not _TYPE.fullmatch(message.type) or len(message.type) > _MAX_TYPE:
        raise ValueError(f"a message type is written like 'application.submitted', not {message.type!r}")
    if destination not in ZONES or message.origin not in ZONES or destination == message.origin:
        raise ValueError(f"no envelope goes from {message.origin!r} to {destination!r}")
    if not 1 <= message.sequence <= MAX_SEQUENCE:
        raise ValueError("a sequence counts from 1")
    return canonical(
        {
            "v": VERSION,
            "city": city,
            "from": message.origin,
            "to": destination,
            "epoch": message.epoch,
            "first": message.first,
            "stream": str(message.stream),
            "sequence": message.sequence,
            "type": message.type,
            "version": message.version,
            "at": message.at.isoformat(),
            "tail_sha256": sha256(message.tail).hexdigest(),
            "tail_length": len(message.tail),
            "body": message.body,
        }
    )


def _unseal(sealed: bytes, private: bytes | None, context: bytes) -> bytes:
    if private is None:
        raise Rejected("sealing_key_unknown")
    try:
        return open_sealed(private, sealed, info=context)
    except Unreadable as error:
        raise Rejected("seal") from error


def _split(plain: bytes) -> tuple[bytes, bytes, bytes]:
    """Signature, inner JSON as signed, and what follows it."""
    (length,) = _LENGTH.unpack_from(plain, SIGNATURE_BYTES)
    if length > len(plain) - _FIXED:
        raise Rejected("length")
    return plain[:SIGNATURE_BYTES], plain[_FIXED : _FIXED + length], plain[_FIXED + length :]


def _message_of(id_: uuid.UUID, signer: str, zone: str, city: str, inner: bytes, rest: bytes) -> Message:
    fields = _json(inner, "inner_unreadable")
    if fields.keys() != _INNER_KEYS or fields["v"] != VERSION:
        raise Rejected("inner_unknown")
    if fields["from"] != signer or fields["to"] != zone:
        raise Rejected("origin_or_destination")
    if fields["city"] != city or not _CITY.fullmatch(city):
        raise Rejected("city")
    type_ = fields["type"]
    if not isinstance(type_, str) or len(type_) > _MAX_TYPE or not _TYPE.fullmatch(type_):
        raise Rejected("type")
    if not isinstance(fields["body"], dict) or not isinstance(fields["first"], bool):
        raise Rejected("inner_unknown")
    return Message(
        id=id_,
        origin=signer,
        stream=_uuid(fields["stream"], "stream"),
        sequence=_number(fields["sequence"], 1, MAX_SEQUENCE, "sequence"),
        type=type_,
        version=_number(fields["version"], 1, 999, "version"),
        at=_instant(fields["at"]),
        body=fields["body"],
        tail=_tail(fields, rest),
        epoch=_number(fields["epoch"], 1, MAX_EPOCH, "epoch"),
        first=fields["first"],
    )


def _tail(fields: dict[str, Any], rest: bytes) -> bytes:
    tail = rest[: _number(fields["tail_length"], 0, len(rest), "tail")]
    if rest.count(0, len(tail)) != len(rest) - len(tail):
        raise Rejected("padding")
    if sha256(tail).hexdigest() != fields["tail_sha256"]:
        raise Rejected("tail")
    return tail


def _json(raw: bytes, reason: str) -> dict[str, Any]:
    try:
        value = json.loads(raw.decode(), parse_constant=_refuse_constant)
    except (ValueError, RecursionError) as error:
        raise Rejected(reason) from error
    if not isinstance(value, dict):
        raise Rejected(reason)
    return value


def _refuse_constant(name: str) -> None:
    raise ValueError(f"{name} is not JSON")


def _uuid(value: Any, reason: str) -> uuid.UUID:
    try:
        parsed = uuid.UUID(value)
    except (ValueError, TypeError, AttributeError) as error:
        raise Rejected(reason) from error
    if str(parsed) != value:
        raise Rejected(reason)
    return parsed


def _uuid4(value: Any, reason: str) -> uuid.UUID:
    parsed = _uuid(value, reason)
    if parsed.version != 4:
        raise Rejected(reason)
    return parsed


def _number(value: Any, least: int, most: int, reason: str) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
        raise Rejected(reason)
    return value


def _instant(value: Any) -> datetime:
    try:
        parsed = datetime.fromisoformat(value)
    except (ValueError, TypeError) as error:
        raise Rejected("at") from error
    if parsed.tzinfo is None:
        raise Rejected("at")
    return parsed
