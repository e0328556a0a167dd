"""A decision is taken up again: what was decided stays as it was made, and another decision, with a number of its own, follows."""

from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from dokodemo.base import clock
from dokodemo.base.actor import Actor
from dokodemo.base.audit.actions import record
from dokodemo.casework import effects
from dokodemo.casework.cases import replies, states
from dokodemo.casework.cases.actions.deciding import rule_of
from dokodemo.casework.cases.actions.telling import KIND as TOLD
from dokodemo.casework.cases.loading import load
from dokodemo.casework.cases.models import Case, CaseDecision, CaseDocument, CasePrint
from dokodemo.casework.cases.rights import NotPossible, grow, hold

LONGEST_REASON = 2000


@transaction.atomic
def reopen(actor: Actor, case_id: UUID, version: int, why: str, reason: str) -> None:
    """Take a decision up again: a mistake of ours (職権による取消し), a ruling (審査請求の裁決), a judgment, or new facts.

    What the decision wrote into a ledger is taken back in the same transaction, where its room can; else it is refused with
    the way to go. Raises NotAllowed, Changed, NotPossible, effects.NotCarriedOut."""
    case = Case.objects.get(id=case_id)
    case = hold(actor, case_id, "case.reopen", rule_of(case).approver, version=version)
    decision = CaseDecision.objects.select_for_update().filter(case=case, state="decided").first()
    if case.state not in states.OUTCOMES or decision is None:
        raise NotPossible("not_decided")
    problems, reason = {}, reason.strip()
    if why not in states.REOPEN_WHY:
        problems["reopen_why"] = _("なぜ決定をやり直すのかを選んでください。")
    if not reason or len(reason) > LONGEST_REASON:
        problems["reopen_reason"] = _("やり直す理由を、2,000文字以内で入力してください。")
    if problems:
        raise NotPossible("reopen", problems)
    told = not decision.unsent
    _undo(actor, case, decision, why, reason)
    if told:
        replies.send(case, "application.state", clock.now(), state=states.REOPENED)


def undo_unsent(actor: Actor, case: Case) -> bool:
    """Whether a decision that nobody was told of yet (its day of 施行 has not come) could be undone, for the application is
    taken back before it takes effect. False where there is none, or where its room cannot take back what it wrote."""
    decision = (
        CaseDecision.objects.select_for_update().filter(case=case, state="decided", unsent=True).first()
    )
    if decision is None:
        return False
    try:
        with transaction.atomic():
            _undo(actor, case, decision, "new_facts", "施行日より前に、申請が取り下げられたため。")
    except effects.NotCarriedOut:
        return False
    return True


def _undo(actor: Actor, case: Case, decision: CaseDecision, why: str, reason: str) -> None:
    """The case is examined again; the decision stays as it was made. Raises effects.NotCarriedOut."""
    loaded = load(case)
    if decision.outcome == states.APPROVED:
        effects.take_back(loaded.procedure.effect, loaded.facts, decision.ledger, actor)
    decision.state, decision.reopened_why, decision.reopened_with = "replaced", why, reason
    decision.unsent = False
    decision.reopened_by, decision.reopened_name, decision.reopened_at = actor.id, actor.name, clock.now()
    decision.save()
    _drop_papers(case)
    case.state, case.decided_at, case.number, case.number_year = states.EXAMINING, None, "", None
    case.closed_at, case.closed_name = None, ""
    grow(case, "state", "decided_at", "number", "number_year", "closed_at", "closed_name")
    record(
        actor, "case.reopen", object_kind="case", object_id=str(case.id), subject=case.person or "",
        detail={"why": why, "number": decision.number},
    )  # fmt: skip


def _drop_papers(case: Case) -> None:
    """What of the decision has not gone out does not go out any more: papers that are not made, and those that lie in the
    print and post queue. Letters that decide nothing stay."""
    CasePrint.objects.filter(document__case=case).exclude(Q(state=states.POSTED) | Q(kind=TOLD)).delete()
    CaseDocument.objects.filter(case=case, state=states.PREPARING).exclude(kind=TOLD).delete()
