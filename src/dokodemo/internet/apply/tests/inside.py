"""The handling zone's side, with its own keys: opens what stands in the outbox as it would after the crossing."""

import os
from pathlib import Path
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from django.db import connection

from dokodemo.base import config
from dokodemo.gateway import envelope, identity
from dokodemo.gateway.envelope import Frame, Message
from dokodemo.operate import testing
from dokodemo.operate.house import House


def messages_of(application_id: UUID) -> list[Message]:
    """What this zone sends about one application, in order, opened with the destination's private keys."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id, destination, header, sealed FROM gateway_outbox WHERE stream = %s ORDER BY sequence",
            [application_id],
        )
        rows = cursor.fetchall()
    return [
        _opened(str(zone), Frame(number, bytes(header), bytes(sealed)))
        for number, zone, header, sealed in rows
    ]


def _opened(zone: str, frame: Frame) -> Message:
    house = config.load()
    folder = House(Path(os.environ[testing.HOME])).folder(zone)

    def private_of(kid: str) -> bytes:
        key = load_pem_private_key((folder / "keys" / "sealing" / f"{kid}.pem").read_bytes(), None)
        assert isinstance(key, X25519PrivateKey)
        return key.private_bytes_raw()

    ours = identity.public_of(house.folder)

    def verify(origin: str, data: bytes, signature: bytes) -> bool:
        return origin == house.zone and identity.verify_with(ours, data, signature)

    return envelope.open_(frame, zone=zone, city=house.city, private_of=private_of, verify=verify)
