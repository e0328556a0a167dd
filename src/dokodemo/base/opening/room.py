"""The side of the opening room that the house sees."""

import contextlib
import json
import signal
import subprocess
import sys
import tempfile
import threading
from dataclasses import dataclass
from pathlib import Path

LIMIT_BYTES = 10 * 1024 * 1024
#: How long one opening may take. The child's own limit of processor time is shorter: who is stopped by this clock was
#: kept waiting by the machine.
SECONDS = 15
_ANSWER_BYTES = 30 * 1024 * 1024
_LINE_BYTES = 200
_PAGES = 50
_CHILD = Path(__file__).with_name("child.py")
# One at a time in a process: of a web worker's threads, one is left for everybody else's pages.
_turn = threading.Lock()

# What the first bytes say; the name and the browser's word are not believed.
_SIGNATURES = {
    "image/jpeg": b"\xff\xd8\xff",
    "image/png": b"\x89PNG\r\n\x1a\n",
    "application/pdf": b"%PDF-",
}
_BECOMES = {"image/jpeg": "image/jpeg", "image/png": "image/jpeg", "application/pdf": "application/pdf"}
_CHILD_REFUSES = ("empty", "damaged", "locked", "pages", "pixels", "room")


@dataclass(frozen=True)
class Rebuilt:
    """What may be shown. ``pages`` is 1 for a picture."""

    media_type: str
    data: bytes
    pages: int


class Refused(Exception):
    """The file is not let in. ``code`` ∈ empty, size, type, damaged, locked, pages, pixels, slow; or NOT_THE_FILE."""

    #: room: this machine has no isolation; busy: no turn, or no time. The same file may be let in another time.
    NOT_THE_FILE = ("room", "busy")

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def sniff(data: bytes) -> str | None:
    """The media type by content, or None when it is none of those we take (JPEG, PNG, PDF)."""
    return next((media for media, start in _SIGNATURES.items() if data.startswith(start)), None)


def rebuild(data: bytes, patience: float = 3) -> Rebuilt:
    """Open ``data`` in the room and return what was rebuilt; ``patience`` is for its turn, in seconds. Raises Refused."""
    if not data:
        raise Refused("empty")
    if len(data) > LIMIT_BYTES:
        raise Refused("size")
    media = sniff(data)
    if media is None:
        raise Refused("type")
    if not _turn.acquire(timeout=patience):
        raise Refused("busy")
    try:
        code, output = _opened(media, data)
    finally:
        _turn.release()
    return _believed(media, code, output)


def _opened(media: str, data: bytes) -> tuple[int, bytes]:
    """How the child ended and what it said: one byte too many at the most, so that no file can fill our memory."""
    with (
        tempfile.TemporaryDirectory(prefix="room-") as empty,
        subprocess.Popen(
            [sys.executable, "-I", str(_CHILD), media],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=empty,
            env={"LANG": "C.UTF-8"},
        ) as child,
    ):
        assert child.stdin is not None
        assert child.stdout is not None
        clock = threading.Timer(SECONDS, child.kill)
        clock.start()
        try:
            # It reads everything before it says anything, so neither waits for the other.
            with contextlib.suppress(BrokenPipeError), child.stdin:
                child.stdin.write(data)
            output = child.stdout.read(_ANSWER_BYTES + 1)
            if len(output) > _ANSWER_BYTES:
                child.kill()
            return child.wait(), output
        finally:
            clock.cancel()
            child.kill()


def _believed(asked: str, code: int, output: bytes) -> Rebuilt:
    """The child has had a hostile file in its memory: what it says is held against what it was asked."""
    if len(output) > _ANSWER_BYTES:
        raise Refused("pages" if asked == "application/pdf" else "pixels")
    if code == -signal.SIGKILL:  # by our clock, or by a machine that ran out of memory
        raise Refused("busy")
    if code == -signal.SIGXCPU:
        raise Refused("slow")
    line, _, body = output.partition(b"\n")
    media = _BECOMES[asked]
    match _said(line):
        case {"media": said, "pages": int(pages)} if (
            code == 0
            and said == media
            and pages is not True
            and pages in range(1, _PAGES + 1 if media == "application/pdf" else 2)
            and body.startswith(_SIGNATURES[media])
        ):
            return Rebuilt(media, body, pages)
        case {"refused": str(refusal)} if refusal in _CHILD_REFUSES:
            raise Refused(refusal)
    raise Refused("damaged")


def _said(line: bytes) -> object:
    """The child's one short line of JSON; anything else is a file that broke it."""
    try:
        return json.loads(line) if len(line) <= _LINE_BYTES else None
    except ValueError:
        return None
