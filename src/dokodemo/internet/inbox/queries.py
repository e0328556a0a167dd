"""Every read of the inbox; each names the account, so another resident's thing is not there."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from dokodemo.internet.accounts.resident import Resident
from dokodemo.internet.apply import queries as applications
from dokodemo.internet.apply.queries import Application, NotHere
from dokodemo.internet.inbox.states import Step, is_over, steps_of


@dataclass(frozen=True)
class Notice:
    """One thing in the inbox, still sealed. ``kind``: fee, correction, decided, document, returned."""

    id: UUID
    application_id: UUID
    kind: str
    at: datetime
    sealed: bytes
    sha256_cipher: str
    read_at: datetime | None


@dataclass(frozen=True)
class OneApplication:
    """An application, how far it is, and what has arrived for it (the oldest first)."""

    application: Application
    steps: list[Step]
    notices: list[Notice]

    def of(self, kind: str) -> list[Notice]:
        """What arrived of one kind."""
        return [notice for notice in self.notices if notice.kind == kind]


_NOTICES = "SELECT id, application_id, kind, at, sealed, sha256_cipher, read_at FROM inbox_notice WHERE account_id = %s"


def waiting(account_id: UUID) -> dict[UUID, list[Notice]]:
    """What was not read yet, and what was said of fees, by application, the oldest first."""
    found: dict[UUID, list[Notice]] = {}
    with connection.cursor() as cursor:
        cursor.execute(_NOTICES + " AND (read_at IS NULL OR kind = 'fee') ORDER BY at, id", [account_id])
        for row in cursor.fetchall():
            found.setdefault(row[1], []).append(_notice(row))
    return found


def one(resident: Resident, application_id: UUID) -> OneApplication:
    """One application of this resident. Raises NotHere."""
    application = applications.application(resident.account_id, application_id)
    with connection.cursor() as cursor:
        cursor.execute(
            _NOTICES + " AND application_id = %s ORDER BY at, id", [resident.account_id, application_id]
        )
        notices = [_notice(row) for row in cursor.fetchall()]
    return OneApplication(application, steps_of(application), notices)


def decisions(resident: Resident, most: int) -> list[Notice]:
    """The decisions that arrived last, still sealed, the newest first."""
    with connection.cursor() as cursor:
        cursor.execute(
            _NOTICES + " AND kind = 'decided' ORDER BY at DESC LIMIT %s", [resident.account_id, most]
        )
        return [_notice(row) for row in cursor.fetchall()]


def document(resident: Resident, document_id: UUID) -> Notice:
    """One document of this resident, still sealed. Raises NotHere."""
    with connection.cursor() as cursor:
        cursor.execute(_NOTICES + " AND id = %s AND kind = 'document'", [resident.account_id, document_id])
        row = cursor.fetchone()
    if row is None:
        raise NotHere
    return _notice(row)


def running_count(resident: Resident) -> int:
    """Applications whose outcome has not been delivered: what closing the account would leave unread."""
    return sum(not is_over(each) for each in applications.mine(resident.account_id))


def _notice(row: tuple[Any, ...]) -> Notice:
    return Notice(row[0], row[1], row[2], row[3], bytes(row[4]), row[5], row[6])
