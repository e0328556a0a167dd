"""After a restore: a new epoch begins, and the neighbours offer again what the restored database has forgotten."""

import uuid

from django.db import connection, transaction

from dokodemo.gateway import epochs, outbox
from dokodemo.gateway.messages import Message, Refused, handles

STREAM = uuid.uuid5(uuid.NAMESPACE_URL, "dokodemo:gateway.epoch")


def bump_epoch() -> int:
    """Begin a new epoch: run once after a restore, with this zone's other processes stopped. Tells the neighbours,
    who then offer everything they still keep. Returns the new number."""
    epochs.current()
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE gateway_epoch SET since = now(), "
                "number = greatest(number + 1, extract(epoch FROM now())::bigint) RETURNING number"
            )
            (number,) = cursor.fetchone()
        epochs.forget()
        outbox.post_to_all(STREAM, "gateway.epoch", 1, {"epoch": number})
    epochs.forget()
    return int(number)


def note_epoch(origin: str, epoch: int) -> None:
    """A message of `origin` carries this epoch. When it is newer than any before, its database was restored: all
    that we still keep for it is offered again. In the inbox's transaction, which holds the origin's lock."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT number FROM gateway_peer_epoch WHERE origin = %s", [origin])
        known = cursor.fetchone()
        if known and known[0] >= epoch:
            return
        cursor.execute(
            "INSERT INTO gateway_peer_epoch (origin, number) VALUES (%s, %s) "
            "ON CONFLICT (origin) DO UPDATE SET number = excluded.number, at = now()",
            [origin, epoch],
        )
    if known:
        outbox.offer_all_again(origin)


@handles("gateway.epoch", 1)
def on_epoch(message: Message) -> None:
    """Every envelope carries its epoch; this one only makes sure that one comes at once."""
    if message.body.get("epoch") != message.epoch:
        raise Refused("epoch_differs")
