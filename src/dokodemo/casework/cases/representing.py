"""Somebody applies for somebody else: who acts, who is concerned, and whether they can be looked up, as the case has it.
For actions and queries alike; nothing is written."""

from dokodemo.base.crypto import digest
from dokodemo.casework import people
from dokodemo.casework.cases import facts
from dokodemo.casework.cases.loading import Loaded
from dokodemo.casework.mandates import Agent


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


def is_unread(loaded: Loaded) -> bool:
    """Whether the form itself finds something wrong with name, day of birth or address of the person concerned: the portal
    sends what somebody has written, and no resident is found by 平成2年3月40日ごろ."""
    about, problems = loaded.procedure.about, loaded.case.problems
    return about is not None and any(
        each in problems for each in (about.name, about.birthdate, about.address) if each
    )


def represented(loaded: Loaded) -> str:
    """Who is to be told, as one person is told from the next: the 宛名番号 where this zone keeps residents, else name and
    address as the answers have them. "" where nobody is known whom a letter would reach."""
    case, subject, source = loaded.case, loaded.subject, people.source()
    if source is not None:
        return case.person or source.certain(subject.name, subject.birthdate, subject.address) or ""
    return f"{subject.name} {subject.address}" if subject.name and subject.address else ""


def declared_for(who: str) -> str:
    """As what the letter that somebody applies for them lies with its case: each person has their own, of one length
    whatever was written."""
    return f"told:{digest(who.encode())}"
