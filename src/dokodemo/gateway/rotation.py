"""Sealing keys change by themselves: publish the new one, go on opening with the old ones (decision 10)."""

import logging
import uuid
from datetime import datetime

from django.db import connection, transaction

from dokodemo.base import config
from dokodemo.gateway import keys, outbox
from dokodemo.gateway.identity import KeyProblem
from dokodemo.gateway.messages import Message, Refused, handles

log = logging.getLogger(__name__)

TYPE = "gateway.sealing_key"
STREAM = uuid.uuid5(uuid.NAMESPACE_URL, "dokodemo:gateway.sealing_key")


def rotate_if_due(now: datetime) -> str | None:
    """Make and publish a new sealing key when the newest is a month old; drop what nothing can still need.

    One process at a time. Returns the new key's kid, or None."""
    with transaction.atomic():
        if not _alone():
            return None
        newest = keys.newest_certificate(config.load().folder)
        if newest and keys.read_certificate(newest).not_before + keys.ROTATE_AFTER > now:
            return None
        kid = rotate()
        for dropped in keys.drop_old_sealing_keys(now):
            log.info("sealing key %s dropped", dropped)
        return kid


def rotate() -> str:
    """Make a new sealing key now and tell every neighbour. Returns its kid."""
    certificate = keys.new_sealing_key()
    outbox.post_to_all(STREAM, TYPE, 1, {"certificate": certificate})
    log.info("sealing key %s made and published", certificate["kid"])
    return certificate["kid"]


def _alone() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(hashtextextended('gateway.rotation', 0))")
        return bool(cursor.fetchone()[0])


@handles(TYPE, 1)
def on_sealing_key(message: Message) -> None:
    """A neighbour's new certificate, believed only when its identity has signed it."""
    house = config.load()
    certificate = message.body.get("certificate")
    try:
        checked = keys.read_certificate(certificate)
    except KeyProblem as problem:
        raise Refused("certificate_unreadable") from problem
    if checked.zone != message.origin or certificate is None:
        raise Refused("certificate_of_another_zone")
    if not keys.certified_by(certificate, house.peers[message.origin].identity_public):
        raise Refused("certificate_signature")
    keys.install_peer_certificate(house.folder, certificate)
