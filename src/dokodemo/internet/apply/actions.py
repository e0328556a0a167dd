"""Every write of drafts and of what the resident keeps. Sending is in ``submitting``."""

import os
import uuid
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Literal
from uuid import UUID

from django.db import connection, transaction

from dokodemo.base import clock
from dokodemo.base import files as base_files
from dokodemo.base.actor import Actor
from dokodemo.base.audit.actions import record
from dokodemo.base.crypto import KEY_BYTES
from dokodemo.catalog import combining, forms, versions
from dokodemo.catalog.combined import JOIN
from dokodemo.catalog.parsing import Post
from dokodemo.catalog.schema import Page, Procedure
from dokodemo.internet.accounts.resident import Resident
from dokodemo.internet.apply import queries
from dokodemo.internet.apply.draft import FILES, Answers, Draft, lock_body, lock_key
from dokodemo.internet.apply.files import DraftFile
from dokodemo.internet.apply.proposing import proposed
from dokodemo.internet.apply.queries import NotHere

KEPT = timedelta(days=30)
_TRIES = 5

What = Literal["registered", "examining", "decided", "delivered", "withdrawn"]


class Busy(Exception):
    """Other windows kept saving the same draft; nothing was lost, nothing was saved here. Try again."""


class LevelTooLow(Exception):
    """The procedure asks for a surer sign-in than this one."""


@dataclass(frozen=True)
class Started:
    """``new`` is False when the account had an open draft of this procedure already: it is that one."""

    draft_id: UUID
    new: bool


@dataclass(frozen=True)
class PageRead:
    """``page`` was read with ``result``; ``draft`` is as it is with that."""

    draft: Draft
    page: Page
    result: forms.PageResult


def start(resident: Resident, procedure: Procedure, catalog_hash: str) -> Started:
    """Open a draft with what is known of the resident already, or find the one that is open. Raises LevelTooLow."""
    if not resident.has(procedure.identity):
        raise LevelTooLow
    draft_id, key, at = uuid.uuid4(), os.urandom(KEY_BYTES), clock.now()
    proposal = proposed(resident, procedure)
    answers = Answers(values=proposal.values, filled=proposal.values, told=proposal.told)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO apply_draft (id, account_id, procedure, catalog_hash, locked_key, body, revision, begun_at, "
            "updated_at, expires_at) VALUES (%s, %s, %s, %s, %s, %s, 1, %s, %s, %s) ON CONFLICT DO NOTHING RETURNING id",
            [
                draft_id,
                resident.account_id,
                procedure.id,
                catalog_hash,
                lock_key(resident.account_key, draft_id, key),
                lock_body(key, draft_id, answers),
                at,
                at,
                at + KEPT,
            ],
        )
        if cursor.fetchone():
            return Started(draft_id, True)
    existing = queries.open_draft(resident.account_id, procedure.id)
    if existing is not None:
        return Started(existing.id, False)
    remove_expired_drafts(resident.account_id)  # the night has not been here yet
    return start(resident, procedure, catalog_hash)


def save_page(
    resident: Resident, draft_id: UUID, page_id: str, post: Post, language: str, *, finished: bool
) -> PageRead:
    """Read one posted page into the draft. What was typed is saved even when something is wrong with it; only a page
    that is right and ``finished`` counts as done. Raises NotHere, Busy."""
    for _ in range(_TRIES):
        read = try_page(resident, draft_id, page_id, post, language, finished=finished)
        if _store(resident, read.draft):
            return read
    raise Busy


def try_page(
    resident: Resident, draft_id: UUID, page_id: str, post: Post, language: str, *, finished: bool
) -> PageRead:
    """The same without saving: what the page would be with these answers. Raises NotHere."""
    draft = queries.draft(resident, draft_id)
    page = draft.procedure.page(page_id)
    if page is None:
        raise NotHere
    result = read_page(draft, page, post, language, clock.today())
    draft.take(page, result, finished=finished)
    return PageRead(draft, page, result)


def read_page(draft: Draft, page: Page, post: Post, language: str, on: date) -> forms.PageResult:
    """The posted page, judged. Known values are taken from the sign-in, whatever was posted."""
    return forms.parse_page(draft.procedure, page, post, draft.values, language, on, known=draft.known.keys())


def finish_files(resident: Resident, draft: Draft) -> Draft:
    """The resident goes on from the attachments. Raises NotHere, Busy."""
    for _ in range(_TRIES):
        if FILES in draft.answers.done:
            return draft
        draft.answers.done.append(FILES)
        if _store(resident, draft):
            return draft
        draft = queries.draft(resident, draft.id)
    raise Busy


def _store(resident: Resident, draft: Draft) -> bool:
    """Write the draft back unless another window did in between."""
    at = clock.now()
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE apply_draft SET body = %s, revision = revision + 1, updated_at = %s, expires_at = %s, told_days = NULL "
            "WHERE id = %s AND account_id = %s AND revision = %s",
            [
                lock_body(draft.key, draft.id, draft.answers),
                at,
                at + KEPT,
                draft.id,
                resident.account_id,
                draft.revision,
            ],
        )
        stored = bool(cursor.rowcount == 1)
    if stored:
        draft.revision += 1
        draft.updated_at = at
    return stored


def add_file(resident: Resident, draft: Draft, file: DraftFile, limit: int) -> bool:
    """Attach a file that lies sealed on disk; False when the attachment has ``limit`` files already.

    The draft's row is locked first: two windows cannot pass the limit together, and a submission that read the files
    before is noticed by the revision. Raises NotHere."""
    at = clock.now()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "UPDATE apply_draft SET revision = revision + 1, updated_at = %s, expires_at = %s, told_days = NULL "
            "WHERE id = %s AND account_id = %s",
            [at, at + KEPT, draft.id, resident.account_id],
        )
        if cursor.rowcount != 1:
            raise NotHere
        cursor.execute(
            "INSERT INTO apply_file (id, draft_id, attachment, sha256_cipher, meta) "
            "SELECT %s::uuid, %s::uuid, %s::text, %s::text, %s::bytea "
            "WHERE (SELECT count(*) FROM apply_file WHERE draft_id = %s AND attachment = %s) < %s",
            [
                file.id,
                draft.id,
                file.attachment,
                file.sha256_cipher,
                file.meta(draft.key),
                draft.id,
                file.attachment,
                limit,
            ],
        )
        return bool(cursor.rowcount == 1)


def remove_file(resident: Resident, draft_id: UUID, file_id: UUID) -> None:
    """Take an attachment back; its key goes with the row, its ciphertext at once. Raises NotHere."""
    with connection.cursor() as cursor:
        cursor.execute(
            "WITH d AS (UPDATE apply_draft SET revision = revision + 1, updated_at = %s "
            "WHERE id = %s AND account_id = %s RETURNING id) "
            "DELETE FROM apply_file f USING d WHERE f.draft_id = d.id AND f.id = %s RETURNING f.sha256_cipher",
            [clock.now(), draft_id, resident.account_id, file_id],
        )
        row = cursor.fetchone()
    if row is None:
        raise NotHere
    base_files.shred(row[0])


def delete_draft(account_id: UUID, draft_id: UUID) -> None:
    """Forget a draft: its key, its answers, its files. Raises NotHere."""
    if not _delete_drafts("id = %s AND account_id = %s", [draft_id, account_id]):
        raise NotHere


def forget_mending(account_id: UUID, application_id: UUID) -> None:
    """An application is not mended any more: forget the draft that would have."""
    _delete_drafts("answers = %s AND account_id = %s", [application_id, account_id])


def remove_expired_drafts(account_id: UUID | None = None) -> int:
    """Forget the drafts that were not touched for 30 days; of one account, or of all. Returns how many."""
    if account_id is not None:
        return _delete_drafts("expires_at <= %s AND account_id = %s", [clock.now(), account_id])
    return _delete_drafts("expires_at <= %s", [clock.now()])


def note_expiring(days: int, after: UUID, most: int) -> list[tuple[UUID, UUID]]:
    """Note that residents are told of the drafts that expire within ``days`` days (and not within the next smaller
    notice), each once until it is saved again: (draft, account) of the next ``most`` after ``after``, in the order of
    their ids. Whose draft is being saved just now need not be told."""
    sooner = max((each for each in queries.TOLD_BEFORE if each < days), default=None)
    begins = clock.now() if sooner is None else queries.days_from_now(sooner)
    with connection.cursor() as cursor:
        cursor.execute(
            "WITH due AS MATERIALIZED (SELECT id FROM apply_draft WHERE id > %s AND expires_at >= %s "
            "AND expires_at < %s AND (told_days IS NULL OR told_days > %s) ORDER BY id LIMIT %s FOR UPDATE SKIP LOCKED) "
            "UPDATE apply_draft d SET told_days = %s FROM due WHERE d.id = due.id RETURNING d.id, d.account_id",
            [after, begins, queries.days_from_now(days), days, most, days],
        )
        return sorted((row[0], row[1]) for row in cursor.fetchall())


def _delete_drafts(which: str, parameters: list[Any]) -> int:
    """Forget them; only that so many of a procedure were not sent is counted."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"WITH gone AS (DELETE FROM apply_draft WHERE {which} RETURNING id, procedure, answers), "  # noqa: S608 (a constant of ours)
            "counted AS (INSERT INTO apply_given_up AS known (procedure, month, n) "
            "SELECT one, date_trunc('month', %s)::date, count(*) FROM gone, string_to_table(procedure, %s) one "
            "WHERE answers IS NULL GROUP BY one ORDER BY one ON CONFLICT (procedure, month) DO UPDATE SET n = known.n + excluded.n), "
            "f AS (DELETE FROM apply_file WHERE draft_id IN (SELECT id FROM gone) RETURNING sha256_cipher) "
            "SELECT (SELECT count(*) FROM gone), array_agg(sha256_cipher) FROM f",
            [*parameters, clock.today(), JOIN],
        )
        count, ciphers = cursor.fetchone()
    for sha256_cipher in ciphers or ():
        base_files.shred(sha256_cipher)
    return int(count)


def note_state(application_id: UUID, what: What, at: datetime) -> bool:
    """Remember when the handling zone did something. The first instant stays: what comes later or again changes
    nothing. A letter that comes before the decision delivers nothing of it. False when this zone has no such application."""
    column = {
        "registered": "registered_at",
        "examining": "examining_at",
        "decided": "decided_at",
        "delivered": "delivered_at",
        "withdrawn": "withdrawn_at",
    }[what]
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE apply_application SET {column} = CASE WHEN %s AND decided_at IS NULL THEN {column} "  # noqa: S608
            f"ELSE least(coalesce({column}, %s), %s) END WHERE id = %s",
            [what == "delivered", at, at, application_id],
        )
        return bool(cursor.rowcount)


def note_reopened(application_id: UUID) -> None:
    """The decision is taken up again: it is being examined as before. What came too late for the first, or was asked before
    it, is over: the section asks again, and it can be taken back again."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE apply_application SET decided_at = NULL, delivered_at = NULL, withdrawal_at = NULL, asked_until = NULL, "
            "asked_told = NULL WHERE id = %s",
            [application_id],
        )


def delete_copy(actor: Actor, application_id: UUID) -> None:
    """The resident no longer wants the copy kept; the application itself stays. Raises NotHere."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE apply_application SET copy = NULL, locked_key = NULL WHERE id = %s AND account_id = %s",
                [application_id, UUID(actor.id)],
            )
            if cursor.rowcount != 1:
                raise NotHere
        record(actor, "copy.delete", object_kind="application", object_id=str(application_id))


def remove_expired_copies() -> int:
    """Forget the copies older than 90 days. Returns how many."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE apply_application SET copy = NULL, locked_key = NULL WHERE copy IS NOT NULL AND copy_expires_at <= %s",
            [clock.now()],
        )
        return int(cursor.rowcount)


def current_procedure(procedure_id: str) -> tuple[Procedure, str]:
    """A procedure on offer, or several under their joined ids, and the hash of the catalog that declares them. Raises
    NotHere."""
    catalog = versions.current()
    if catalog is None:
        raise NotHere
    try:
        return combining.resolve(catalog, procedure_id), catalog.hash
    except combining.NotTogether as error:
        raise NotHere from error
