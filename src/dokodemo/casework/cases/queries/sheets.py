"""Applications to be printed, a sheet each: every look is recorded as if the case had been opened."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.utils.translation import get_language

from dokodemo.base.actor import Actor
from dokodemo.casework.cases.queries.application import Group, groups_of
from dokodemo.casework.cases.queries.case import look
from dokodemo.catalog.schema import Procedure


@dataclass(frozen=True)
class Sheet:
    """One application as it now is: what was corrected stands beside what was submitted. My Numbers are masked."""

    receipt: str
    procedure: Procedure
    applicant: str
    kana: str
    arrived_at: datetime
    due: date
    state: str
    taken_by: str
    number: str
    groups: tuple[Group, ...]


def sheets(actor: Actor, ids: Sequence[UUID]) -> list[Sheet]:
    """In the order asked for; what the actor may not see, or what is not there, is left out. Three queries a case."""
    found = []
    for id_ in ids:
        loaded = look(actor, id_)
        if loaded is None:
            continue
        case, applicant = loaded.case, loaded.applicant
        found.append(
            Sheet(
                case.receipt, loaded.procedure, applicant.name, applicant.kana, case.arrived_at, case.due, case.stage,
                case.taken_name, case.number, groups_of(loaded, get_language() or "ja"),
            )
        )  # fmt: skip
    return found
