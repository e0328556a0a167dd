"""取下げ: what came of a case."""

from collections.abc import Iterable

from dokodemo.casework.cases import states
from dokodemo.casework.cases.models import Case, CaseDecision, CaseWithdrawal


def withdrawal_of(case: Case, decisions: Iterable[CaseDecision]) -> CaseWithdrawal | None:
    """The withdrawal, in time or too late. One query, where there can be one: the case has ended, or had when it came."""
    if case.state not in states.ENDED and not any(each.state == "replaced" for each in decisions):
        return None
    return CaseWithdrawal.objects.filter(case=case).first()
