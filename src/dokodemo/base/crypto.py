"""Sealing and locking, all from one library (decision 8). Keys are raw bytes; nothing here touches a database.

*Sealing* is to a public key (HPKE, RFC 9180: X25519, HKDF-SHA256, AES-256-GCM).
*Locking* is under a shared secret of 32 bytes (AES-256-GCM, random 96-bit nonce in front).
"""

import functools
import hmac
import os
from hashlib import sha256
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

KEY_BYTES = 32
_NONCE = 12
_SUITE = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)


class Unreadable(Exception):
    """The bytes cannot be opened with this key: another key's, damaged, or made for another purpose."""


def new_key_pair() -> tuple[bytes, bytes]:
    """A fresh X25519 pair (private, public), 32 raw bytes each."""
    key = X25519PrivateKey.generate()
    return key.private_bytes_raw(), key.public_key().public_bytes_raw()


def public_of(private: bytes) -> bytes:
    """The public half of a raw X25519 private key."""
    return X25519PrivateKey.from_private_bytes(private).public_key().public_bytes_raw()


def seal_to(public: bytes, plain: bytes, info: bytes = b"") -> bytes:
    """Seal ``plain`` to a raw X25519 public key; ``info`` must be given again to open."""
    return _SUITE.encrypt(plain, X25519PublicKey.from_public_bytes(public), info=info)


def open_sealed(private: bytes, blob: bytes, info: bytes = b"") -> bytes:
    """Open what ``seal_to`` made. Raises Unreadable."""
    try:
        return _SUITE.decrypt(blob, X25519PrivateKey.from_private_bytes(private), info=info)
    except (InvalidTag, ValueError) as error:
        raise Unreadable("cannot be opened with this key") from error


def lock(key: bytes, plain: bytes, aad: bytes = b"") -> bytes:
    """Encrypt under a 32-byte secret; ``aad`` binds the result to its place."""
    nonce = os.urandom(_NONCE)
    return nonce + AESGCM(key).encrypt(nonce, plain, aad)


def unlock(key: bytes, blob: bytes, aad: bytes = b"") -> bytes:
    """Decrypt what ``lock`` made. Raises Unreadable."""
    try:
        return AESGCM(key).decrypt(blob[:_NONCE], bytes(blob[_NONCE:]), aad)
    except (InvalidTag, ValueError) as error:
        raise Unreadable("cannot be read with this key") from error


def derive(secret: bytes, label: str) -> bytes:
    """A 32-byte secret for one purpose, from another secret (HKDF-SHA256)."""
    return HKDF(hashes.SHA256(), KEY_BYTES, salt=None, info=label.encode()).derive(secret)


def keyed_hash(key: bytes, text: str) -> bytes:
    """HMAC-SHA256: lets a zone find what it knows without keeping what it was told."""
    return hmac.digest(key, text.encode(), "sha256")


def digest(data: bytes) -> str:
    """SHA-256 in hexadecimal."""
    return sha256(data).hexdigest()


@functools.cache
def secret_of(zone_folder: Path, name: str) -> bytes:
    """The zone's own 32-byte secret ``keys/<name>.secret``, made (0600) at first use; never in the database."""
    path = zone_folder / "keys" / f"{name}.secret"
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = path.with_suffix(f".{os.urandom(8).hex()}")  # threads and processes may be here at once
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        os.write(descriptor, os.urandom(KEY_BYTES))
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    try:
        os.link(draft, path)  # fails when another process was first: then its secret is the secret
    except FileExistsError:
        pass
    finally:
        draft.unlink()
    secret = path.read_bytes()
    if len(secret) != KEY_BYTES:
        raise Unreadable(f"the secret {name} is damaged: it has {len(secret)} bytes instead of {KEY_BYTES}")
    return secret
