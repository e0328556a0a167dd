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
ARCHIVE_FILES = 60
_ARCHIVE_BYTES = 100 * 1024 * 1024
_ARCHIVE_LINE = 100_000
_ARCHIVE = "application/zip"
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
_ARCHIVE_REFUSED = ("bomb", "damaged", "locked", "names", "pixels", "room", "too_many_files")


@dataclass(frozen=True)
class Rebuilt:
    """What may be shown. ``pages`` is 1 for a picture."""

    media_type: str
    data: bytes
    pages: int


class Refused(Exception):
    """The file is not let in. ``code`` ∈ empty, size, type, damaged, locked, pages, pixels, slow; or NOT_THE_FILE.

    An archive: not_zip, damaged, too_many_files, names, locked, bomb, slow; ``place`` is which of its files, from 1."""

    #: room: this machine has no isolation; busy: no turn, or no time. The same file may be let in another time.
    NOT_THE_FILE = ("room", "busy")

    def __init__(self, code: str, place: int = 0) -> None:
        super().__init__(code)
        self.code = code
        self.place = place


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
    code, output = _in_turn(media, data, _ANSWER_BYTES, patience)
    return _believed(media, code, output)


def unpack(data: bytes, patience: float = 3) -> dict[str, bytes]:
    """The files of a ZIP by their names (plain ones, no path), as they are: whoever reads them goes on being careful.

    At most ``ARCHIVE_FILES``, 20 MB each and 100 MB in all, counted while unpacking. Raises Refused."""
    if not data.startswith(b"PK"):
        raise Refused("not_zip")
    code, output = _in_turn(_ARCHIVE, data, _ARCHIVE_BYTES + _ARCHIVE_LINE, patience)
    return _believed_archive(code, output)


def _in_turn(media: str, data: bytes, most: int, patience: float) -> tuple[int, bytes]:
    if not _turn.acquire(timeout=patience):
        raise Refused("busy")
    try:
        return _opened(media, data, most)
    finally:
        _turn.release()


def _opened(media: str, data: bytes, most: int) -> tuple[int, bytes]:
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
            output = child.stdout.read(most + 1)
            if len(output) > most:
                child.kill()
            return child.wait(), output
        finally:
            clock.cancel()
            child.kill()


def _believed(asked: str, code: int, output: bytes) -> Rebuilt:
    """The child has had a hostile file in its memory: what it says is held against what it was asked."""
    if len(output) > _ANSWER_BYTES:
        raise Refused("pages" if asked == "application/pdf" else "pixels")
    _ended(code)
    line, _, body = output.partition(b"\n")
    media = _BECOMES[asked]
    match _said(line, _LINE_BYTES):
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


def _believed_archive(code: int, output: bytes) -> dict[str, bytes]:
    """The files that the child says are there: sizes that fill the answer exactly, each name once and without a path."""
    if len(output) > _ARCHIVE_BYTES + _ARCHIVE_LINE:
        raise Refused("bomb")
    _ended(code)
    line, _, body = output.partition(b"\n")
    match _said(line, _ARCHIVE_LINE):
        case {"files": list(said)} if code == 0 and len(said) <= ARCHIVE_FILES:
            return _split(said, body)
        case {"refused": str(refusal), "place": int(place)} if refusal in _ARCHIVE_REFUSED:
            raise Refused("bomb" if refusal == "pixels" else refusal, place)
    raise Refused("damaged")


def _split(said: list[object], body: bytes) -> dict[str, bytes]:
    files: dict[str, bytes] = {}
    at = 0
    for each in said:
        match each:
            case [str(name), int(size)] if name not in files and not set(name) & set("/\\\0") and size >= 0:
                files[name] = body[at : at + size]
                at += size
            case _:
                raise Refused("damaged")
    if at != len(body):
        raise Refused("damaged")
    return files


def _ended(code: int) -> None:
    """Raises Refused where the child was stopped."""
    if code == -signal.SIGKILL:  # by our clock, or by a machine that ran out of memory
        raise Refused("busy")
    if code == -signal.SIGXCPU:
        raise Refused("slow")


def _said(line: bytes, most: int) -> object:
    """The child's one short line of JSON; anything else is a file that broke it."""
    try:
        return json.loads(line) if len(line) <= most else None
    except ValueError:
        return None
