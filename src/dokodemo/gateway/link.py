"""The protocol between neighbours: framing, and requests signed by the caller. Knows no Django and no database.

    POST /pull   ids the caller has stored, destinations it asks for, seconds it would wait  →  frames
    POST /push   frames                                                                      →  ids that were stored

Lengths and counts are big-endian. Frames: ``DKF1``, count (4), then each id (16), header length (2), header, sealed
length (4), sealed. Ids: ``DKI1``, count (4), ids of 16. Pull: ``DKP1``, wait in seconds (2), count of destinations
(1), each length (1) and name, then the ids. Answers are not trusted: what they carry is sealed and signed, and who
answers falsely "stored" is found out by the end-to-end confirmation."""

import struct
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from dokodemo.gateway.envelope import MAX_HEADER_BYTES, MAX_SEALED_BYTES, Frame

MAX_FRAMES = 500
MAX_IDS = 2000
MAX_DESTINATIONS = 8
MAX_WAIT_SECONDS = 25
MAX_BODY_BYTES = 16 * 1024 * 1024

_FRAMES, _IDS, _PULL = b"DKF1", b"DKI1", b"DKP1"


class Malformed(ValueError):
    """The bytes are not what the protocol says; the message tells what and where."""


@dataclass(frozen=True)
class Pull:
    """What a caller asks: `stored` are acknowledged, `destinations` wanted, `wait` seconds it will hold the line."""

    stored: tuple[uuid.UUID, ...]
    destinations: tuple[str, ...]
    wait: int


class _Reader:
    """Reads from the front; whatever is missing or left over is said with its place."""

    def __init__(self, data: bytes) -> None:
        self.data = memoryview(data)
        self.at = 0

    def take(self, count: int, what: str) -> bytes:
        if self.at + count > len(self.data):
            left = len(self.data) - self.at
            raise Malformed(f"{what} at byte {self.at} should have {count} bytes, {left} are left")
        taken = bytes(self.data[self.at : self.at + count])
        self.at += count
        return taken

    def number(self, width: int, most: int, what: str, least: int = 0) -> int:
        place = self.at
        value = int.from_bytes(self.take(width, what))
        if not least <= value <= most:
            raise Malformed(f"{what} at byte {place} is {value}; allowed is {least} to {most}")
        return value

    def magic(self, expected: bytes) -> None:
        found = self.take(len(expected), "the mark")
        if found != expected:
            raise Malformed(f"the mark at byte {self.at - len(expected)} is {found!r}, not {expected!r}")

    def ids(self) -> tuple[uuid.UUID, ...]:
        count = self.number(4, MAX_IDS, "the count of ids")
        raw = self.take(16 * count, "the ids")
        return tuple(uuid.UUID(bytes=raw[16 * i : 16 * i + 16]) for i in range(count))

    def end(self) -> None:
        if self.at != len(self.data):
            raise Malformed(f"{len(self.data) - self.at} bytes too many after byte {self.at}")


def write_frames(frames: Sequence[Frame]) -> bytes:
    """Frames for the wire."""
    parts = [_FRAMES, struct.pack(">I", len(frames))]
    for frame in frames:
        parts += [
            frame.id.bytes,
            struct.pack(">H", len(frame.header)),
            frame.header,
            struct.pack(">I", len(frame.sealed)),
            frame.sealed,
        ]
    return b"".join(parts)


def read_frames(data: bytes) -> list[Frame]:
    """Frames from the wire. Raises Malformed."""
    reader = _Reader(data)
    reader.magic(_FRAMES)
    frames = []
    for number in range(reader.number(4, MAX_FRAMES, "the count of frames")):
        id_ = uuid.UUID(bytes=reader.take(16, f"the id of frame {number}"))
        header_length = reader.number(2, MAX_HEADER_BYTES, f"the header length of frame {number}", least=1)
        header = reader.take(header_length, f"the header of frame {number}")
        sealed_length = reader.number(4, MAX_SEALED_BYTES, f"the sealed length of frame {number}", least=1)
        frames.append(Frame(id_, header, reader.take(sealed_length, f"the sealed part of frame {number}")))
    reader.end()
    return frames


def write_ids(ids: Sequence[uuid.UUID]) -> bytes:
    """Ids for the wire."""
    return b"".join((_IDS, struct.pack(">I", len(ids)), *(each.bytes for each in ids)))


def read_ids(data: bytes) -> tuple[uuid.UUID, ...]:
    """Ids from the wire. Raises Malformed."""
    reader = _Reader(data)
    reader.magic(_IDS)
    ids = reader.ids()
    reader.end()
    return ids


def write_pull(pull: Pull) -> bytes:
    """A pull for the wire."""
    names = [name.encode("ascii") for name in pull.destinations]
    return b"".join(
        (
            _PULL,
            struct.pack(">HB", pull.wait, len(names)),
            *(struct.pack(">B", len(name)) + name for name in names),
            struct.pack(">I", len(pull.stored)),
            *(each.bytes for each in pull.stored),
        )
    )


def read_pull(data: bytes) -> Pull:
    """A pull from the wire. Raises Malformed."""
    reader = _Reader(data)
    reader.magic(_PULL)
    wait = reader.number(2, MAX_WAIT_SECONDS, "the wait in seconds")
    destinations = []
    for number in range(reader.number(1, MAX_DESTINATIONS, "the count of destinations", least=1)):
        length = reader.number(1, 32, f"the length of destination {number}", least=1)
        try:
            destinations.append(reader.take(length, f"destination {number}").decode("ascii"))
        except UnicodeDecodeError as error:
            raise Malformed(f"destination {number} is not plain ASCII") from error
    stored = reader.ids()
    reader.end()
    return Pull(stored, tuple(destinations), wait)
