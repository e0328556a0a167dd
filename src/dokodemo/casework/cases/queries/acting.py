"""Somebody applies for somebody else: whether they may, and whether the person concerned was told."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import get_language

from dokodemo.casework import mandates, people
from dokodemo.casework.cases.loading import Loaded
from dokodemo.casework.cases.models import CaseDocument
from dokodemo.casework.cases.representing import agent_of, declared_for, is_unread, represented
from dokodemo.casework.mandates import Standing
from dokodemo.catalog import forms


@dataclass(frozen=True)
class Acting:
    """``state``: covered (a mandate in force covers this procedure), outside (one does not), none, unlinked (nobody has
    said yet who is concerned), apart (a mandate does not matter here); where another zone keeps the mandates also waiting
    (it has not answered yet), asked_none (there is none for this procedure), stranger (it knows no such resident),
    unread (nobody can be looked up by these answers, so it is not asked) and elsewhere (it was not asked).
    ``told`` is when the letter to the person concerned, as the answers name them now, was laid into the print queue;
    ``has_died``: there is none, because they have."""

    state: str
    standing: Standing | None
    told: datetime | None
    has_died: bool


def acting(loaded: Loaded) -> Acting | None:
    """None where who applies is who is concerned. At most four queries."""
    if not forms.is_about_another(loaded.procedure, loaded.values):
        return None
    rows = CaseDocument.objects.filter(case=loaded.case, declared=declared_for(represented(loaded)))
    state, standing = _state(loaded)
    told = rows.values_list("at", flat=True).first()
    source, person = people.source(), loaded.case.person
    has_died = told is None and source is not None and person is not None and source.has_died(person)
    return Acting(state, standing, told, has_died)


def _state(loaded: Loaded) -> tuple[str, Standing | None]:
    case, source = loaded.case, mandates.source()
    if source is None:
        return _answered(loaded)
    if case.person is None:
        return "unlinked", None
    if not source.concerns(loaded.procedure):
        return "apart", None
    standing = source.standing(case.person, agent_of(loaded), loaded.procedure, case.arrived_on)
    if standing is None:
        return "none", None
    return ("covered" if standing.covers else "outside"), standing


def _answered(loaded: Loaded) -> tuple[str, Standing | None]:
    asker = mandates.asker()
    if asker and is_unread(loaded):
        return "unread", None  # whatever was answered to what an earlier version said
    answer = asker.answer(loaded.case.id) if asker else None
    if answer is None:
        return "elsewhere", None
    if answer.state != "covered" or answer.ends is None:
        return ("asked_none" if answer.state == "none" else answer.state), None
    # What else it covers is no business of this zone.
    scope = loaded.procedure.titles.of(get_language() or "ja")
    relation = mandates.relation_words(answer.relation)
    return "covered", Standing(True, scope, relation, answer.ends, answer.number, answer.certain)
