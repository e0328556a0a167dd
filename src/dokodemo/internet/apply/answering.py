"""補正: what a resident was asked to mend is a draft of its own, filled with what the section has. Sent, it is the next version
of the same application (decision 3): nothing of what was sent before is edited."""

import os
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from dokodemo.base import clock
from dokodemo.base import files as base_files
from dokodemo.base.crypto import KEY_BYTES, Unreadable
from dokodemo.catalog import forms, versions
from dokodemo.catalog.compiled import form_of, walk
from dokodemo.catalog.schema import Procedure
from dokodemo.catalog.terms import inward
from dokodemo.gateway import outbox
from dokodemo.internet.accounts.resident import Resident
from dokodemo.internet.apply import copies, queries, submitting
from dokodemo.internet.apply.actions import KEPT, LevelTooLow, delete_draft
from dokodemo.internet.apply.copies import LockedCopy
from dokodemo.internet.apply.draft import FILES, Answers, Draft, lock_body, lock_key
from dokodemo.internet.apply.files import DraftFile
from dokodemo.internet.apply.queries import Application, NotHere

_BEGIN = """
INSERT INTO apply_draft (id, account_id, procedure, catalog_hash, locked_key, body, revision, begun_at, updated_at,
                         expires_at, answers)
VALUES (%s, %s, %s, %s, %s, %s, 1, %s, %s, %s, %s) ON CONFLICT DO NOTHING RETURNING id"""
# The draft's row is the lock, as in ``submitting``: what was sent once finds nothing to send again.
_SEND = """
WITH gone AS (
    DELETE FROM apply_draft WHERE id = %s AND account_id = %s AND revision = %s RETURNING id, answers),
files AS (
    DELETE FROM apply_file WHERE draft_id = %s AND EXISTS (SELECT FROM gone)),
mended AS (
    UPDATE apply_application a SET answered_at = %s, answered_draft = gone.id, asked_until = NULL, asked_told = NULL,
        locked_key = %s, copy = %s, copy_expires_at = %s
    FROM gone WHERE a.id = gone.answers AND a.account_id = %s AND a.withdrawal_at IS NULL RETURNING a.id, a.account_id),
seen AS (
    INSERT INTO audit_row (actor_kind, actor_id, actor_name, action, object_kind, object_id)
    SELECT 'resident', account_id::text, '', 'application.answer', 'application', id::text FROM mended)
SELECT id FROM mended"""

#: So many days before the last day of what is to be mended its resident is told.
MEND_BEFORE = (3, 1)


@dataclass(frozen=True)
class Asked:
    """What is to be mended, as the section asks: in its words, which answers (by their names in the form) and files, and the
    answers as the section has them. ``notice``: what brought it."""

    notice: UUID
    text: str
    until: date
    fields: tuple[str, ...]
    attachments: tuple[str, ...]
    values: Mapping[str, Any]


def labels_of(
    procedure: Procedure,
    fields: Sequence[str],
    attachments: Sequence[str],
    values: Mapping[str, Any],
    language: str,
) -> list[str]:
    """What the form calls these answers, then these files, in the reader's language; what it does not know keeps its name."""
    rows = (row for part in forms.summary(procedure, values, language) for row in part.rows)
    labels = {row.field_id: row.label for row in rows}
    titles = {each.id: each.titles.of(language) for each in procedure.attachments}
    return [*(labels.get(name, name) for name in fields), *(titles.get(name, name) for name in attachments)]


def start(resident: Resident, application: Application, asked: Asked) -> UUID:
    """The draft that mends this application: a new one, or the one that was begun for the same request. Raises LevelTooLow,
    NotHere (it can no longer be mended)."""
    procedure = versions.at(application.catalog_hash).procedures[application.procedure]
    if not application.is_open:
        raise NotHere
    if not resident.has(procedure.identity):
        raise LevelTooLow
    begun = _begun(resident, application)
    if begun is not None and begun.answers.asked["notice"] == str(asked.notice):
        return begun.id
    if begun is not None:  # something else is asked for since
        delete_draft(resident.account_id, begun.id)
    wanted = {name.split("-")[0] for name in asked.fields}
    pages = walk(form_of(procedure), dict(asked.values)).asked_pages
    done = [page.id for page in pages if not any(field.id in wanted for field in page.fields)]
    answers = Answers(
        values=dict(asked.values),
        filled=dict(asked.values),
        done=done if asked.attachments else [*done, FILES],
        asked={
            "notice": str(asked.notice), "text": asked.text, "until": asked.until.isoformat(),
            "fields": list(asked.fields), "attachments": list(asked.attachments),
        },
    )  # fmt: skip
    draft_id, key, at = uuid.uuid4(), os.urandom(KEY_BYTES), clock.now()
    with connection.cursor() as cursor:
        cursor.execute(
            _BEGIN,
            [
                *(draft_id, resident.account_id, application.procedure, application.catalog_hash),
                *(lock_key(resident.account_key, draft_id, key), lock_body(key, draft_id, answers)),
                *(at, at, at + KEPT, application.id),
            ],
        )
        made = cursor.fetchone()
    if made:
        return draft_id
    other = _begun(resident, application)  # in another window, just now
    if other is None:
        raise NotHere
    return other.id


def _begun(resident: Resident, application: Application) -> Draft | None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id FROM apply_draft WHERE answers = %s AND account_id = %s",
            [application.id, resident.account_id],
        )
        row = cursor.fetchone()
    if row is None:
        return None
    try:
        return queries.draft(resident, row[0])
    except NotHere:  # its days are over, and the night has not been here yet
        delete_draft(resident.account_id, row[0])
        return None


def send(
    resident: Resident,
    draft: Draft,
    files: Sequence[DraftFile],
    private: Mapping[str, str],
    language: str,
    at: datetime,
) -> bool:
    """Send a draft that was found right; ``at`` is when the city has it. False when it is no longer as it was read: sent,
    changed in another window, or the application was taken back. Raises keys.KeyProblem; nothing is sent then."""
    (part,) = submitting.parts_of(draft, files, [""], dict(private))
    application = queries.application(resident.account_id, draft.application_id)
    copy = copies.make(resident.account_key, part.id, part.values, _files_so_far(resident, part.id, files))
    body = {
        "application": str(part.id),
        "language": inward(language),
        "arrived_at": at.isoformat(),
        "values": part.values,
        "private": part.private,
        "attachments": [file.for_message() for file in part.files],
        "evidence": dict(resident.evidence),
    }
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(
                _SEND,
                [
                    *(draft.id, resident.account_id, draft.revision, draft.id, at),
                    *(copy.locked_key, copy.copy, at + copies.KEPT, resident.account_id),
                ],
            )
            if cursor.fetchone() is None:
                transaction.set_rollback(True)
                return False
        outbox.post(application.zone, part.id, "application.answered", 1, body)
        for file in part.files:
            for each in submitting.pieces_of(part.id, file):
                outbox.post(application.zone, part.id, "attachment.part", 1, each.body, each.tail)
    for file in files:
        base_files.shred(file.sha256_cipher)
    return True


def _files_so_far(
    resident: Resident, application_id: UUID, files: Sequence[DraftFile]
) -> list[dict[str, str]]:
    """What the copy says was attached: before, where it is still there, and now."""
    locked = queries.locked_copy(resident.account_id, application_id)
    before: list[dict[str, str]] = []
    if locked is not None:
        try:
            before = copies.read(resident.account_key, application_id, LockedCopy(*locked))[1]
        except Unreadable:
            before = []
    return [*before, *({"attachment": file.attachment, "name": file.name} for file in files)]


def note_asked(application_id: UUID, until: date) -> None:
    """Something is to be mended by the last day ``until``; what was asked before no longer counts."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE apply_application SET asked_until = %s, asked_told = NULL WHERE id = %s",
            [until, application_id],
        )


def note_ending(days: int, most: int) -> list[tuple[UUID, UUID]]:
    """Note that residents are told of what they have to mend within ``days`` days (and not within the next smaller notice),
    each once: (application, account) of the next ``most``."""
    sooner = max((each for each in MEND_BEFORE if each < days), default=-1)
    today = clock.today()
    with connection.cursor() as cursor:
        cursor.execute(
            "WITH due AS MATERIALIZED (SELECT id FROM apply_application WHERE asked_until > %s::date + %s "
            "AND asked_until <= %s::date + %s AND (asked_told IS NULL OR asked_told > %s) AND decided_at IS NULL "
            "AND withdrawal_at IS NULL AND withdrawn_at IS NULL ORDER BY asked_until, id LIMIT %s FOR UPDATE SKIP LOCKED) "
            "UPDATE apply_application a SET asked_told = %s FROM due WHERE a.id = due.id RETURNING a.id, a.account_id",
            [today, sooner, today, days, days, most, days],
        )
        return sorted((row[0], row[1]) for row in cursor.fetchall())


def first_to_mend(account_id: UUID) -> date | None:
    """The last day for what this account has to mend first; None: there is nothing."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT min(asked_until) FROM apply_application WHERE account_id = %s AND asked_until >= %s "
            "AND decided_at IS NULL AND withdrawal_at IS NULL AND withdrawn_at IS NULL",
            [account_id, clock.today()],
        )
        found: date | None = cursor.fetchone()[0]
        return found
