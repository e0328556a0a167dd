"""A line that breaks: a forward proxy between the browser and the house, which can cut what is sent at a chosen point."""

import contextlib
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Literal
from urllib.parse import urlsplit

#: ``request``: cut in the middle of what is sent; the house never sees its end. ``answer``: all of it arrives, and the
#: line is cut before the browser hears of it.
Cut = Literal["request", "answer"]
_BLOCK = 65536


class BadLine:
    """Carries requests one by one. While ``cut`` says where, every POST is cut there (a browser tries again by itself);
    ``cuts`` counts them."""

    def __init__(self) -> None:
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.cut: Cut | None = None
        self.cuts = 0
        threading.Thread(target=self._serve, daemon=True).start()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self._listener.getsockname()[1]}"

    def close(self) -> None:
        self._listener.close()

    def _serve(self) -> None:
        while True:
            try:
                browser, _ = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._carry, args=(browser,), daemon=True).start()

    def _carry(self, browser: socket.socket) -> None:
        """One request and its answer; then the connection ends, as the answer's head says."""
        with browser, contextlib.suppress(OSError):  # the browser may be gone
            head, body = _head(browser)
            if not head:
                return
            method, target, *_ = head.split(b" ", 2)
            there = urlsplit(target.decode())
            if there.port is None:
                return  # what the browser wants of its maker
            cut = self.cut if method == b"POST" else None
            self.cuts += cut is not None
            length = int(_field(head, b"content-length") or 0)
            while len(body) < length:
                body += browser.recv(_BLOCK)
            if cut == "request":
                body = body[: length // 2]
            first, _, rest = head.partition(b"\r\n")
            first = first.replace(target, f"{there.path}{'?' + there.query if there.query else ''}".encode())
            kept = [
                each
                for each in rest.split(b"\r\n")
                if not each.lower().startswith((b"connection:", b"proxy-"))
            ]
            with socket.create_connection(("127.0.0.1", there.port)) as house:
                house.sendall(b"\r\n".join([first, *kept, b"Connection: close"]) + b"\r\n\r\n" + body)
                if cut == "request":
                    return
                while answer := house.recv(_BLOCK):
                    if cut is None:
                        browser.sendall(answer)


def _head(browser: socket.socket) -> tuple[bytes, bytes]:
    """The head of a request, and what of its body came along; nothing where the browser only looked."""
    got = b""
    while b"\r\n\r\n" not in got:
        more = browser.recv(_BLOCK)
        if not more:
            return b"", b""
        got += more
    head, _, body = got.partition(b"\r\n\r\n")
    return head, body


def _field(head: bytes, name: bytes) -> bytes:
    lines = (line.partition(b":") for line in head.split(b"\r\n")[1:])
    return next((value.strip() for key, _, value in lines if key.strip().lower() == name), b"")


@contextmanager
def bad_line() -> Iterator[BadLine]:
    line = BadLine()
    try:
        yield line
    finally:
        line.close()
