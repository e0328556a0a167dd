"""Every write of this room."""

from datetime import date
from uuid import UUID

from django.db import connection, transaction

from dokodemo.base.actor import Actor
from dokodemo.base.audit import actions as audit
from dokodemo.core.certificates.models import Issued
from dokodemo.core.certificates.wanted import Wanted
from dokodemo.values.days import fiscal_year


@transaction.atomic
def issue(
    given: Wanted, requester: str, office: str, case_id: UUID, decision: str, on: date, actor: Actor
) -> str:
    """Enter a certificate under the next number of the fiscal year, in the deciding transaction; the same case again
    changes nothing. Each person on it has the look recorded. Returns the number as printed (2026-00042)."""
    known = Issued.objects.filter(case_id=case_id).first()
    if known:
        return show(known)
    year = fiscal_year(on)
    entered = Issued.objects.create(
        fiscal_year=year,
        number=_next(year),
        case_id=case_id,
        decision=decision,
        issued_on=on,
        requester=requester,
        office=office,
        persons=[each.atenabango for each in given.persons],
        household=given.household,
        copies=given.copies,
        basis=given.basis,
    )
    for each in given.persons:
        audit.record(
            actor, "ledger.write", object_kind="certificate", object_id=show(entered), subject=each.atenabango
        )
    return show(entered)


def show(issued: Issued) -> str:
    """The number as it stands on the paper."""
    return f"{issued.fiscal_year}-{issued.number:05}"


def _next(year: int) -> int:
    """The next number; whoever asks after us waits until we commit, and gets ours when we do not."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO certificates_certificatenumber (fiscal_year, last) VALUES (%s, 1) ON CONFLICT (fiscal_year) "
            "DO UPDATE SET last = certificates_certificatenumber.last + 1 RETURNING last",
            [year],
        )
        return int(cursor.fetchone()[0])
