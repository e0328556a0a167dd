"""A version of the catalog on its way (decision 30): office publishes and signs, core keeps and acknowledges, then
office and core act by it, and only then internet is given it and offers it to residents."""

import base64
import binascii
import uuid
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction

from dokodemo.base import clock, config
from dokodemo.base.actor import Actor, system
from dokodemo.base.audit.actions import record
from dokodemo.catalog import versions
from dokodemo.gateway import identity, outbox
from dokodemo.gateway.messages import Message, Refused, handles

STREAM = uuid.uuid5(uuid.NAMESPACE_URL, "dokodemo:catalog")
SIGNER = "office"
_MOST_BYTES = 64 * 1024 * 1024


class NotThePublisher(Exception):
    """Catalogs are published in ``office`` only."""


@dataclass(frozen=True)
class Stage:
    """What one zone has said of a version: since when it keeps it, and since when it acts by it (None: not yet)."""

    kept_at: datetime
    in_force_at: datetime | None


#: What a room does when another version is in force in this zone, in the transaction that puts it there.
_followers: list[Callable[[], None]] = []


def when_in_force(act: Callable[[], None]) -> None:
    """Have ``act`` called whenever a version comes into force here. It may only defer jobs: until the transaction
    ends, ``versions.current()`` may still be the version before."""
    if act not in _followers:
        _followers.append(act)


def publish(content: bytes, by: Actor | None = None) -> str:
    """Sign, keep and send out a version (the bytes of ``Catalog.to_bytes()``). Returns its hash.

    It is offered to residents as soon as core has acknowledged it. ``by``: who decided it; None is the installation.
    Raises NotThePublisher."""
    house = config.load()
    if house.zone != SIGNER:
        raise NotThePublisher(f"a catalog is published in {SIGNER}, this is {house.zone}")
    signature = identity.sign(content)
    with transaction.atomic():
        hash_ = versions.store(content, signature, SIGNER)
        actor = by or system(house.zone, "installation")
        record(actor, "catalog.publish", object_kind="catalog", object_id=hash_)
        _begin_again(hash_)
        acknowledge(hash_, house.zone)
        if "core" in house.peers:
            _send(hash_, content, signature, "core")
        else:
            _offer(hash_)
    return hash_


def _begin_again(hash_: str) -> None:
    """A version that was in force before and comes back goes the whole way once more: what the zones said the first
    time is no answer now."""
    current = versions.current()
    if current is None or current.hash != hash_:
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM gateway_catalog_acknowledgement WHERE hash = %s", [hash_])


def _send(hash_: str, content: bytes, signature: bytes, to: str) -> None:
    body = {
        "hash": hash_,
        "content": base64.b64encode(zlib.compress(content)).decode(),
        "signature": base64.b64encode(signature).decode(),
    }
    outbox.post(to, STREAM, "catalog.published", 2, body)


def _offer(hash_: str) -> None:
    """Everyone inside keeps it: act by it here and in core, give it to internet and let it be offered."""
    house = config.load()
    _put_in_force(hash_)
    note_in_force(hash_, house.zone, clock.now())
    if "core" in house.peers:
        outbox.post("core", STREAM, "catalog.offered", 1, {"hash": hash_})
    if "internet" in house.peers:
        content, signature, _signer = versions.signature_of(hash_)
        _send(hash_, content, signature, "internet")
        outbox.post("internet", STREAM, "catalog.offered", 1, {"hash": hash_})


def _put_in_force(hash_: str) -> None:
    versions.activate(hash_)
    for act in _followers:
        act()


def acknowledge(hash_: str, zone: str) -> bool:
    """Note that `zone` keeps this version. Returns whether that was new."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO gateway_catalog_acknowledgement (hash, zone) VALUES (%s, %s) ON CONFLICT DO NOTHING",
            [hash_, zone],
        )
        return bool(cursor.rowcount)


def acknowledged_by(hash_: str) -> frozenset[str]:
    """The zones that keep this version, as office knows it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT zone FROM gateway_catalog_acknowledgement WHERE hash = %s", [hash_])
        return frozenset(zone for (zone,) in cursor.fetchall())


def note_in_force(hash_: str, zone: str, at: datetime) -> None:
    """Note that `zone` acts by this version since ``at``; the first word counts."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO gateway_catalog_acknowledgement (hash, zone, in_force_at) VALUES (%s, %s, %s) "
            "ON CONFLICT (hash, zone) DO UPDATE SET in_force_at = "
            "coalesce(gateway_catalog_acknowledgement.in_force_at, excluded.in_force_at)",
            [hash_, zone, at],
        )


def stages(hash_: str) -> Mapping[str, Stage]:
    """How far this version is, by zone, as office knows it."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT zone, at, in_force_at FROM gateway_catalog_acknowledgement WHERE hash = %s", [hash_]
        )
        return {zone: Stage(at, in_force) for zone, at, in_force in cursor.fetchall()}


@handles("catalog.published", 2)
def on_published(message: Message) -> None:
    """Keep a version that office has signed, and say so."""
    _keep(message, _unpacked)


@handles("catalog.published", 1)
def on_published_as_it_is(message: Message) -> None:
    """The same from an office that does not pack yet."""
    _keep(message, bytes)


def _keep(message: Message, opened: Callable[[bytes], bytes]) -> None:
    hash_ = _hash_of(message)
    try:
        content = opened(base64.b64decode(message.body["content"], validate=True))
        signature = base64.b64decode(message.body["signature"], validate=True)
    except (KeyError, TypeError, binascii.Error, ValueError, zlib.error) as error:
        raise Refused("catalog_unreadable") from error
    if message.origin != SIGNER or not identity.verify(SIGNER, content, signature):
        raise Refused("catalog_signature")
    if versions.store(content, signature, SIGNER) != hash_:
        raise Refused("catalog_hash")
    outbox.post(SIGNER, STREAM, "catalog.acknowledged", 1, {"hash": hash_})


def _unpacked(packed: bytes) -> bytes:
    """The catalog's bytes. In every language it says some thousand things six times over: packed, it is a quarter and
    fits into an envelope. Raises ValueError or zlib.error for what is none, or too large to be one."""
    opener = zlib.decompressobj()
    content = opener.decompress(packed, _MOST_BYTES)
    if not opener.eof:
        raise ValueError("cut short, or too large")
    return content


@handles("catalog.acknowledged", 1)
def on_acknowledged(message: Message) -> None:
    """When core keeps it, everyone inside does: offer it."""
    hash_ = _hash_of(message)
    is_new = acknowledge(hash_, message.origin)
    if config.load().zone == SIGNER and message.origin == "core" and is_new:
        _offer(hash_)


@handles("catalog.offered", 1)
def on_offered(message: Message) -> None:
    """This version is in force from now on."""
    if message.origin != SIGNER:
        raise Refused("catalog_origin")
    hash_ = _hash_of(message)
    _put_in_force(hash_)
    body = {"hash": hash_, "at": clock.now().isoformat()}
    outbox.post(SIGNER, STREAM, "catalog.in_force", 1, body)


@handles("catalog.in_force", 1)
def on_in_force(message: Message) -> None:
    """A zone acts by this version now."""
    try:
        at = datetime.fromisoformat(message.body["at"])
    except (KeyError, TypeError, ValueError) as error:
        raise Refused("at") from error
    if at.tzinfo is None:
        raise Refused("at")
    note_in_force(_hash_of(message), message.origin, at)


def _hash_of(message: Message) -> str:
    hash_ = message.body.get("hash")
    if not isinstance(hash_, str):
        raise Refused("catalog_hash")
    return hash_
