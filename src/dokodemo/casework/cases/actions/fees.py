"""What an application costs: known when it arrives, and again when a clerk corrects an answer that it hangs on."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from dokodemo.base import clock
from dokodemo.casework.cases import replies
from dokodemo.casework.cases.models import Case, CaseFee
from dokodemo.catalog import forms
from dokodemo.catalog.schema import Fee, Procedure


def charge(case: Case, procedure: Procedure, values: Mapping[str, Any]) -> None:
    """Make the fee of these answers, where there is none yet, and tell the resident what it is."""
    due, now = forms.fee(procedure, values), clock.now()
    if procedure.fee is not None and due is not None and due.amount > 0:
        CaseFee.objects.create(case=case, amount=due.amount, due_at=now)
        _tell(case, procedure.fee, due.amount, now)


def settle(case: Case, procedure: Procedure, values: Mapping[str, Any]) -> None:
    """Make the fee that of answers which have changed, and tell the resident what it is now. One that was received
    stays: what is to be paid back or added is between people."""
    if procedure.fee is None:
        return
    fee = CaseFee.objects.filter(case=case).first()
    # The case is held by who changes it: nobody else makes its fee meanwhile.
    if fee is None:
        charge(case, procedure, values)
        return
    due = forms.fee(procedure, values)
    if due is None or fee.recorded_at is not None or fee.amount == due.amount:
        return
    if due.amount == 0:
        fee.delete()
    else:
        fee.amount = due.amount
        fee.save(update_fields=["amount"])
    _tell(case, procedure.fee, due.amount, clock.now())


def _tell(case: Case, fee: Fee, amount: int, at: datetime) -> None:
    replies.send_sealed(case, "fee.due", at, {"amount": amount, "how": fee.how.ja})
