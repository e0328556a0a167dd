"""Asking the zone that keeps mandates whether somebody may act for the person of a case, where this zone does not."""

from dokodemo.casework import mandates
from dokodemo.casework.cases import facts
from dokodemo.casework.cases.loading import Loaded, load
from dokodemo.casework.cases.models import Case
from dokodemo.casework.cases.representing import agent_of, is_unread
from dokodemo.casework.mandates import Question
from dokodemo.catalog import forms, versions


def ask_about(case: Case) -> None:
    """Ask, in the caller's transaction, where the application is about somebody else than who applies and says who that is
    in words that can be looked up; else the correction of those asks."""
    asker = mandates.asker()
    if asker is None or versions.at(case.catalog_hash).procedures[case.procedure].about is None:
        return
    loaded = load(case)
    if forms.is_about_another(loaded.procedure, loaded.values) and not is_unread(loaded):
        asker.ask(_question(loaded))


def _question(loaded: Loaded) -> Question:
    case, subject, agent = loaded.case, loaded.subject, agent_of(loaded)
    return Question(
        case_id=case.id,
        procedure=case.procedure,
        catalog=case.catalog_hash,
        on=case.arrived_on,
        name=subject.name,
        birthdate=subject.birthdate,
        address=subject.address,
        agent_name=agent.name,
        agent_birthdate=agent.birthdate,
        subjects=tuple(facts.proven_subjects(case.evidence)),
    )
