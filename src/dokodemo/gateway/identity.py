"""Who a zone is: its Ed25519 identity. Public halves are exchanged by hand at installation (decision 10)."""

import functools
import os
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

from dokodemo.base import config

SIGNATURE_BYTES = 64


class KeyProblem(Exception):
    """A key is missing, damaged, out of date or not the expected one; the message says which and what to do."""


def create_identity(folder: Path) -> bytes:
    """Make the zone's identity ``<folder>/keys/identity.pem`` (0600), or keep the one that is there.

    Returns the public half, 32 raw bytes, to be given to the neighbours by hand. Raises KeyProblem."""
    path = folder / "keys" / "identity.pem"
    if not path.exists():
        key = Ed25519PrivateKey.generate()
        write_private(path, key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
        _load.cache_clear()
    return public_of(folder)


def public_of(folder: Path) -> bytes:
    """The public half of the identity kept in this zone's folder, 32 raw bytes. Raises KeyProblem."""
    return _load(folder).public_key().public_bytes_raw()


def sign_with(folder: Path, data: bytes) -> bytes:
    """Sign with the identity kept in `folder`; 64 bytes. For the installer, which has no configuration yet."""
    return _load(folder).sign(data)


def sign(data: bytes) -> bytes:
    """Sign as this zone; 64 bytes. Raises KeyProblem."""
    return _load(config.load().folder).sign(data)


def verify(zone: str, data: bytes, signature: bytes) -> bool:
    """Did `zone` (a neighbour, or this zone itself) sign exactly this? An unknown zone has signed nothing."""
    house = config.load()
    if zone == house.zone:
        return verify_with(public_of(house.folder), data, signature)
    peer = house.peers.get(zone)
    return peer is not None and verify_with(peer.identity_public, data, signature)


def verify_with(public: bytes, data: bytes, signature: bytes) -> bool:
    """Did the holder of this raw Ed25519 key sign exactly this?"""
    try:
        _public(public).verify(signature, data)
    except (InvalidSignature, ValueError):
        return False
    return True


def write_private(path: Path, content: bytes) -> None:
    """Write a file of 0600 whole or not at all, durably: a crash leaves the old one or the new one."""
    write_atomic(path, content, 0o600)


def write_atomic(path: Path, content: bytes, mode: int = 0o600) -> None:
    """Write beside, sync, rename, sync the folder (which is made 0700)."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = path.with_name(f".{path.name}.{os.urandom(8).hex()}.new")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


@functools.cache
def _load(folder: Path) -> Ed25519PrivateKey:
    path = folder / "keys" / "identity.pem"
    try:
        key = load_pem_private_key(path.read_bytes(), password=None)
    except OSError as error:
        raise KeyProblem(
            f"{path}: the zone's identity cannot be read ({error.strerror}); it is made once at installation "
            "(create_identity) and belongs into the backup of the zone's folder"
        ) from error
    except ValueError as error:
        raise KeyProblem(f"{path}: this is not a private key in PEM") from error
    if not isinstance(key, Ed25519PrivateKey):
        raise KeyProblem(f"{path}: the identity must be an Ed25519 key")
    return key


@functools.lru_cache(maxsize=64)
def _public(raw: bytes) -> Ed25519PublicKey:
    return Ed25519PublicKey.from_public_bytes(raw)
