"""Encrypted files on disk (decision 19): named by the SHA-256 of their ciphertext, durable before any row names them.

The form is STREAM: chunks of 1 MiB under AES-256-GCM with a key made for this one file; the nonce is a random prefix, a
counter and a flag on the last chunk, so that no chunk can be moved, dropped or cut off unnoticed.
"""

import os
import struct
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from dokodemo.base import config
from dokodemo.base.crypto import KEY_BYTES, Unreadable, digest

_MAGIC = b"DKF1"
_PREFIX = 7
_TAG = 16
CHUNK = 1024 * 1024


@dataclass(frozen=True)
class SealedFile:
    """A stored ciphertext, its key, and what the plain bytes were. ``size`` is in bytes, of the plain file."""

    sha256_cipher: str
    key: bytes
    sha256_plain: str
    size: int


def seal_file(plain: bytes) -> SealedFile:
    """Encrypt under a fresh key and store durably."""
    key = os.urandom(KEY_BYTES)
    return SealedFile(store_cipher(encrypt(key, plain)), key, digest(plain), len(plain))


def open_file(sha256_cipher: str, key: bytes) -> bytes:
    """The plain bytes. Raises Unreadable (missing, damaged, wrong key)."""
    return decrypt(key, read_cipher(sha256_cipher))


def encrypt(key: bytes, plain: bytes) -> bytes:
    """STREAM-encrypt ``plain``."""
    prefix = os.urandom(_PREFIX)
    cipher = AESGCM(key)
    chunks = [plain[at : at + CHUNK] for at in range(0, len(plain), CHUNK)] or [b""]
    last = len(chunks) - 1
    sealed = [cipher.encrypt(_nonce(prefix, n, n == last), chunk, _MAGIC) for n, chunk in enumerate(chunks)]
    return b"".join((_MAGIC, prefix, *sealed))


def decrypt(key: bytes, blob: bytes) -> bytes:
    """Undo ``encrypt``. Raises Unreadable."""
    if blob[:4] != _MAGIC or len(blob) < 4 + _PREFIX + _TAG:
        raise Unreadable("this is not a file of ours")
    prefix, body = blob[4 : 4 + _PREFIX], blob[4 + _PREFIX :]
    cipher = AESGCM(key)
    step = CHUNK + _TAG
    last = (len(body) - 1) // step
    try:
        return b"".join(
            cipher.decrypt(_nonce(prefix, n, n == last), body[n * step : (n + 1) * step], _MAGIC)
            for n in range(last + 1)
        )
    except (InvalidTag, ValueError) as error:
        raise Unreadable("the file is damaged, or the key is another file's") from error


def _nonce(prefix: bytes, counter: int, last: bool) -> bytes:
    return prefix + struct.pack(">IB", counter, last)


def path_of(sha256_cipher: str) -> Path:
    """Where a ciphertext of that name lies, whether or not it is there. Raises ValueError for what is no hash."""
    if len(sha256_cipher) != 64 or not set(sha256_cipher) <= set("0123456789abcdef"):
        raise ValueError("not a SHA-256 in hexadecimal")
    return config.load().folder / "files" / sha256_cipher[:2] / sha256_cipher[2:]


def store_cipher(blob: bytes) -> str:
    """Store a ciphertext under its own hash and return it; on disk when this returns."""
    name = digest(blob)
    path = path_of(name)
    if path.exists():
        return name
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    descriptor, draft = tempfile.mkstemp(dir=path.parent, prefix=".new-")
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(blob)
            file.flush()
            os.fsync(file.fileno())
        os.replace(draft, path)
    except BaseException:
        Path(draft).unlink(missing_ok=True)
        raise
    _sync_folder(path.parent)
    return name


def read_cipher(sha256_cipher: str) -> bytes:
    """The ciphertext, checked against its name. Raises Unreadable."""
    try:
        blob = path_of(sha256_cipher).read_bytes()
    except FileNotFoundError as error:
        raise Unreadable("the file is no longer here") from error
    if digest(blob) != sha256_cipher:
        raise Unreadable("the file on disk is damaged")
    return blob


def parts_of(sha256_cipher: str, size: int = CHUNK) -> Iterator[bytes]:
    """The ciphertext in pieces of at most ``size`` bytes, in order, without holding it whole."""
    with path_of(sha256_cipher).open("rb") as file:
        while piece := file.read(size):
            yield piece


def shred(sha256_cipher: str) -> None:
    """Remove a ciphertext; nothing happens when it is gone already."""
    path_of(sha256_cipher).unlink(missing_ok=True)


def sweep(named: set[str], older_than_seconds: float, now: float) -> int:
    """Remove files that no row names and that are older than that; returns how many went."""
    removed = 0
    for path in (config.load().folder / "files").glob("*/*"):
        name = path.parent.name + path.name
        if name not in named and now - path.stat().st_mtime > older_than_seconds:
            path.unlink(missing_ok=True)
            removed += 1
    return removed


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
