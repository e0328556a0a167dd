"""Every read of the inbox; each names the account, so another resident's thing is not there."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.utils.translation import gettext as _

from dokodemo.internet.accounts.resident import Resident
from dokodemo.internet.apply import queries as applications
from dokodemo.internet.apply.queries import Application, NotHere, OpenDraft
from dokodemo.internet.inbox.states import Step, is_over, status_of, steps_of


@dataclass(frozen=True)
class Notice:
    """One thing in the inbox, still sealed. ``kind``: fee, decided, document."""

    id: UUID
    application_id: UUID
    kind: str
    at: datetime
    sealed: bytes
    sha256_cipher: str
    read_at: datetime | None


@dataclass(frozen=True)
class Row:
    """An application in the list. ``status`` is (word, class of the mark); ``needs`` what the resident should do."""

    application: Application
    status: tuple[str, str]
    needs: tuple[str, ...]
    is_over: bool


@dataclass(frozen=True)
class MyPage:
    """In the order of what needs the resident first. ``drafts`` are begun and not sent."""

    first: list[Row]
    drafts: list[OpenDraft]
    running: list[Row]
    past: list[Row]

    @property
    def is_empty(self) -> bool:
        return not (self.first or self.drafts or self.running or self.past)


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


def my_page(resident: Resident) -> MyPage:
    """Everything of this resident."""
    waiting = _waiting(resident.account_id)
    rows = [_row(each, waiting.get(each.id, frozenset())) for each in applications.mine(resident.account_id)]
    return MyPage(
        first=[row for row in rows if row.needs],
        drafts=applications.drafts_of(resident.account_id),
        running=[row for row in rows if not row.needs and not row.is_over],
        past=[row for row in rows if not row.needs and row.is_over],
    )


def _waiting(account_id: UUID) -> dict[UUID, frozenset[str]]:
    """Kinds of things not read yet, by application; a fee waits until there is a decision."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT application_id, array_agg(DISTINCT kind) FROM inbox_notice "
            "WHERE account_id = %s AND (read_at IS NULL OR kind = 'fee') GROUP BY application_id",
            [account_id],
        )
        return {row[0]: frozenset(row[1]) for row in cursor.fetchall()}


def _row(application: Application, waiting: frozenset[str]) -> Row:
    needs = []
    if "fee" in waiting and application.decided_at is None:
        needs.append(_("手数料をお支払いください"))
    if "decided" in waiting:
        needs.append(_("決定の内容をご覧ください"))
    if "document" in waiting:
        needs.append(_("書類が届いています"))
    return Row(application, status_of(application), tuple(needs), is_over(application))


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
