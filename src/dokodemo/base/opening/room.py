"""The side of the opening room that the house sees."""

import functools
import json
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

LIMIT_BYTES = 10 * 1024 * 1024
_SECONDS = 60
_CHILD = Path(__file__).with_name("child.py")

# What the first bytes say; the name and the browser's word are not believed.
_SIGNATURES = (
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"%PDF-", "application/pdf"),
)


@dataclass(frozen=True)
class Rebuilt:
    """What may be shown. ``pages`` is 1 for a picture."""

    media_type: str
    data: bytes
    pages: int


class Refused(Exception):
    """The file is not let in. ``code`` ∈ empty, size, type, damaged, locked, pages, pixels, room."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def sniff(data: bytes) -> str | None:
    """The media type by content, or None when it is none of those we take (JPEG, PNG, PDF)."""
    return next((media for start, media in _SIGNATURES if data.startswith(start)), None)


def rebuild(data: bytes) -> Rebuilt:
    """Open ``data`` in the room and return what was rebuilt. Raises Refused."""
    if not data:
        raise Refused("empty")
    if len(data) > LIMIT_BYTES:
        raise Refused("size")
    media = sniff(data)
    if media is None:
        raise Refused("type")
    with tempfile.TemporaryDirectory(prefix="room-") as empty:
        try:
            done = subprocess.run(
                [*isolation(), sys.executable, "-I", str(_CHILD), media],
                input=data,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                cwd=empty,
                env={"LANG": "C.UTF-8"},
                timeout=_SECONDS,
                check=False,
            )
        except subprocess.TimeoutExpired as error:
            raise Refused("damaged") from error
    return _answer(done.returncode, done.stdout)


def _answer(code: int, output: bytes) -> Rebuilt:
    """The child answers one line of JSON, then the bytes; anything else is a file that broke it."""
    line, _, body = output.partition(b"\n")
    try:
        said = json.loads(line)
        if code == 0 and "media" in said:
            return Rebuilt(str(said["media"]), body, int(said["pages"]))
        raise Refused(str(said["refused"]))
    except (ValueError, KeyError, TypeError) as error:
        raise Refused("damaged") from error


@functools.cache
def isolation() -> tuple[str, ...]:
    """The command in front of the child that takes its network away, or nothing where only the child's own filter of
    system calls can; the child refuses to open when it has neither."""
    unshare = shutil.which("unshare")
    if unshare is None:
        return ()
    for options in (("--user", "--net", "--map-current-user"), ("--net",)):
        command = (unshare, *options, "--")
        if subprocess.run([*command, "true"], capture_output=True, check=False).returncode == 0:
            return command
    return ()
