"""Sending: one durable transaction in which the draft becomes an application (decisions 3, 23, 25).

What is sealed to the handling zone holds everything; what stays here is the receipt and the resident's own copy,
without any My Number. The draft's row is the lock: only the transaction that deletes it makes the application, so a
double click, a retry and a second window find nothing to send and get the receipt of the first."""

import base64
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from django.db import connection, transaction

from dokodemo.base import files as base_files
from dokodemo.base.clock import legal_date
from dokodemo.catalog import forms
from dokodemo.catalog.terms import inward
from dokodemo.gateway import outbox
from dokodemo.gateway.outbox import Prepared
from dokodemo.internet.accounts.resident import Resident
from dokodemo.internet.apply import copies, receipt
from dokodemo.internet.apply.draft import Draft
from dokodemo.internet.apply.files import DraftFile

Delivery = Literal["inbox", "paper"]

# One statement: one durable transaction, one round trip.
_SEND = """
WITH gone AS (
    DELETE FROM apply_draft WHERE id = %s AND account_id = %s AND revision = %s RETURNING id),
files AS (
    DELETE FROM apply_file WHERE draft_id IN (SELECT id FROM gone)),
made AS (
    INSERT INTO apply_application (id, account_id, receipt, procedure, catalog_hash, zone, submitted_at, locked_key,
                                   copy, copy_expires_at)
    SELECT id, %s::uuid, %s::text, %s::text, %s::text, %s::text, %s::timestamptz, %s::bytea, %s::bytea, %s::timestamptz
    FROM gone RETURNING id),
sent AS (
    INSERT INTO gateway_outbox (id, destination, stream, sequence, header, sealed)
    SELECT %s::uuid, %s::text, id, 1, %s::bytea, %s::bytea FROM gone),
seen AS (
    INSERT INTO audit_row (actor_kind, actor_id, actor_name, action, object_kind, object_id)
    SELECT 'resident', %s::text, '', 'application.submit', 'application', id::text FROM gone)
SELECT pg_notify(%s, %s) FROM made"""
_SEND_PART = """
INSERT INTO gateway_outbox (id, destination, stream, sequence, header, sealed) VALUES (%s, %s, %s, %s, %s, %s)"""


@dataclass(frozen=True)
class Sending:
    """What is said on the review page only. ``private`` holds My Numbers by field: they exist from here to the seal."""

    private: dict[str, str]
    delivery: Delivery
    language: str


def submit(
    resident: Resident, draft: Draft, files: Sequence[DraftFile], count: int, sending: Sending, at: datetime
) -> bool:
    """Send a draft that was found right; ``count`` makes the receipt number, ``at`` is the legal arrival.

    False when the draft is no longer as it was read: sent or changed in another window. Raises keys.KeyProblem when
    the handling zone's sealing key is missing or has ended; nothing is sent then."""
    values = forms.prune(draft.procedure, draft.values)
    number = receipt.make(legal_date(at), count)
    body = message_body(resident, draft, values, files, number, sending, at)
    message = outbox.prepare(draft.procedure.zone, draft.id, "application.submitted", 1, body)
    named = [{"attachment": file.attachment, "name": file.name} for file in files]
    copy = copies.make(resident.account_key, draft.id, values, named)
    parameters: list[Any] = [
        *(draft.id, resident.account_id, draft.revision),
        *(resident.account_id, number, draft.procedure.id, draft.catalog_hash, draft.procedure.zone, at),
        *(copy.locked_key, copy.copy, at + copies.KEPT),
        *(message.id, message.destination, message.header, message.sealed),
        *(str(resident.account_id), outbox.CHANNEL, message.destination),
    ]
    if not files:
        return _send(parameters)
    with transaction.atomic():
        if not _send(parameters):
            return False
        _send_parts(draft, files)
    for file in files:
        base_files.shred(file.sha256_cipher)
    return True


def message_body(
    resident: Resident,
    draft: Draft,
    values: dict[str, Any],
    files: Sequence[DraftFile],
    number: str,
    sending: Sending,
    at: datetime,
) -> dict[str, Any]:
    """``application.submitted`` 1, for the handling zone only."""
    return {
        "application": str(draft.id),
        "receipt": number,
        "part": 1,
        "parts": 1,
        "procedure": draft.procedure.id,
        "catalog": draft.catalog_hash,
        "language": inward(sending.language),
        "arrived_at": at.isoformat(),
        "values": values,
        "private": sending.private,
        "attachments": [file.for_message() for file in files],
        "evidence": dict(resident.evidence),
        "reply": {
            "public_key": base64.b64encode(resident.public_key).decode(),
            "delivery": sending.delivery,
            "language": inward(sending.language),
        },
    }


def _send(parameters: list[Any]) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(_SEND, parameters)
        return cursor.fetchone() is not None


def _send_parts(draft: Draft, files: Sequence[DraftFile]) -> None:
    """The attachments as they lie on disk, a MiB at a time: never whole in memory."""
    sequence = 1
    for file in files:
        parts = -(-base_files.path_of(file.sha256_cipher).stat().st_size // base_files.CHUNK)
        for index, piece in enumerate(base_files.parts_of(file.sha256_cipher)):
            sequence += 1
            body = {
                "application": str(draft.id),
                "attachment": str(file.id),
                "sha256_cipher": file.sha256_cipher,
                "index": index,
                "of": parts,
            }
            part = outbox.prepare(
                draft.procedure.zone, draft.id, "attachment.part", 1, body, tail=piece, sequence=sequence
            )
            _insert(part)


def _insert(part: Prepared) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            _SEND_PART, [part.id, part.destination, part.stream, part.sequence, part.header, part.sealed]
        )
