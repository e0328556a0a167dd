"""What an application costs: known when it arrives, and again when a clerk corrects an answer that it hangs on."""

from collections.abc import Mapping
from typing import Any

from dokodemo.base import clock
from dokodemo.casework.cases import replies
from dokodemo.casework.cases.models import Case, CaseFee
from dokodemo.catalog import forms
from dokodemo.catalog.schema import Procedure


def settle(case: Case, procedure: Procedure, values: Mapping[str, Any]) -> None:
    """Make the fee that of these answers and tell the resident what it is now. One that was received stays: what is
    to be paid back or added is between people."""
    due = forms.fee(procedure, values)
    if procedure.fee is None or due is None:
        return
    fee = CaseFee.objects.filter(case=case).first()
    if fee is not None and (fee.recorded_at is not None or fee.amount == due.amount):
        return
    if fee is None and due.amount == 0:
        return
    now = clock.now()
    # The case is new, or held by who changes it: nobody else makes its fee meanwhile.
    if fee is None:
        CaseFee.objects.create(case=case, amount=due.amount, due_at=now)
    elif due.amount == 0:
        fee.delete()
    else:
        fee.amount = due.amount
        fee.save(update_fields=["amount"])
    replies.send_sealed(
        case, "fee.due", now, {"amount": due.amount, "how": procedure.fee.how.of(case.language)}
    )
