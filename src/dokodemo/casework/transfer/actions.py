"""Every write to the list of what is to be entered elsewhere."""

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from dokodemo.base import clock
from dokodemo.base.actor import Actor
from dokodemo.base.audit.actions import record
from dokodemo.casework.cases.facts import subject_of
from dokodemo.casework.cases.rights import NotPossible, require
from dokodemo.casework.effects import CaseFacts, DecisionFacts, NotCarriedOut
from dokodemo.casework.succession import section_now
from dokodemo.casework.transfer.models import DONE, WAITING, Entry
from dokodemo.catalog import findings, forms
from dokodemo.catalog.schema import Procedure

LONGEST_REFERENCE = 100


@transaction.atomic
def put(case: CaseFacts, decision: DecisionFacts, procedure: Procedure, actor: Actor) -> int:
    """Put a decision into the list, in the deciding transaction; the same case again changes nothing. Returns its id."""
    subject = subject_of(procedure, case.values, {})
    stated = findings.rows(procedure, case.values, decision.findings, "ja")
    answered = [
        (row.label, row.value) for part in forms.summary(procedure, case.values, "ja") for row in part.rows
    ]
    entry, made = Entry.objects.get_or_create(
        case_id=case.id,
        defaults={
            "receipt": case.receipt,
            "number": decision.number,
            "decided_on": decision.decided_on,
            "procedure": procedure.id,
            "catalog_hash": case.catalog_hash,
            "section": section_now(procedure),
            "person": case.person or "",
            "name": subject.name,
            "name_key": subject.name_key,
            "rows": [list(row) for row in [*stated, *answered]],
        },
    )
    if made:
        record(
            actor, "ledger.write", object_kind="transfer", object_id=str(entry.pk), subject=case.person or ""
        )
    return int(entry.pk)


@transaction.atomic
def take_off(case_id: UUID, actor: Actor) -> None:
    """A decision is taken up again before anybody has entered it. Raises NotCarriedOut: somebody has."""
    entry = Entry.objects.select_for_update().filter(case_id=case_id).first()
    if entry is None:
        return
    if entry.state == DONE:
        raise NotCarriedOut(
            _(
                "この決定は、もう別のシステムに反映されています。そちらを取り消し、「反映」の一覧で反映待ちに戻してから、やり直してください。"
            )
        )
    record(
        actor, "ledger.take_back", object_kind="transfer", object_id=str(entry.pk), subject=entry.person,
        detail={"number": entry.number},
    )  # fmt: skip
    entry.delete()


@transaction.atomic
def mark(actor: Actor, entry_id: int, word: str, reference: str = "") -> None:
    """``done``: it was entered (``reference``: its number over there); ``undo``: it was not after all.

    Raises Entry.DoesNotExist, NotAllowed, NotPossible with a sentence for the control."""
    entry = Entry.objects.select_for_update().get(id=entry_id)
    require(actor, entry.section, "transfer.mark", "clerk", "approver")
    if word not in ("done", "undo"):
        raise NotPossible("mark", {"mark": _("反映したか、反映待ちに戻すかを選んでください。")})
    done, reference = word == "done", reference.strip()
    if len(reference) > LONGEST_REFERENCE:
        raise NotPossible("reference", {"reference": _("100文字以内で入力してください。")})
    if done == (entry.state == DONE):
        return
    entry.state, entry.reference = (DONE, reference) if done else (WAITING, "")
    entry.entered_at = clock.now() if done else None
    entry.entered_by, entry.entered_name = (actor.id, actor.name) if done else ("", "")
    entry.save()
    record(
        actor, "transfer.done" if done else "transfer.undo", object_kind="transfer", object_id=str(entry.pk),
        subject=entry.person,
    )  # fmt: skip
