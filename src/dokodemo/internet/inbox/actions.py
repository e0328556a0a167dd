"""Every write of the inbox."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from django.db import connection, transaction

from dokodemo.base import clock, files
from dokodemo.base.actor import Actor
from dokodemo.base.audit.actions import record
from dokodemo.internet.accounts import actions as accounts
from dokodemo.internet.accounts.resident import Resident, resident_actor
from dokodemo.internet.inbox import jobs, queries
from dokodemo.internet.profile import actions as profile

Kind = Literal["fee", "correction", "decided", "document", "returned"]


@dataclass(frozen=True)
class Arrival:
    """One thing for an inbox. ``id``: of the document, else of the message. ``document``: its sealed bytes."""

    id: UUID
    kind: Kind
    at: datetime
    sealed: bytes
    document: bytes = b""


def receive(account_id: UUID, application_id: UUID, arrival: Arrival) -> bool:
    """Put one thing into the inbox, in the caller's transaction, and have the resident told. A document is stored
    durably before its row. False when it was there already."""
    cipher = files.store_cipher(arrival.document) if arrival.document else ""
    with transaction.atomic(savepoint=False), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO inbox_notice (id, application_id, account_id, kind, at, sealed, sha256_cipher) "
            "VALUES (%s, %s, %s, %s, %s, %s, %s) ON CONFLICT (id) DO NOTHING "
            "RETURNING EXISTS (SELECT 1 FROM inbox_notice WHERE account_id = %s AND told_at IS NULL)",
            [
                arrival.id,
                application_id,
                account_id,
                arrival.kind,
                arrival.at,
                arrival.sealed,
                cipher,
                account_id,
            ],
        )
        row = cursor.fetchone()
        if row is None:
            return False
        if not row[0]:  # nothing else waits to be told: who came first has a mail on its way for both
            jobs.tell_soon(account_id)
    return True


def mark_read(resident: Resident, notices: list[UUID]) -> None:
    """The resident has seen these; the first time counts."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE inbox_notice SET read_at = %s WHERE id = ANY(%s) AND account_id = %s AND read_at IS NULL",
            [clock.now(), notices, resident.account_id],
        )


def note_document_opened(resident: Resident, document: queries.Notice) -> None:
    """A document was taken out of the inbox: read, and in the trail."""
    with transaction.atomic():
        mark_read(resident, [document.id])
        record(_actor(resident), "document.view", object_kind="document", object_id=str(document.id))


def close_everything(resident: Resident) -> None:
    """Close the account and take away what lay in its inbox and what was kept for later. Raises keeper.KeeperAway, keeper.Refused; then nothing
    has changed. The key goes first: whatever fails afterwards leaves only bytes that nobody can read."""
    accounts.close_account(resident)
    profile.remove(resident.account_id)
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM inbox_notice WHERE account_id = %s RETURNING sha256_cipher", [resident.account_id]
        )
        ciphers = [row[0] for row in cursor.fetchall() if row[0]]
    for cipher in ciphers:
        files.shred(cipher)


def _actor(resident: Resident) -> Actor:
    return resident_actor(resident.account_id)
