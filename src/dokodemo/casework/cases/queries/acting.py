"""Somebody applies for somebody else: whether they may, and whether the person concerned was told."""

from dataclasses import dataclass
from datetime import datetime

from dokodemo.casework import mandates, people
from dokodemo.casework.cases import facts
from dokodemo.casework.cases.actions.telling import REPRESENTED
from dokodemo.casework.cases.loading import Loaded
from dokodemo.casework.cases.models import CaseDocument
from dokodemo.casework.mandates import Agent, Standing
from dokodemo.catalog import forms


@dataclass(frozen=True)
class Acting:
    """``state``: covered (a mandate in force covers this procedure), outside (one does not), none, unlinked (nobody has
    said yet who is concerned), elsewhere (this zone keeps no mandates), apart (a mandate does not matter here).
    ``told`` is when the letter to the person concerned was laid into the print queue; ``has_died``: there is none,
    because they have."""

    state: str
    standing: Standing | None
    told: datetime | None
    has_died: bool


def acting(loaded: Loaded) -> Acting | None:
    """None where who applies is who is concerned. At most four queries."""
    if not forms.is_about_another(loaded.procedure, loaded.values):
        return None
    rows = CaseDocument.objects.filter(case=loaded.case, declared=REPRESENTED)
    state, standing = _state(loaded)
    told = rows.values_list("at", flat=True).first()
    source, person = people.source(), loaded.case.person
    has_died = told is None and source is not None and person is not None and source.has_died(person)
    return Acting(state, standing, told, has_died)


def _state(loaded: Loaded) -> tuple[str, Standing | None]:
    case, source = loaded.case, mandates.source()
    if source is None:
        return "elsewhere", None
    if case.person is None:
        return "unlinked", None
    if not source.concerns(loaded.procedure):
        return "apart", None
    standing = source.standing(case.person, agent_of(loaded), loaded.procedure, case.arrived_on)
    if standing is None:
        return "none", None
    return ("covered" if standing.covers else "outside"), standing


def agent_of(loaded: Loaded) -> Agent:
    """Who applies: the resident that the proven sign-in is known as; else by what the card signed with, what came with
    the sign-in, and only then what was typed."""
    proof, typed = loaded.case.evidence, loaded.applicant
    items = facts.signed_items(proof)
    claims = proof["claims"] if proof["verified"] else {}

    def said(item: str, else_: str) -> str:
        return str(items.get(item) or claims.get(item) or else_)

    known = people.known(facts.proven_subjects(proof)) or ""
    return Agent(said("name", typed.name), said("birthdate", typed.birthdate), known)
