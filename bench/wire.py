"""A load generator's browser: HTTP/1.1 over one kept connection, as little CPU as possible, nothing skipped.

It keeps cookies, sends the CSRF token, follows what a browser follows, and fails loudly on any answer that is not expected:
a bench that counts error pages as rounds is worth nothing.
"""

import re
import socket
from dataclasses import dataclass, field
from urllib.parse import urlencode

_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.I)
_LOCATION = re.compile(rb"\r\nlocation: *([^\r]+)", re.I)
_COOKIE = re.compile(rb"\r\nset-cookie: *([^=]+)=([^;\r]*)", re.I)
_CLOSE = re.compile(rb"\r\nconnection: *close", re.I)
_CHUNKED = re.compile(rb"\r\ntransfer-encoding: *chunked", re.I)


class Unexpected(Exception):
    """An answer that no healthy house gives; carries the start of it."""


@dataclass
class Answer:
    status: int
    location: str
    body: bytes


@dataclass
class Browser:
    """One resident. ``host`` is the name in the Host header, ``port`` where it listens on this machine."""

    host: str
    port: int
    cookies: dict[str, str] = field(default_factory=dict)
    sent_bytes: int = 0
    received_bytes: int = 0
    _socket: socket.socket | None = None

    def get(self, path: str) -> Answer:
        return self._send("GET", path, b"", "")

    def post(self, path: str, fields: dict[str, str]) -> Answer:
        fields = {"csrfmiddlewaretoken": self.cookies.get("__Host-csrf", ""), **fields}
        return self._send("POST", path, urlencode(fields).encode(), "application/x-www-form-urlencoded")

    def upload(
        self, path: str, fields: dict[str, str], name: str, file_name: str, media: str, data: bytes
    ) -> Answer:
        """One multipart POST with one file."""
        edge = "dokodemo-bench-edge"
        fields = {"csrfmiddlewaretoken": self.cookies.get("__Host-csrf", ""), **fields}
        parts = [
            f'--{edge}\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{value}\r\n'.encode()
            for key, value in fields.items()
        ]
        disposition = f'form-data; name="{name}"; filename="{file_name}"'
        parts.append(
            f"--{edge}\r\nContent-Disposition: {disposition}\r\nContent-Type: {media}\r\n\r\n".encode()
        )
        body = b"".join(parts) + data + f"\r\n--{edge}--\r\n".encode()
        return self._send("POST", path, body, f"multipart/form-data; boundary={edge}")

    def close(self) -> None:
        if self._socket is not None:
            self._socket.close()
            self._socket = None

    def _send(self, method: str, path: str, body: bytes, kind: str) -> Answer:
        head = [
            f"{method} {path} HTTP/1.1",
            f"Host: {self.host}:{self.port}",
            "Accept-Language: ja",
            "Cookie: " + "; ".join(f"{name}={value}" for name, value in self.cookies.items()),
        ]
        if method == "POST":
            head += [
                f"Origin: http://{self.host}:{self.port}",
                f"Content-Type: {kind}",
                f"Content-Length: {len(body)}",
            ]
        raw = "\r\n".join(head).encode() + b"\r\n\r\n" + body
        # A kept connection may have been closed by the server between two rounds: one fresh try.
        for fresh in (False, True):
            try:
                return self._exchange(raw)
            except (ConnectionError, TimeoutError):
                self.close()
                if fresh:
                    raise
        raise Unexpected("unreachable")

    def _exchange(self, raw: bytes) -> Answer:
        if self._socket is None:
            self._socket = socket.create_connection(("127.0.0.1", self.port), timeout=30)
            self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._socket.sendall(raw)
        self.sent_bytes += len(raw)
        data = b""
        while (end := data.find(b"\r\n\r\n")) < 0:
            data += self._receive()
        head, body = data[:end], data[end + 4 :]
        if _CHUNKED.search(head):
            body = self._chunks(body)
        elif found := _LENGTH.search(head):
            wanted = int(found[1])
            pieces, have = [body], len(body)
            while have < wanted:
                pieces.append(self._receive())
                have += len(pieces[-1])
            body = b"".join(pieces)
        self.received_bytes += len(head) + len(body)
        if _CLOSE.search(head):
            self.close()
        for name, value in _COOKIE.findall(head):
            self.cookies[name.decode()] = value.decode()
        location = _LOCATION.search(head)
        return Answer(int(head[9:12]), location[1].decode() if location else "", body)

    def _receive(self) -> bytes:
        assert self._socket is not None
        piece = self._socket.recv(65536)
        if not piece:
            raise ConnectionError("closed")
        return piece

    def _chunks(self, data: bytes) -> bytes:
        out: list[bytes] = []
        while True:
            while b"\r\n" not in data:
                data += self._receive()
            size, data = data.split(b"\r\n", 1)
            wanted = int(size, 16) + 2
            while len(data) < wanted:
                data += self._receive()
            if wanted == 2:
                return b"".join(out)
            out.append(data[: wanted - 2])
            data = data[wanted:]


def expect(answer: Answer, status: int, containing: bytes = b"") -> Answer:
    """``answer``, or Unexpected with what came instead."""
    if answer.status != status or containing not in answer.body:
        raise Unexpected(
            f"wanted {status} {containing!r}, got {answer.status} {answer.location} {answer.body[:400]!r}"
        )
    return answer
