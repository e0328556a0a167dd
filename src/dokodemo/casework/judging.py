"""What the declaration of a procedure says of one case, for the rooms that judge it (``casework.effects``)."""

from datetime import date

from dokodemo.casework.effects import CaseFacts
from dokodemo.catalog import forms, versions
from dokodemo.catalog.schema import Procedure


def procedure_of(case: CaseFacts) -> Procedure:
    """The procedure as it was when the application was made."""
    return versions.at(case.catalog_hash).procedures[case.procedure_id]


def suggested(case: CaseFacts, on: date) -> tuple[str, ...]:
    """The refusals that the answers give by themselves."""
    return tuple(each.id for each in forms.suggested_refusals(procedure_of(case), case.values, on))


def declared(case: CaseFacts, on: date) -> tuple[str, ...]:
    """What the procedure says a clerk has to look at."""
    return tuple(each.text.ja for each in forms.doubts(procedure_of(case), case.values, on))
