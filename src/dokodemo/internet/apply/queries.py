"""Every read of drafts and applications; each names the account, so another resident's thing is not there.

The road's own reads are SQL written out (decision 27): one statement a request."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from dokodemo.base import clock
from dokodemo.catalog import forms, versions
from dokodemo.catalog.forms import SummaryRow, SummarySection
from dokodemo.internet.accounts.resident import Resident
from dokodemo.internet.apply import copies, files
from dokodemo.internet.apply.copies import LockedCopy
from dokodemo.internet.apply.draft import Draft, unlock_body, unlock_key
from dokodemo.internet.apply.files import DraftFile


class NotHere(LookupError):
    """There is no such thing, or it is another resident's: the two look the same."""


@dataclass(frozen=True)
class OpenDraft:
    """A draft as a list shows it. ``title`` in the reader's language."""

    id: UUID
    procedure: str
    title: str
    updated_at: datetime
    expires_at: datetime


@dataclass(frozen=True)
class Application:
    """What was sent and how far it is. Instants are UTC; ``submitted_at`` is the legal arrival."""

    id: UUID
    receipt: str
    procedure: str
    catalog_hash: str
    zone: str
    submitted_at: datetime
    registered_at: datetime | None
    examining_at: datetime | None
    decided_at: datetime | None
    delivered_at: datetime | None
    has_copy: bool
    copy_expires_at: datetime

    @property
    def title(self) -> str:
        """The procedure's title in the reader's language."""
        return versions.at(self.catalog_hash).procedures[self.procedure].titles.of(get_language() or "ja")


_DRAFT = """
SELECT procedure, catalog_hash, locked_key, body, revision, updated_at FROM apply_draft
WHERE id = %s AND account_id = %s AND expires_at > %s"""
_DRAFT_TO_SUBMIT = _DRAFT.replace("updated_at FROM", "updated_at, nextval('apply_receipt') FROM")
_APPLICATION = """
SELECT id, receipt, procedure, catalog_hash, zone, submitted_at, registered_at, examining_at, decided_at, delivered_at,
       copy IS NOT NULL, copy_expires_at FROM apply_application"""


def draft(resident: Resident, draft_id: UUID) -> Draft:
    """The resident's own draft, opened. Raises NotHere."""
    with connection.cursor() as cursor:
        cursor.execute(_DRAFT, [draft_id, resident.account_id, clock.now()])
        row = cursor.fetchone()
    if row is None:
        raise NotHere
    return _opened(resident, draft_id, row)


def draft_to_submit(resident: Resident, draft_id: UUID) -> tuple[Draft, int]:
    """The draft and the counter of the receipt number it would get. Raises NotHere."""
    with connection.cursor() as cursor:
        cursor.execute(_DRAFT_TO_SUBMIT, [draft_id, resident.account_id, clock.now()])
        row = cursor.fetchone()
    if row is None:
        raise NotHere
    return _opened(resident, draft_id, row), row[6]


def _opened(resident: Resident, draft_id: UUID, row: tuple[Any, ...]) -> Draft:
    procedure_id, catalog_hash, locked_key, body, revision, updated_at = row[:6]
    key = unlock_key(resident.account_key, draft_id, locked_key)
    procedure = versions.at(catalog_hash).procedures[procedure_id]
    return Draft(
        id=draft_id,
        procedure=procedure,
        catalog_hash=catalog_hash,
        known=forms.known_values(procedure, dict(resident.known)),
        key=key,
        answers=unlock_body(key, draft_id, body),
        revision=revision,
        updated_at=updated_at,
    )


def drafts_of(account_id: UUID) -> list[OpenDraft]:
    """What this account has begun and not sent, the newest first."""
    return _open_drafts("", [account_id, clock.now()])


def open_draft(account_id: UUID, procedure: str) -> OpenDraft | None:
    """The account's open draft of one procedure: there is at most one."""
    return next(iter(_open_drafts(" AND procedure = %s", [account_id, clock.now(), procedure])), None)


def _open_drafts(which: str, parameters: list[Any]) -> list[OpenDraft]:
    language = get_language() or "ja"
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id, procedure, catalog_hash, updated_at, expires_at FROM apply_draft "  # noqa: S608
            f"WHERE account_id = %s AND expires_at > %s{which} ORDER BY updated_at DESC",
            parameters,
        )
        rows = cursor.fetchall()
    return [
        OpenDraft(row[0], row[1], versions.at(row[2]).procedures[row[1]].titles.of(language), row[3], row[4])
        for row in rows
    ]


def files_of(draft: Draft) -> list[DraftFile]:
    """The draft's attachments in the order in which they came. Only for a draft that was opened as one's own."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id, attachment, sha256_cipher, meta FROM apply_file WHERE draft_id = %s ORDER BY created_at, id",
            [draft.id],
        )
        rows = cursor.fetchall()
    return [files.opened(draft.key, *row) for row in rows]


def application(account_id: UUID, application_id: UUID) -> Application:
    """One application of this account. Raises NotHere."""
    found = _applications(" WHERE id = %s AND account_id = %s", [application_id, account_id])
    if not found:
        raise NotHere
    return found[0]


def mine(account_id: UUID) -> list[Application]:
    """Everything this account has sent, the newest first."""
    return _applications(" WHERE account_id = %s ORDER BY submitted_at DESC, id", [account_id])


def _applications(which: str, parameters: list[Any]) -> list[Application]:
    with connection.cursor() as cursor:
        cursor.execute(_APPLICATION + which, parameters)
        return [Application(*row) for row in cursor.fetchall()]


def my_number_names() -> frozenset[str]:
    """The fields for a My Number of every procedure on offer: no page may repeat what is in them (decision 23)."""
    catalog = versions.current()
    return frozenset(
        field.id
        for procedure in (catalog.procedures.values() if catalog else ())
        for page in procedure.pages
        for field in page.fields
        if field.type == "kojinbango"
    )


def owner_of(application_id: UUID) -> UUID | None:
    """Whose application it is, for what comes back from inside; None when this zone never sent it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT account_id FROM apply_application WHERE id = %s", [application_id])
        row = cursor.fetchone()
    return row[0] if row else None


def copy_of(resident: Resident, application_id: UUID) -> list[SummarySection]:
    """What was sent, as the office reads it, in the reader's language; empty when the copy was deleted or has expired.

    Raises NotHere."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT procedure, catalog_hash, locked_key, copy FROM apply_application WHERE id = %s AND account_id = %s",
            [application_id, resident.account_id],
        )
        row = cursor.fetchone()
    if row is None:
        raise NotHere
    procedure_id, catalog_hash, locked_key, copy = row
    if copy is None:
        return []
    values, attachments = copies.read(resident.account_key, application_id, LockedCopy(locked_key, copy))
    procedure = versions.at(catalog_hash).procedures[procedure_id]
    language = get_language() or "ja"
    sections = forms.summary(procedure, values, language)
    if attachments:
        titles = {each.id: each.titles.of(language) for each in procedure.attachments}
        rows = [
            SummaryRow(titles.get(each["attachment"], ""), each["name"], "", typed=True)
            for each in attachments
        ]
        sections.append(SummarySection("files", _("添付した書類"), rows))
    return sections
