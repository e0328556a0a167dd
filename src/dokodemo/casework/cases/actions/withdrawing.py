"""取下げ: the applicant takes an application back, as long as no decision has taken effect: none is made, or its day of 施行
has not come and what it wrote can be taken back."""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from dokodemo.base import clock, config
from dokodemo.base.actor import Actor, system
from dokodemo.base.audit.actions import record
from dokodemo.casework.cases import replies, states
from dokodemo.casework.cases.actions import answering, asking
from dokodemo.casework.cases.actions.arrive import arrival_of
from dokodemo.casework.cases.actions.reopening import undo_unsent
from dokodemo.casework.cases.bodies import Withdrawn
from dokodemo.casework.cases.loading import load
from dokodemo.casework.cases.models import Case, CaseDecision, CaseWithdrawal
from dokodemo.casework.cases.rights import NotPossible, grow, hold
from dokodemo.gateway.messages import Refused

LONGEST_REASON = 1000


@transaction.atomic(savepoint=False)
def register_withdrawal(body: Withdrawn) -> None:
    """Take a withdrawal from our own pages. After the decision it changes nothing, and the case says that it came.

    Raises messages.Refused: no such case."""
    case = Case.objects.select_for_update().filter(id=body.application).first()
    if case is None:
        raise Refused("application_unknown")
    arrived_at, _doubts = arrival_of(body.arrived_at)
    _withdraw(case, system(config.load().zone, states.WEB), states.WEB, arrived_at, body.reason)


@transaction.atomic
def withdraw(
    actor: Actor, case_id: UUID, version: int, received_on: date | None, way: str, reason: str
) -> None:
    """Record a withdrawal that came on paper (取下書). Raises NotAllowed, Changed, NotPossible."""
    case = hold(actor, case_id, "case.withdraw", "clerk", version=version)
    if case.state not in states.OPEN and not _waits_for_its_day(case):
        raise NotPossible("not_open")
    problems, reason = {}, reason.strip()
    if received_on is None or not case.arrived_on <= received_on <= clock.today():
        problems["withdrawn_on"] = _("受け取った日は、申請のあった日から今日までの日付を入力してください。")
    if way not in states.ON_PAPER:
        problems["withdrawn_way"] = _("窓口か郵便かを選んでください。")
    if len(reason) > LONGEST_REASON:
        problems["withdrawn_reason"] = _("1,000文字以内で入力してください。")
    if problems or received_on is None:
        raise NotPossible("withdraw", problems)
    _withdraw(case, actor, way, clock.midnight(received_on), reason)


def _waits_for_its_day(case: Case) -> bool:
    return CaseDecision.objects.filter(case=case, state="decided", unsent=True).exists()


def _withdraw(case: Case, actor: Actor, way: str, arrived_at: datetime, reason: str) -> None:
    if case.state == states.WITHDRAWN:
        return
    in_time, now = case.state in states.OPEN or undo_unsent(actor, case), clock.now()
    # A late one may be there already, when the decision was taken up again since.
    CaseWithdrawal.objects.update_or_create(
        case=case,
        defaults={
            "way": way, "arrived_at": arrived_at, "reason": reason.strip(), "in_time": in_time,
            "by_id": actor.id, "by_name": actor.name, "at": now,
        },
    )  # fmt: skip
    act = "case.withdraw" if in_time else "case.withdraw.late"
    record(
        actor, act, object_kind="case", object_id=str(case.id), subject=case.person or "", detail={"way": way}
    )
    if not in_time:
        return
    answering.back_to_examine(case, actor, "申請が取り下げられたため、決裁は要りません。")
    asking.close(case, load(case).procedure)
    case.state, case.flag = states.WITHDRAWN, ""
    grow(case, "state", "flag", "due")
    replies.send(case, "application.state", now, state=states.WITHDRAWN)
