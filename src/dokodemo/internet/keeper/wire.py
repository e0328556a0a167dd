"""Frames on the keeper's socket: four bytes of length, then one JSON object in UTF-8."""

import json
import os
import socket
import struct
from pathlib import Path
from typing import Any

LARGEST = 64 * 1024
_LENGTH = struct.Struct(">I")


class Broken(Exception):
    """What came is not a frame: too long, cut off, or no JSON object."""


def send(connection: socket.socket, content: dict[str, Any]) -> None:
    """Send one frame."""
    raw = json.dumps(content, ensure_ascii=False).encode()
    connection.sendall(_LENGTH.pack(len(raw)) + raw)


def receive(connection: socket.socket) -> dict[str, Any] | None:
    """The next frame, or None when the other side has hung up between frames. Raises Broken."""
    head = _exactly(connection, _LENGTH.size)
    if not head:
        return None
    (length,) = _LENGTH.unpack(head)
    if length > LARGEST:
        raise Broken("too long")
    raw = _exactly(connection, length)
    try:
        content = json.loads(raw)
    except ValueError as error:
        raise Broken("no JSON") from error
    if not isinstance(content, dict):
        raise Broken("no JSON object")
    return content


def _exactly(connection: socket.socket, wanted: int) -> bytes:
    parts: list[bytes] = []
    missing = wanted
    while missing:
        part = connection.recv(missing)
        if not part:
            if missing == wanted:
                return b""
            raise Broken("cut off")
        parts.append(part)
        missing -= len(part)
    return b"".join(parts)


class Address:
    """The socket's file under a name short enough for the kernel (107 bytes), wherever the folder lies."""

    def __init__(self, path: Path) -> None:
        self._folder = os.open(path.parent, os.O_PATH | os.O_DIRECTORY)
        self.name = f"/proc/self/fd/{self._folder}/{path.name}"

    def __enter__(self) -> str:
        return self.name

    def __exit__(self, *_: object) -> None:
        os.close(self._folder)
