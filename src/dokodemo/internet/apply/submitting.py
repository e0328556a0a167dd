"""Sending: one durable transaction in which the draft becomes an application (decisions 3, 23, 25).

What is sealed to the handling zone holds everything; what stays here is the receipt and the resident's own copy,
without any My Number. The draft's row is the lock: only the transaction that deletes it makes the application, so a
double click, a retry and a second window find nothing to send and get the receipt of the first."""

import base64
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from typing import Any, Literal
from uuid import UUID, uuid4

from django.db import connection, transaction

from dokodemo.base import files as base_files
from dokodemo.base.clock import legal_date
from dokodemo.catalog import forms
from dokodemo.catalog.combined import Combined
from dokodemo.catalog.schema import Procedure
from dokodemo.catalog.terms import inward
from dokodemo.gateway import outbox, signature
from dokodemo.gateway.outbox import Prepared
from dokodemo.internet.accounts.resident import Resident
from dokodemo.internet.apply import copies, receipt
from dokodemo.internet.apply.draft import Draft
from dokodemo.internet.apply.files import DraftFile, sealed_anew

Delivery = Literal["inbox", "paper"]

# One statement for all parts: one durable transaction, one round trip.
_SEND = """
WITH gone AS (
    DELETE FROM apply_draft WHERE id = %s AND account_id = %s AND revision = %s RETURNING account_id, catalog_hash,
        begun_at),
files AS (
    DELETE FROM apply_file WHERE draft_id = %s AND EXISTS (SELECT FROM gone)),
part (id, receipt, procedure, zone, locked_key, copy, message, header, sealed) AS (VALUES {rows}),
made AS (
    INSERT INTO apply_application (id, account_id, receipt, procedure, catalog_hash, zone, begun_at, submitted_at,
                                   locked_key, copy, copy_expires_at, bundle)
    SELECT id, account_id, receipt, procedure, catalog_hash, zone, begun_at, %s::timestamptz, locked_key, copy,
           %s::timestamptz, %s::uuid
    FROM part, gone RETURNING zone),
sent AS (
    INSERT INTO gateway_outbox (id, destination, stream, sequence, header, sealed)
    SELECT message, zone, id, 1, header, sealed FROM part, gone),
seen AS (
    INSERT INTO audit_row (actor_kind, actor_id, actor_name, action, object_kind, object_id)
    SELECT 'resident', account_id::text, '', 'application.submit', 'application', id::text FROM part, gone)
SELECT pg_notify(%s, zone) FROM made"""
_ROW = "(%s::uuid, %s::text, %s::text, %s::text, %s::bytea, %s::bytea, %s::uuid, %s::bytea, %s::bytea)"
_SEND_PART = """
INSERT INTO gateway_outbox (id, destination, stream, sequence, header, sealed) VALUES (%s, %s, %s, %s, %s, %s)"""


@dataclass(frozen=True)
class Sending:
    """What is said on the review page only. ``private`` holds My Numbers by field: they exist from here to the seal."""

    private: dict[str, str]
    delivery: Delivery
    language: str


@dataclass(frozen=True)
class Part:
    """What one procedure gets of a form: its own answers, My Numbers and files (named as it declares them)."""

    id: UUID
    procedure: Procedure
    receipt: str
    values: dict[str, Any]
    private: dict[str, str]
    files: list[DraftFile]


def submit(
    resident: Resident,
    draft: Draft,
    files: Sequence[DraftFile],
    counts: Sequence[int],
    sending: Sending,
    at: datetime,
) -> bool:
    """Send a draft that was found right; ``counts`` make the receipt numbers, ``at`` is the legal arrival.

    Each procedure of the form gets an application of its own, sealed to its own zone; all of them or none. False when the
    draft is no longer as it was read: sent or changed in another window. Raises keys.KeyProblem when the sealing key of a
    handling zone is missing or has ended; nothing is sent then."""
    numbers = [receipt.make(legal_date(at), count) for count in counts]
    parts = _own_copies(parts_of(draft, files, numbers, sending.private))
    lying = {file.sha256_cipher for file in files}
    try:
        sent = _send_all(resident, draft, parts, sending, at)
    finally:
        _shred({file.sha256_cipher for part in parts for file in part.files} - lying)
    if sent:
        _shred(lying)
    return sent


def _send_all(
    resident: Resident, draft: Draft, parts: Sequence[Part], sending: Sending, at: datetime
) -> bool:
    bundle = draft.id if len(parts) > 1 else None
    rows = [
        each
        for part in parts
        for each in _row(resident, draft, part, message_body(resident, draft, part, parts, sending, at))
    ]
    parameters = [
        *(draft.id, resident.account_id, draft.revision, draft.id),
        *rows,
        *(at, at + copies.KEPT, bundle, outbox.CHANNEL),
    ]
    if not any(part.files for part in parts):
        return _send(len(parts), parameters)
    with transaction.atomic():
        if not _send(len(parts), parameters):
            return False
        for part in parts:
            _send_files(part)
    return True


def digest_of(draft: Draft, files: Sequence[DraftFile]) -> str:
    """The SHA-256 of what a card signs: everything that this application will say (hex)."""
    (part,) = parts_of(draft, files, [""], {})
    attached = [file.for_message() for file in part.files]
    return signature.digest(
        signature.content(str(part.id), part.procedure.id, draft.catalog_hash, part.values, attached)
    )


def parts_of(
    draft: Draft, files: Sequence[DraftFile], numbers: Sequence[str], private: dict[str, str]
) -> list[Part]:
    """What each procedure gets. The first keeps the draft's id, which leads to the receipt from then on."""
    form = draft.procedure
    if not isinstance(form, Combined):
        return [
            Part(
                draft.application_id, form, numbers[0], forms.prune(form, draft.values), private, list(files)
            )
        ]
    values = form.split(draft.values)
    own_private = form.split_private(values, private)
    papers = form.split_files(values)
    return [
        Part(
            draft.id if each is form.members[0] else uuid4(),
            each,
            number,
            values[each.id],
            own_private[each.id],
            [
                replace(file, attachment=own)
                for file in files
                if (own := papers[each.id].get(file.attachment)) is not None
            ],
        )
        for each, number in zip(form.members, numbers, strict=True)
    ]


def _own_copies(parts: Sequence[Part]) -> list[Part]:
    """The parts, each with files of its own: what goes to several is sealed anew for each but the first, under a key of its
    own, so that no zone's or section's copy hangs on another's."""
    given: set[UUID] = set()
    found = []
    for part in parts:
        own = [sealed_anew(file) if file.id in given else file for file in part.files]
        given |= {file.id for file in part.files}
        found.append(replace(part, files=own))
    return found


def _shred(ciphers: set[str]) -> None:
    for sha256_cipher in ciphers:
        base_files.shred(sha256_cipher)


def _row(resident: Resident, draft: Draft, part: Part, body: dict[str, Any]) -> list[Any]:
    """One part as ``_SEND`` wants it: the application, the resident's copy, the sealed message."""
    message = outbox.prepare(part.procedure.zone, part.id, "application.submitted", 1, body)
    named = [{"attachment": file.attachment, "name": file.name} for file in part.files]
    copy = copies.make(resident.account_key, part.id, part.values, named)
    return [
        *(part.id, part.receipt, part.procedure.id, message.destination, copy.locked_key, copy.copy),
        *(message.id, message.header, message.sealed),
    ]


def message_body(
    resident: Resident, draft: Draft, part: Part, parts: Sequence[Part], sending: Sending, at: datetime
) -> dict[str, Any]:
    """``application.submitted`` 1, for the handling zone only. Of the other ``parts`` it says which they are, and nothing
    of what is in them."""
    body = {
        "application": str(part.id),
        "receipt": part.receipt,
        "part": parts.index(part) + 1,
        "parts": len(parts),
        "procedure": part.procedure.id,
        "catalog": draft.catalog_hash,
        "language": inward(sending.language),
        "arrived_at": at.isoformat(),
        "values": part.values,
        "private": part.private,
        "attachments": [file.for_message() for file in part.files],
        "evidence": dict(resident.evidence),
        "reply": {
            "public_key": base64.b64encode(resident.public_key).decode(),
            "delivery": sending.delivery,
            "language": inward(sending.language),
        },
    }
    if len(parts) == 1:
        return body
    others = [{"receipt": each.receipt, "procedure": each.procedure.id} for each in parts if each is not part]
    return body | {"bundle": str(draft.id), "together": others}


def _send(parts: int, parameters: list[Any]) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(_statement(parts), parameters)
        return cursor.fetchone() is not None


@cache
def _statement(parts: int) -> str:
    return _SEND.format(rows=", ".join([_ROW] * parts))


def _send_files(part: Part) -> None:
    for sequence, piece in enumerate(
        (each for file in part.files for each in pieces_of(part.id, file)), start=2
    ):
        _insert(
            outbox.prepare(
                part.procedure.zone,
                part.id,
                "attachment.part",
                1,
                piece.body,
                tail=piece.tail,
                sequence=sequence,
            )
        )


@dataclass(frozen=True)
class Piece:
    """A piece of an attachment: ``attachment.part`` 1 and its tail."""

    body: dict[str, Any]
    tail: bytes


def pieces_of(application_id: UUID, file: DraftFile) -> Iterator[Piece]:
    """An attachment as it lies on disk, a MiB at a time: never whole in memory."""
    count = -(-base_files.path_of(file.sha256_cipher).stat().st_size // base_files.CHUNK)
    for index, piece in enumerate(base_files.parts_of(file.sha256_cipher)):
        body = {
            "application": str(application_id),
            "attachment": str(file.id),
            "sha256_cipher": file.sha256_cipher,
            "index": index,
            "of": count,
        }
        yield Piece(body, piece)


def _insert(part: Prepared) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            _SEND_PART, [part.id, part.destination, part.stream, part.sequence, part.header, part.sealed]
        )
