"""End to end: what was received is confirmed to its origin, so that a relay that drops something is noticed."""

import uuid

from django.db import connection, transaction

from dokodemo.gateway import outbox
from dokodemo.gateway.messages import Message, Refused, handles

TYPE = "gateway.confirmed"
# A confirmation is not confirmed: when it is lost, its subject comes again and is confirmed again.
UNCONFIRMED = frozenset({TYPE})
MAX_IDS = 1000


def send_confirmations() -> int:
    """Tell every origin what has come since the last time, in batches. Returns how many messages were confirmed."""
    confirmed = 0
    while True:
        with transaction.atomic():
            owed = _claim()
            for origin in sorted({origin for origin, _ in owed}):
                ids = sorted({str(message) for owner, message in owed if owner == origin})
                # A stream of its own: a lost confirmation must not hold up the next one.
                outbox.post(origin, uuid.uuid4(), TYPE, 1, {"ids": ids}, confirm=False)
        confirmed += len(owed)
        if len(owed) < MAX_IDS:
            return confirmed


def _claim() -> list[tuple[str, uuid.UUID]]:
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM gateway_confirmation WHERE id IN (SELECT id FROM gateway_confirmation ORDER BY id "
            "LIMIT %s FOR UPDATE SKIP LOCKED) RETURNING origin, message",
            [MAX_IDS],
        )
        return list(cursor.fetchall())


@handles(TYPE, 1)
def on_confirmed(message: Message) -> None:
    """The reader has these messages of ours. A zone can confirm only what was for itself."""
    ids = message.body.get("ids")
    if not isinstance(ids, list) or len(ids) > MAX_IDS:
        raise Refused("ids_unreadable")
    try:
        wanted = [uuid.UUID(each) for each in ids]
    except (ValueError, TypeError, AttributeError) as error:
        raise Refused("ids_unreadable") from error
    outbox.confirm(message.origin, wanted)
