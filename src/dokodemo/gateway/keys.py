"""Short-lived sealing keys, signed by a zone's identity (decision 10).

``<folder>/keys/sealing/<kid>.pem``   our private halves (0600): the newest is published, older ones still open
``<folder>/keys/sealing/<kid>.json``  the certificate of each
``<folder>/keys/peers/<zone>.json``   the newest certificate of a neighbour, believed only with its signature
"""

import base64
import functools
import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

from dokodemo.base import clock, config
from dokodemo.gateway import identity
from dokodemo.gateway.envelope import SealingKey, canonical
from dokodemo.gateway.identity import KeyProblem

VALID = timedelta(days=120)
ROTATE_AFTER = timedelta(days=30)
# An envelope sealed on the last valid day may wait this long in an outbox, or come back from a backup (decision 10).
KEEP_AFTER_END = timedelta(days=60)
_CLOCKS_DIFFER = timedelta(minutes=10)
_LABEL = b"dokodemo-sealing-key-1\0"
_FIELDS = frozenset(("zone", "kid", "public", "not_before", "not_after", "signature"))

Certificate = dict[str, str]


@dataclass(frozen=True)
class Checked:
    """A certificate whose form holds; `key` is what to seal to."""

    zone: str
    key: SealingKey
    not_before: datetime
    not_after: datetime


def create_sealing_key(folder: Path, zone: str, now: datetime) -> Certificate:
    """Make and keep a sealing key for the zone that lives in `folder`; returns its certificate. Raises KeyProblem."""
    private = X25519PrivateKey.generate()
    public = private.public_key().public_bytes_raw()
    kid = sha256(public).hexdigest()[:16]
    claims = {
        "zone": zone,
        "kid": kid,
        "public": base64.b64encode(public).decode(),
        "not_before": now.isoformat(),
        "not_after": (now + VALID).isoformat(),
    }
    signature = identity.sign_with(folder, _LABEL + canonical(claims))
    certificate = claims | {"signature": base64.b64encode(signature).decode()}
    place = folder / "keys" / "sealing"
    pem = private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    identity.write_private(place / f"{kid}.pem", pem)
    identity.write_private(place / f"{kid}.json", canonical(certificate))
    return certificate


def new_sealing_key() -> Certificate:
    """Make a new sealing key for this zone. Publish it (``gateway.rotation``); the old ones go on opening."""
    house = config.load()
    return create_sealing_key(house.folder, house.zone, clock.now())


def newest_certificate(folder: Path) -> Certificate | None:
    """The certificate of our newest sealing key, or None before the first."""
    found = [json.loads(path.read_text("utf-8")) for path in (folder / "keys" / "sealing").glob("*.json")]
    return max(found, key=lambda certificate: datetime.fromisoformat(certificate["not_before"]), default=None)


def install_peer_certificate(folder: Path, certificate: Certificate) -> None:
    """Keep a neighbour's certificate, unless a newer one is kept already. Its form is checked here, its signature
    each time it is used (``certified_by``). Raises KeyProblem."""
    offered = read_certificate(certificate)
    path = folder / "keys" / "peers" / f"{offered.zone}.json"
    if (
        path.exists()
        and read_certificate(json.loads(path.read_text("utf-8"))).not_before > offered.not_before
    ):
        return
    identity.write_atomic(path, canonical(certificate))


def read_certificate(certificate: Any) -> Checked:
    """The form of a certificate. Raises KeyProblem."""
    if not isinstance(certificate, dict) or certificate.keys() != _FIELDS:
        raise KeyProblem(f"a sealing certificate has the fields {', '.join(sorted(_FIELDS))}")
    try:
        public = base64.b64decode(certificate["public"], validate=True)
        start, end = (datetime.fromisoformat(certificate[name]) for name in ("not_before", "not_after"))
        zone, kid = str(certificate["zone"]), sha256(public).hexdigest()[:16]
        backwards = end <= start  # TypeError when only one of them has a time zone
    except (ValueError, TypeError) as error:
        raise KeyProblem("a sealing certificate with an unreadable key or time") from error
    if zone not in config.ZONES or len(public) != 32 or certificate["kid"] != kid:
        raise KeyProblem("a sealing certificate whose zone, key or key id is wrong")
    if backwards or start.tzinfo is None:
        raise KeyProblem("a sealing certificate whose times are wrong")
    return Checked(zone, SealingKey(kid, public), start, end)


def certified_by(certificate: Certificate, identity_public: bytes) -> bool:
    """Is the certificate signed by this identity?"""
    claims = {name: value for name, value in certificate.items() if name != "signature"}
    try:
        signature = base64.b64decode(certificate["signature"], validate=True)
    except (ValueError, KeyError, TypeError):
        return False
    return identity.verify_with(identity_public, _LABEL + canonical(claims), signature)


def sealing_key_of(zone: str) -> SealingKey:
    """What to seal to so that only `zone` can open it now. Raises KeyProblem."""
    house = config.load()
    path = house.folder / "keys" / "peers" / f"{zone}.json"
    peer = house.peers.get(zone)
    if peer is None:
        raise KeyProblem(f"{zone} is not a neighbour of {house.zone}: zone.toml has no [peers.{zone}]")
    try:
        changed = path.stat().st_mtime_ns
    except OSError as error:
        raise KeyProblem(
            f"{path}: no sealing certificate of {zone}; install the one that {zone} made"
        ) from error
    checked = _peer_certificate(path, changed, zone, peer.identity_public)
    now = clock.now()
    if checked.not_before > now + _CLOCKS_DIFFER:
        raise KeyProblem(f"the sealing key of {zone} is valid from {checked.not_before:%Y-%m-%d %H:%M} only: compare the clocks")  # fmt: skip
    if checked.not_after < now:
        raise KeyProblem(
            f"the sealing key of {zone} ended on {checked.not_after:%Y-%m-%d}: its gateway has published no new one; "
            f"see that {zone}'s courier or gateway server runs"
        )
    return checked.key


@functools.lru_cache(maxsize=64)
def _peer_certificate(path: Path, changed: int, zone: str, identity_public: bytes) -> Checked:
    certificate = json.loads(path.read_text("utf-8"))
    checked = read_certificate(certificate)
    if checked.zone != zone or not certified_by(certificate, identity_public):
        raise KeyProblem(
            f"{path}: this certificate is not signed by the identity that zone.toml gives for {zone}"
        )
    return checked


def private_of(kid: str) -> bytes | None:
    """Our raw private sealing key of this name (16 hex digits), or None when it was never ours or is dropped."""
    return _private(config.load().folder, kid)


@functools.lru_cache(maxsize=64)
def _read_private(path: Path, changed: int) -> bytes:
    key = load_pem_private_key(path.read_bytes(), password=None)
    if not isinstance(key, X25519PrivateKey):
        raise KeyProblem(f"{path}: a sealing key must be an X25519 key")
    return key.private_bytes_raw()


def _private(folder: Path, kid: str) -> bytes | None:
    path = folder / "keys" / "sealing" / f"{kid}.pem"
    try:
        return _read_private(path, path.stat().st_mtime_ns)
    except FileNotFoundError:
        return None


def drop_old_sealing_keys(now: datetime) -> list[str]:
    """Delete the private keys that nothing can still need; the newest always stays. Returns their kids."""
    folder = config.load().folder
    newest = newest_certificate(folder)
    dropped = []
    for path in (folder / "keys" / "sealing").glob("*.json"):
        checked = read_certificate(json.loads(path.read_text("utf-8")))
        is_newest = newest is not None and checked.key.kid == newest["kid"]
        if is_newest or checked.not_after + KEEP_AFTER_END > now:
            continue
        path.with_suffix(".pem").unlink(missing_ok=True)
        path.unlink()
        dropped.append(checked.key.kid)
    return dropped
