"""The papers of a decision: made by a job, sent to the inbox or laid into the print and post queue."""

from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from dokodemo.base import clock, config, files
from dokodemo.base.actor import system
from dokodemo.base.audit.actions import record
from dokodemo.casework import documents
from dokodemo.casework.cases import locked, replies, states
from dokodemo.casework.cases.models import CaseDocument, CasePrint
from dokodemo.casework.cases.official_seal import stamped


def render_documents(case_id: UUID) -> None:
    """Make and send every document of the case that is not made yet and whose day (施行) has come, each in a transaction of
    its own.

    Raises what the making raises: the job is tried again, and what was made already stays."""
    due = Q(enforced_on__isnull=True) | Q(enforced_on__lte=clock.today())
    waiting = CaseDocument.objects.filter(due, case_id=case_id, state=states.PREPARING).order_by("at", "kind")
    for document_id in list(waiting.values_list("id", flat=True)):
        _make(document_id)


@transaction.atomic
def _make(document_id: UUID) -> None:
    document = CaseDocument.objects.select_for_update(of=("self",)).select_related("case").get(id=document_id)
    if document.state != states.PREPARING:
        return
    case, now = document.case, clock.now()
    facts = stamped(document)
    pdf = documents.render(document.kind, facts, str(facts.get("language", "ja")))
    sealed = files.seal_file(pdf)
    document.state, document.ready_at = states.READY, now
    document.sha256, document.key = sealed.sha256_cipher, locked.lock_key(document.id, sealed.key)
    if document.delivery == "inbox":
        replies.send_document(document, now, f"{document.title}_{document.case.receipt}.pdf", pdf)
        document.delivered_at = now
    else:
        label = _label(document.facts)
        CasePrint.objects.create(
            document=document,
            section=case.section,
            kind=document.kind,
            label=label,
            postal=label["postal"],
            at=now,
        )
    document.save()
    record(
        system(config.load().zone, "worker"), "document.send" if document.delivery == "inbox" else "document.queue",
        object_kind="case", object_id=str(case.id), subject=case.person or "",
        detail={"document": str(document.id), **({"seal": facts["seal"]["title"]} if "seal" in facts else {})},
    )  # fmt: skip


def _label(facts: dict[str, Any]) -> dict[str, Any]:
    """What goes on the envelope."""
    sender = [facts.get("city", ""), f"{facts.get('section', '')}　電話 {facts.get('phone', '')}"]
    return {
        "recipient": facts["recipient"],
        "postal": facts.get("postal", ""),
        "address": facts["address"],
        "sender": sender,
    }
