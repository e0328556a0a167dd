"""A case that a clerk has typed, from paper or what was said on the telephone: what its slip says (受付票), and what is typed
again when its applicant mends it. Whoever asks has looked whether it is the reader's business; none of it is shown as it is."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from dokodemo.casework.cases import states
from dokodemo.casework.cases.actions.answering import was_asked
from dokodemo.casework.cases.loading import load
from dokodemo.casework.cases.models import Case
from dokodemo.catalog.schema import Procedure


@dataclass(frozen=True)
class Written:
    """``fee`` is what is to be paid and was not yet; ``asked`` whether an answer of its applicant is still taken; ``values`` the answers as
    they are now, ``corrected_at`` when a clerk last corrected one of them."""

    id: UUID
    receipt: str
    procedure: Procedure
    catalog_hash: str
    section: str
    entrance: str
    arrived_on: date
    due: date
    fee: int | None
    problems: int
    proof: str
    person: str | None
    applicant: str
    asked: bool
    corrected_at: datetime | None
    values: dict[str, Any]


def written(case_id: UUID) -> Written | None:
    """That case; None for one that came in online."""
    case = Case.objects.select_related("fee").filter(id=case_id, entrance__in=states.BY_HAND).first()
    if case is None:
        return None
    loaded = load(case)
    return Written(
        id=case.id,
        receipt=case.receipt,
        procedure=loaded.procedure,
        catalog_hash=case.catalog_hash,
        section=case.section,
        entrance=case.entrance,
        arrived_on=case.arrived_on,
        due=case.due,
        fee=case.fee.amount if hasattr(case, "fee") and case.fee.recorded_at is None else None,
        problems=len(case.problems),
        proof=str(case.evidence["kind"]),
        person=case.person,
        applicant=case.applicant_name,
        asked=case.state in states.OPEN and was_asked(case),
        corrected_at=loaded.corrections[-1].at if loaded.corrections else None,
        values=loaded.values,
    )
