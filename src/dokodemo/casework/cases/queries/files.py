"""The files of a case: what came with the application, what the decision made, and their contents for the browser."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from dokodemo.base import files
from dokodemo.base.actor import Actor
from dokodemo.base.audit.actions import record
from dokodemo.casework import documents
from dokodemo.casework.cases import locked, states
from dokodemo.casework.cases.loading import Loaded
from dokodemo.casework.cases.models import CaseAttachment, CaseDocument
from dokodemo.casework.cases.queries.case import case_of


@dataclass(frozen=True)
class File:
    id: UUID
    title: str
    name: str
    size: int
    state: str
    refusal: str
    media: str
    pages: int | None
    sha256: str
    version: int


@dataclass(frozen=True)
class Paper:
    id: UUID
    title: str
    kind: str
    state: str
    delivery: str
    ready_at: datetime | None
    delivered_at: datetime | None
    print_state: str


@dataclass(frozen=True)
class Content:
    """A file as it goes to the browser, whose history keeps the ``name``: nothing of a case or of anybody is in it."""

    data: bytes
    media: str
    name: str


def attachments(loaded: Loaded, language: str) -> tuple[File, ...]:
    """The files of the application; of one attachment what came last stands first."""
    rows = CaseAttachment.objects.filter(case=loaded.case).order_by("attachment", "-version", "name", "id")
    titles = {each.id: each.titles.of(language) for each in loaded.procedure.attachments}
    titles[states.ORIGINAL] = _("届いた申請書（原本のスキャン）")
    return tuple(
        File(
            row.id, titles.get(row.attachment, row.attachment), row.name, row.size, row.state, row.refusal,
            row.rebuilt_media, row.pages, row.sha256_plain, row.version,
        )
        for row in rows
    )  # fmt: skip


def papers(loaded: Loaded) -> tuple[Paper, ...]:
    """The documents of the decision."""
    rows = CaseDocument.objects.filter(case=loaded.case).select_related("caseprint").order_by("at", "kind")
    return tuple(
        Paper(
            row.id, row.title, row.kind, row.state, row.delivery, row.ready_at, row.delivered_at,
            row.caseprint.state if hasattr(row, "caseprint") else "",
        )
        for row in rows
    )  # fmt: skip


def readings(loaded: Loaded) -> list[tuple[str, list[documents.Part]]]:
    """What each letter of the case says, by its title; of other papers (a tag, a copy of the record) there is no text."""
    rows = CaseDocument.objects.filter(case=loaded.case).order_by("at", "kind")
    return [
        (row.title, documents.reading(row.kind, row.facts) if row.kind in documents.READABLE else [])
        for row in rows
    ]


def attachment_content(actor: Actor, case_id: UUID, attachment_id: UUID) -> Content | None:
    """The rebuilt file, with the look recorded; None while it is not ready, or not the actor's business."""
    case = case_of(actor, case_id)
    row = (
        CaseAttachment.objects.filter(id=attachment_id, case_id=case_id, state=states.READY).first()
        if case
        else None
    )
    if case is None or row is None:
        return None
    record(
        actor, "attachment.view", object_kind="case", object_id=str(case.id), subject=case.person or "",
        detail={"attachment": str(row.id)},
    )  # fmt: skip
    key = locked.unlock_key(row.id, bytes(row.rebuilt_key or b""))
    ending = "pdf" if row.rebuilt_media == "application/pdf" else "jpg"
    data = files.open_file(row.rebuilt_sha256, key)
    return Content(data, row.rebuilt_media, f"{row.attachment}.{ending}")


def document_content(actor: Actor, case_id: UUID, document_id: UUID) -> Content | None:
    """A document of the decision, with the look recorded; None while it is not made, or not the actor's business."""
    case = case_of(actor, case_id)
    row = (
        CaseDocument.objects.select_related("case")
        .filter(id=document_id, case_id=case_id, state=states.READY)
        .first()
        if case
        else None
    )
    if case is None or row is None:
        return None
    record(
        actor, "document.view", object_kind="case", object_id=str(case.id), subject=case.person or "",
        detail={"document": str(row.id)},
    )  # fmt: skip
    data = files.open_file(row.sha256, locked.unlock_key(row.id, bytes(row.key or b"")))
    return Content(data, "application/pdf", f"{row.title}.pdf")
