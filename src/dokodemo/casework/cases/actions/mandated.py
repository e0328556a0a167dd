"""Asking the zone that keeps mandates whether somebody may act for the person of a case, where this zone does not."""

from dokodemo.casework import mandates, people
from dokodemo.casework.cases import facts
from dokodemo.casework.cases.loading import Loaded, load
from dokodemo.casework.cases.models import Case
from dokodemo.casework.mandates import Agent, Question
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


def is_unread(loaded: Loaded) -> bool:
    """Whether the form itself finds something wrong with name, day of birth or address of the person concerned: the portal
    sends what somebody has written, and no resident is found by 平成2年3月40日ごろ."""
    about, problems = loaded.procedure.about, loaded.case.problems
    return about is not None and any(
        each in problems for each in (about.name, about.birthdate, about.address) if each
    )


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
