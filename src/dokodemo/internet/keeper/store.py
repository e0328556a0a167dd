"""What the keeper keeps, as files. Each is whole or not there, and on disk before anybody is told of it.

    master                    32 bytes; everything below is useless without it
    accounts/ab/<account>     JSON {binding, public, wrapped}; the private key wrapped under the master key
    bindings/cd/<binding>     the account of this binding (a keyed hash: who reads the folder learns no name)
    links/<hash of token>     what a mail link is for, locked under a key that only the token gives
    used/<hash>               evidence that was taken already

``accounts`` and ``bindings`` live as long as the account, ``links`` thirty minutes, ``used`` ten.
"""

import contextlib
import json
import os
import tempfile
import threading
import time
import uuid
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

from dokodemo.base.crypto import KEY_BYTES, derive, keyed_hash, lock, new_key_pair, public_of, unlock

LINK_SECONDS = 30 * 60
USED_SECONDS = 10 * 60
_SWEEP_EVERY = 60.0


@dataclass(frozen=True)
class Kept:
    """An account with its key pair, as raw bytes. ``new``: made just now."""

    account: uuid.UUID
    public: bytes
    private: bytes = field(repr=False)
    new: bool


class Store:
    """The folder of one keeper. Only one process uses it; its threads may."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        for name in ("accounts", "bindings", "links", "used"):
            (folder / name).mkdir(parents=True, exist_ok=True, mode=0o700)
        folder.chmod(0o700)
        master = _master(folder / "master")
        self._wrapping, self._naming = derive(master, "wrap"), derive(master, "binding")
        self._making = threading.Lock()
        self._swept = 0.0

    def binding(self, kind: str, *parts: str) -> str:
        """The name of somebody proved by ``parts`` (issuer and subject, or an address)."""
        return keyed_hash(self._naming, json.dumps([kind, *parts])).hex()

    def open(self, binding: str) -> Kept:
        """The key of the account so bound; a new account where there is none."""
        place = self._binding(binding)
        with self._making:
            if not place.exists():
                return self._make(binding, place)
        account = uuid.UUID(place.read_text(encoding="ascii"))
        public, private = self._unwrap(account)
        return Kept(account, public, private, new=False)

    def _make(self, binding: str, place: Path) -> Kept:
        account = uuid.uuid4()
        private, public = new_key_pair()
        wrapped = lock(self._wrapping, private, _aad(account, binding))
        entry = {"binding": binding, "public": public.hex(), "wrapped": wrapped.hex()}
        # The key first: a binding never names an account whose key is not there.
        _write(self._account(account), json.dumps(entry).encode())
        _write(place, str(account).encode())
        return Kept(account, public, private, new=True)

    def _unwrap(self, account: uuid.UUID) -> tuple[bytes, bytes]:
        entry = json.loads(self._account(account).read_bytes())
        private = unlock(self._wrapping, bytes.fromhex(entry["wrapped"]), _aad(account, entry["binding"]))
        return bytes.fromhex(entry["public"]), private

    def shred(self, account: uuid.UUID, private: bytes) -> bool:
        """Forget the key of an account for ever. Only who holds the key may; False for anybody else.

        An account that is gone already counts as shredded."""
        path = self._account(account)
        with self._making:
            if not path.exists():
                return True
            entry = json.loads(path.read_bytes())
            if public_of(private).hex() != entry["public"]:
                return False
            place = self._binding(entry["binding"])
            if place.exists() and place.read_text(encoding="ascii") == str(account):
                _remove(place)
            _remove(path)
        return True

    def take_once(self, evidence: bytes) -> bool:
        """Whether this evidence was never taken before; it is now."""
        self._sweep()
        return _write(self._folder / "used" / sha256(evidence).hexdigest(), b"")

    def put_link(self, token: bytes, content: dict[str, str | float]) -> None:
        """Remember what a mail link is for."""
        self._sweep()
        _write(self._link(token), lock(derive(token, "link"), json.dumps(content).encode()))

    def take_link(self, token: bytes) -> dict[str, str | float] | None:
        """What the link is for, once; None when it is unknown or used."""
        path = self._link(token)
        mine = path.with_name(f"{path.name}.{uuid.uuid4().hex}")
        try:
            path.rename(mine)  # of two who come at once, one finds nothing
        except FileNotFoundError:
            return None
        content: dict[str, str | float] = json.loads(unlock(derive(token, "link"), mine.read_bytes()))
        _remove(mine)
        return content

    def _account(self, account: uuid.UUID) -> Path:
        return self._folder / "accounts" / str(account)[:2] / str(account)

    def _binding(self, binding: str) -> Path:
        return self._folder / "bindings" / binding[:2] / binding

    def _link(self, token: bytes) -> Path:
        return self._folder / "links" / sha256(b"link" + token).hexdigest()

    def _sweep(self) -> None:
        now = time.time()
        if now - self._swept < _SWEEP_EVERY:
            return
        self._swept = now
        for name, seconds in (("links", LINK_SECONDS), ("used", USED_SECONDS)):
            for path in (self._folder / name).iterdir():
                with contextlib.suppress(FileNotFoundError):
                    if now - path.stat().st_mtime > seconds:
                        path.unlink()


def _aad(account: uuid.UUID, binding: str) -> bytes:
    return account.bytes + bytes.fromhex(binding)


def _master(path: Path) -> bytes:
    _write(path, os.urandom(KEY_BYTES))  # does nothing when there is one
    master = path.read_bytes()
    if len(master) != KEY_BYTES:
        raise ValueError(f"{path} is damaged: put back the copy that was made at installation")
    return master


def _write(path: Path, content: bytes) -> bool:
    """Make a file, durable, 0600; False and nothing when there is one of that name."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    descriptor, draft = tempfile.mkstemp(dir=path.parent, prefix=".new-")
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.link(draft, path)
    except FileExistsError:
        return False
    finally:
        Path(draft).unlink()
    _sync(path.parent)
    return True


def _remove(path: Path) -> None:
    """Overwrite, then unlink. What a disk kept of older blocks is still wrapped under the master key."""
    with contextlib.suppress(FileNotFoundError):
        with path.open("r+b") as file:
            file.write(bytes(path.stat().st_size))
            file.flush()
            os.fsync(file.fileno())
        path.unlink()
        _sync(path.parent)


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
