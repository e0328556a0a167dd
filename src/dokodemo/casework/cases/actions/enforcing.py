"""施行: a decision goes out on the day that stands on it, which may be later than the day on which it was decided."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from dokodemo.base import clock
from dokodemo.casework.cases import jobs, replies, states
from dokodemo.casework.cases.actions import papers
from dokodemo.casework.cases.loading import Loaded, load
from dokodemo.casework.cases.models import Case, CaseDecision
from dokodemo.casework.cases.rights import NotPossible
from dokodemo.casework.effects import Assessment, DecisionFacts
from dokodemo.catalog import meanings
from dokodemo.values.days import is_closed, months_after

#: A day further off is a slip of the pen.
MOST_MONTHS = 6


def require_day(day: date) -> None:
    """A day of 施行 is today, or a later open day. Raises NotPossible."""
    today = clock.today()
    if day != today and (day < today or is_closed(day) or day > months_after(today, MOST_MONTHS)):
        raise no_such_day()


def no_such_day() -> NotPossible:
    """What was named is no day on which anything can go out."""
    sentence = _(
        "施行日は、今日から6か月以内の、市役所が開いている日を入力してください（例：2026-12-10、令和8年12月10日）。"
    )
    return NotPossible("enforced_on", {"enforced_on": sentence})


def facts_of(decision: CaseDecision) -> DecisionFacts:
    """The decision as its papers, its ledger and its applicant are told of it. It has its number and its days by now."""
    return DecisionFacts(
        outcome=decision.outcome,
        number=decision.number,
        decided_on=decision.decided_on or clock.today(),
        amount=decision.amount,
        reasons=tuple(decision.reasons),
        articles=tuple(decision.articles),
        assessment=Assessment.from_json(decision.assessment),
        findings=dict(decision.findings),
        denied=tuple(decision.denied),
        enforced_on=decision.enforced_on,
    )


def send(loaded: Loaded, decision: CaseDecision, now: datetime, *, has_papers: bool) -> None:
    """Tell the applicant and have the papers made: now, or when its day of 施行 has come (``due``). In the deciding
    transaction."""
    day = decision.enforced_on
    if day is not None and day > clock.today():
        decision.unsent = True
        decision.save(update_fields=["unsent"])
        return
    _tell(loaded, facts_of(decision), now)
    if has_papers:
        jobs.render_documents.defer(case_id=str(loaded.case.id))


def due() -> list[UUID]:
    """The cases with a decision that waits although its day of 施行 has come."""
    waiting = CaseDecision.objects.filter(unsent=True, state="decided", enforced_on__lte=clock.today())
    return list(waiting.values_list("case_id", flat=True))


def enforce(case_id: UUID) -> None:
    """The day of 施行 has come: what was decided goes out, once. A decision that was taken up again meanwhile does not."""
    with transaction.atomic():
        case = Case.objects.select_for_update().get(id=case_id)
        decision = CaseDecision.objects.filter(
            case=case, state="decided", unsent=True, enforced_on__lte=clock.today()
        ).first()
        if decision is not None:
            decision.unsent = False
            decision.save(update_fields=["unsent"])
            _tell(load(case), facts_of(decision), clock.now())
    papers.render_documents(case_id)


def _tell(loaded: Loaded, made: DecisionFacts, now: datetime) -> None:
    """The decision itself, sealed to the resident, or told by the entrance that it came in by: in Japanese, which counts;
    ``internet`` says it in the reader's language."""
    case, procedure = loaded.case, loaded.procedure
    approved = made.outcome == states.APPROVED
    content: dict[str, Any] = {
        "outcome": made.outcome,
        "kind": procedure.kind,
        "number": made.number,
        "date": made.stands_on.isoformat(),
        "reduced": bool(made.denied),
        "reasons": [*made.reasons, *made.denied],
        "kyoji": procedure.kyoji.ja if procedure.kyoji else "",
    }
    if approved and procedure.tells:
        content["tells"] = meanings.told_by(procedure, loaded.values, made.findings)
    if made.amount is not None:
        content["amount"] = made.amount
        content["amount_unit"] = made.assessment.amount_unit
    if made.articles:
        content["articles"] = list(made.articles)
    replies.send_sealed(case, "application.decided", now, content)
