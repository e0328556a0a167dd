"""A version of the catalog on its way (decision 30): office publishes and signs, core keeps and acknowledges, then
office and core act by it, and only then internet is given it and offers it to residents."""

import base64
import binascii
import uuid

from django.db import connection, transaction

from dokodemo.base import config
from dokodemo.base.actor import system
from dokodemo.base.audit.actions import record
from dokodemo.catalog import versions
from dokodemo.gateway import identity, outbox
from dokodemo.gateway.messages import Message, Refused, handles

STREAM = uuid.uuid5(uuid.NAMESPACE_URL, "dokodemo:catalog")
SIGNER = "office"


class NotThePublisher(Exception):
    """Catalogs are published in ``office`` only."""


def publish(content: bytes) -> str:
    """Sign, keep and send out a version (the bytes of ``Catalog.to_bytes()``). Returns its hash.

    It is offered to residents as soon as core has acknowledged it. Raises NotThePublisher."""
    house = config.load()
    if house.zone != SIGNER:
        raise NotThePublisher(f"a catalog is published in {SIGNER}, this is {house.zone}")
    signature = identity.sign(content)
    with transaction.atomic():
        hash_ = versions.store(content, signature, SIGNER)
        record(system(house.zone, "command"), "catalog.publish", object_kind="catalog", object_id=hash_)
        acknowledge(hash_, house.zone)
        if "core" in house.peers:
            _send(hash_, content, signature, "core")
        else:
            _offer(hash_)
    return hash_


def _send(hash_: str, content: bytes, signature: bytes, to: str) -> None:
    body = {
        "hash": hash_,
        "content": base64.b64encode(content).decode(),
        "signature": base64.b64encode(signature).decode(),
    }
    outbox.post(to, STREAM, "catalog.published", 1, body)


def _offer(hash_: str) -> None:
    """Everyone inside keeps it: act by it here and in core, give it to internet and let it be offered."""
    house = config.load()
    versions.activate(hash_)
    if "core" in house.peers:
        outbox.post("core", STREAM, "catalog.offered", 1, {"hash": hash_})
    if "internet" in house.peers:
        content, signature, _signer = versions.signature_of(hash_)
        _send(hash_, content, signature, "internet")
        outbox.post("internet", STREAM, "catalog.offered", 1, {"hash": hash_})


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


@handles("catalog.published", 1)
def on_published(message: Message) -> None:
    """Keep a version that office has signed, and say so."""
    hash_ = _hash_of(message)
    try:
        content = base64.b64decode(message.body["content"], validate=True)
        signature = base64.b64decode(message.body["signature"], validate=True)
    except (KeyError, TypeError, binascii.Error, ValueError) as error:
        raise Refused("catalog_unreadable") from error
    if message.origin != SIGNER or not identity.verify(SIGNER, content, signature):
        raise Refused("catalog_signature")
    if versions.store(content, signature, SIGNER) != hash_:
        raise Refused("catalog_hash")
    outbox.post(SIGNER, STREAM, "catalog.acknowledged", 1, {"hash": hash_})


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
    versions.activate(_hash_of(message))


def _hash_of(message: Message) -> str:
    hash_ = message.body.get("hash")
    if not isinstance(hash_, str):
        raise Refused("catalog_hash")
    return hash_
