"""Attachments come in pieces, in any order, and are rebuilt by the opening room before anybody looks."""

from collections.abc import Collection
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from dokodemo.base import clock, config, files
from dokodemo.base.actor import system
from dokodemo.base.audit.actions import record
from dokodemo.base.crypto import Unreadable, digest
from dokodemo.base.opening import SECONDS, Rebuilt, Refused, rebuild
from dokodemo.casework.cases import jobs, locked, states
from dokodemo.casework.cases.bodies import Part
from dokodemo.casework.cases.models import AttachmentPart, CaseAttachment, CaseDocument
from dokodemo.gateway import messages


class RoomClosed(RuntimeError):
    """The opening room cannot open now: it is busy, or this machine cannot isolate it, which an operator must see to.
    Nothing is said about the file."""


@transaction.atomic
def take_part(body: Part, ciphertext: bytes) -> None:
    """Keep one piece; with the last one, join them, check the hash and have the opening room called.

    Raises messages.Refused for a piece that fits no attachment of its application."""
    attachment = (
        CaseAttachment.objects.select_for_update()
        .filter(id=body.attachment, case_id=body.application)
        .first()
    )
    if attachment is None or attachment.sha256_cipher != body.sha256_cipher:
        raise messages.Refused("attachment_unknown")
    if attachment.state != states.WAITING:
        return
    if attachment.parts is None:
        attachment.parts = body.of
    if attachment.parts != body.of or body.index >= body.of:
        raise messages.Refused("parts_differ")
    name = files.store_cipher(ciphertext)
    kept, _ = AttachmentPart.objects.get_or_create(
        attachment=attachment, index=body.index, defaults={"sha256": name}
    )
    if kept.sha256 != name:
        raise messages.Refused("part_differs")
    pieces = list(
        AttachmentPart.objects.filter(attachment=attachment)
        .order_by("index")
        .values_list("sha256", flat=True)
    )
    if len(pieces) == body.of:
        _join(attachment, pieces)
    attachment.save()


@transaction.atomic
def take_whole(case_id: UUID) -> None:
    """Have the opening room called for files that are here in one piece (``files.seal_file``): none comes in parts."""
    for attachment in CaseAttachment.objects.select_for_update().filter(case=case_id, state=states.WAITING):
        attachment.state, attachment.complete_at = states.PREPARING, clock.now()
        attachment.save(update_fields=["state", "complete_at"])
        jobs.open_attachment.defer(case_attachment_id=str(attachment.id))


def _join(attachment: CaseAttachment, pieces: list[str]) -> None:
    """Whole: kept under its own hash. What does not give that hash is not what the resident sent: not let in."""
    whole = b"".join(files.read_cipher(piece) for piece in pieces)
    attachment.complete_at = clock.now()
    if digest(whole) != attachment.sha256_cipher:
        attachment.state, attachment.refusal = states.NOT_LET_IN, "hash"
    else:
        files.store_cipher(whole)
        attachment.state = states.PREPARING
        jobs.open_attachment.defer(case_attachment_id=str(attachment.id))
    AttachmentPart.objects.filter(attachment=attachment).delete()
    leftover = set(pieces) - {attachment.sha256_cipher}

    def clear() -> None:
        for piece in leftover - named(
            leftover
        ):  # one may be what somebody else has sent: it lies under its content
            files.shred(piece)

    transaction.on_commit(clear)


def named(wanted: Collection[str]) -> set[str]:
    """Which of the files of these names a row here still needs."""
    attachments = CaseAttachment.objects.filter(Q(sha256_cipher__in=wanted) | Q(rebuilt_sha256__in=wanted))
    found = {name for pair in attachments.values_list("sha256_cipher", "rebuilt_sha256") for name in pair}
    found.update(AttachmentPart.objects.filter(sha256__in=wanted).values_list("sha256", flat=True))
    found.update(CaseDocument.objects.filter(sha256__in=wanted).values_list("sha256", flat=True))
    return found & {*wanted}


def open_attachment(attachment_id: UUID) -> None:
    """Have the opening room rebuild one attachment; nothing happens when that is done already.

    Raises RoomClosed: to be tried again later."""
    attachment = CaseAttachment.objects.get(id=attachment_id)
    if attachment.state != states.PREPARING:
        return
    result = _opened(attachment)
    with transaction.atomic():
        attachment = CaseAttachment.objects.select_for_update().get(id=attachment_id)
        if attachment.state != states.PREPARING:
            return
        if isinstance(result, str):
            attachment.state, attachment.refusal = states.NOT_LET_IN, result
            record(
                system(config.load().zone, "worker"), "attachment.refuse", object_kind="case",
                object_id=str(attachment.case_id), detail={"attachment": str(attachment.id), "code": result},
            )  # fmt: skip
        else:
            sealed = files.seal_file(result.data)
            attachment.state = states.READY
            attachment.rebuilt_sha256 = sealed.sha256_cipher
            attachment.rebuilt_key = locked.lock_key(attachment.id, sealed.key)
            attachment.rebuilt_media, attachment.pages = result.media_type, result.pages
        attachment.save()


def _opened(attachment: CaseAttachment) -> Rebuilt | str:
    """What the room made of it, or the code of a refusal."""
    try:
        key = locked.unlock_key(attachment.id, bytes(attachment.key))
        plain = files.open_file(attachment.sha256_cipher, key)
    except Unreadable:
        return "damaged"
    if digest(plain) != attachment.sha256_plain:
        return "hash"
    try:
        # Nobody sits and waits for this one: a turn comes when the other job's opening is over.
        return rebuild(plain, patience=2 * SECONDS)
    except Refused as refused:
        if refused.code in Refused.NOT_THE_FILE:
            raise RoomClosed(f"the opening room refuses: {refused.code}") from refused
        return refused.code
