"""The papers of a decision: made by a job, sent to the inbox or laid into the print and post queue."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from dokodemo.base import clock, config, files
from dokodemo.base.actor import Actor, system
from dokodemo.base.audit.actions import record
from dokodemo.casework import documents
from dokodemo.casework.cases import locked, replies, states
from dokodemo.casework.cases.actions import bulk
from dokodemo.casework.cases.actions.telling import KIND as TOLD
from dokodemo.casework.cases.models import Case, CaseDocument, CasePrint
from dokodemo.casework.cases.rights import NotPossible, require


def render_documents(case_id: UUID) -> None:
    """Make and send every document of the case that is not made yet, each in a transaction of its own.

    Raises what the making raises: the job is tried again, and what was made already stays."""
    waiting = CaseDocument.objects.filter(case_id=case_id, state=states.PREPARING).order_by("at", "kind")
    for document_id in list(waiting.values_list("id", flat=True)):
        _make(document_id)


@transaction.atomic
def _make(document_id: UUID) -> None:
    document = CaseDocument.objects.select_for_update(of=("self",)).select_related("case").get(id=document_id)
    if document.state != states.PREPARING:
        return
    case, now = document.case, clock.now()
    pdf = documents.render(document.kind, document.facts, str(document.facts.get("language", "ja")))
    sealed = files.seal_file(pdf)
    document.state, document.ready_at = states.READY, now
    document.sha256, document.key = sealed.sha256_cipher, locked.lock_key(document.id, sealed.key)
    if document.delivery == "inbox":
        replies.send_document(document, now, file_name_of(document), pdf)
        document.delivered_at = now
    else:
        CasePrint.objects.create(
            document=document, section=case.section, kind=document.kind, label=_label(document.facts), at=now
        )
    document.save()
    record(
        system(config.load().zone, "worker"), "document.send" if document.delivery == "inbox" else "document.queue",
        object_kind="case", object_id=str(case.id), subject=case.person or "", detail={"document": str(document.id)},
    )  # fmt: skip


def file_name_of(document: CaseDocument) -> str:
    """What the file is called where it is saved: its title and the case's receipt number, nobody's name."""
    return f"{document.title}_{document.case.receipt}.pdf"


def _label(facts: dict[str, Any]) -> dict[str, Any]:
    """What goes on the envelope."""
    sender = [facts.get("city", ""), f"{facts.get('section', '')}　電話 {facts.get('phone', '')}"]
    return {
        "recipient": facts["recipient"],
        "postal": facts.get("postal", ""),
        "address": facts["address"],
        "sender": sender,
    }


@transaction.atomic
def mark(actor: Actor, document_ids: Iterable[UUID], state: str) -> int:
    """Say that papers were printed, or posted, or (``ready``) that it was a mistake. Returns how many changed.

    When the last paper of a decision is posted the resident is told. That is not taken back with a mark: it was said.

    Raises NotAllowed when one of them is another section's, NotPossible for a word that is no state."""
    if state not in states.PRINT_STATES:
        raise NotPossible("state")
    rows = list(
        CasePrint.objects.select_for_update(of=("self",))
        .select_related("document")
        .filter(document_id__in=list(document_ids))
        .order_by("document_id")
    )
    for row in rows:
        require(actor, row.section, "print.mark", "clerk", "approver")
    changed = [row for row in rows if row.state != state]
    for row in changed:
        _stamp(row, state, actor)
        row.save()
        record(
            actor, f"print.{state}", object_kind="case", object_id=str(row.document.case_id),
            detail={"document": str(row.document_id)},
        )  # fmt: skip
    if state != states.POSTED:
        for case in Case.objects.filter(documents__in=[row.document_id for row in changed]).distinct():
            bulk.take_out(case, actor)
    if state == states.POSTED:
        for case_id in sorted({row.document.case_id for row in changed if row.kind != TOLD}):
            _tell_when_all_are_posted(case_id)
    return len(changed)


def _tell_when_all_are_posted(case_id: UUID) -> None:
    """One message for the whole decision; the resident's zone keeps the first instant when it is said again."""
    # Locked: who posts the other paper now waits, and sees this one.
    case = Case.objects.select_for_update().get(id=case_id)
    # Its decision may be taken up again by now: then the paper delivers nothing.
    if case.state not in states.OUTCOMES:
        return
    unmade = CaseDocument.objects.filter(case=case, state=states.PREPARING).exclude(kind=TOLD)
    posted_or_told = Q(state=states.POSTED) | Q(kind=TOLD)
    unposted = CasePrint.objects.filter(document__case=case).exclude(posted_or_told)
    if unmade.exists() or unposted.exists():
        return
    replies.send(case, "application.state", clock.now(), state=states.POSTED)


def _stamp(row: CasePrint, state: str, actor: Actor) -> None:
    now = clock.now()
    row.state = state
    if state == states.READY:
        row.printed_at, row.printed_name, row.posted_at, row.posted_name = None, "", None, ""
    elif state == states.PRINTED:
        row.printed_at, row.printed_name = row.printed_at or now, row.printed_name or actor.name
        row.posted_at, row.posted_name = None, ""
    else:
        row.printed_at, row.printed_name = row.printed_at or now, row.printed_name or actor.name
        row.posted_at, row.posted_name = now, actor.name
