"""What the applicant sends again joins the case as its next version: asked for, and before it was decided."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.db import transaction

from dokodemo.base import clock, config, files
from dokodemo.base.actor import Actor, system
from dokodemo.base.audit.actions import record
from dokodemo.casework.cases import facts, locked, states
from dokodemo.casework.cases.actions import approving, asking, examine, mandated, telling
from dokodemo.casework.cases.actions.arrive import (
    Arrival,
    arrival_of,
    attach,
    known_person,
    proven,
    signed,
)
from dokodemo.casework.cases.actions.files import take_whole
from dokodemo.casework.cases.bodies import Answered
from dokodemo.casework.cases.facts import Applicant
from dokodemo.casework.cases.loading import Loaded, load
from dokodemo.casework.cases.models import (
    Case,
    CaseAsked,
    CaseAttachment,
    CaseDecision,
    CaseLink,
    CaseVersion,
)
from dokodemo.casework.cases.rights import NotPossible
from dokodemo.catalog.parsing import private_fields
from dokodemo.gateway.messages import Refused

#: Why an answer is not taken: nobody waits for one, or somebody else than the applicant has signed it.
NOT_ASKED, OTHER_SIGNER = "not_asked", "other_signer"


@dataclass(frozen=True)
class _Found:
    case: Case
    loaded: Loaded


@transaction.atomic(savepoint=False)
def register_answer(body: Answered) -> None:
    """Take an answer from our own pages. One that comes after the decision is kept and changes nothing; another certificate
    than the first is marked on the case (a card is renewed; the account is the same).

    Raises messages.Refused: no such case (``internet`` speaks of what it never sent)."""
    case = Case.objects.select_for_update().filter(id=body.application).first()
    if case is None:
        raise Refused("application_unknown")
    loaded = load(case)
    arrived_at, doubts = arrival_of(body.arrived_at)
    evidence = proven(body.evidence, body.application, arrived_at, doubts, again=True)
    if loaded.procedure.identity == "sign":
        evidence["signature"] = signed(
            body.evidence,
            case.id,
            case.procedure,
            case.catalog_hash,
            body.values,
            body.attachments,
            arrived_at,
        )
    before = facts.proven_subjects(case.evidence)
    if before and facts.proven_subjects(evidence) != before:
        evidence["problems"].append(OTHER_SIGNER)
    arrival = Arrival(
        id=case.id,
        receipt=case.receipt,
        procedure=loaded.procedure,
        catalog=case.catalog_hash,
        arrived_at=arrived_at,
        values=body.values,
        private=_kept_numbers(loaded, body.values, body.private),
        evidence=evidence,
        attachments=body.attachments,
        delivery=case.delivery,
        language=body.language,
    )
    if case.state not in states.OPEN or not was_asked(case):
        _keep_late(case, arrival)
    else:
        _join(_Found(case, loaded), arrival)


def _kept_numbers(loaded: Loaded, values: Mapping[str, Any], anew: Mapping[str, str]) -> dict[str, str]:
    """The My Numbers of the case that these answers still call for, those that were asked for again as they are now."""
    before = locked.unlock_private(loaded.case.id, bytes(loaded.version.private))
    called_for = {field.id for field in private_fields(loaded.procedure, values)}
    return {name: each for name, each in before.items() if name in called_for} | dict(anew)


@transaction.atomic(savepoint=False)
def take_answer(arrival: Arrival) -> str:
    """Join what the applicant sent again by another entrance to the case. Returns the case's receipt number.

    Raises NotPossible: NOT_ASKED; OTHER_SIGNER (where a card has signed the first, the same one signs the answer)."""
    case = Case.objects.select_for_update().filter(id=arrival.id).first()
    if case is None or case.state not in states.OPEN or not was_asked(case):
        raise NotPossible(NOT_ASKED)
    before = facts.proven_subjects(case.evidence)
    if before and facts.proven_subjects(arrival.evidence) != before:
        raise NotPossible(OTHER_SIGNER)
    _join(_Found(case, load(case)), arrival)
    return str(case.receipt)


@transaction.atomic(savepoint=False)
def take_written(arrival: Arrival) -> None:
    """The same for an answer on paper, to a case that came on paper: who applied was proven then, and My Numbers that are not
    written again stay. Raises NotPossible: NOT_ASKED."""
    case = Case.objects.select_for_update().filter(id=arrival.id, entrance__in=states.BY_HAND).first()
    if case is None:
        raise NotPossible(NOT_ASKED)
    private = _kept_numbers(load(case), arrival.values, arrival.private)
    take_answer(replace(arrival, receipt=case.receipt, evidence=case.evidence, private=private))


def was_asked(case: Case) -> bool:
    """Whether the last request is not answered: also one that a proposal has closed, as long as nothing is decided."""
    last = CaseAsked.objects.filter(case=case).order_by("-id").first()
    return last is not None and last.answer is None


def _join(found: _Found, arrival: Arrival) -> None:
    """The answer is the case's next version: the clerk's corrections of the version before no longer count, where it names
    somebody else now it is linked anew, and what was proposed without it is examined again. A file that is here already is
    not kept twice."""
    case, was = found.case, found.loaded.subject
    n = _next(case)
    _keep_version(case, n, arrival, late=False)
    last = CaseAsked.objects.filter(case=case).order_by("-id")[0]
    if last.closed_at is None:
        asking.close(case, arrival.procedure, n, arrival.arrived_at)
    else:
        last.answer = n
        last.save(update_fields=["answer"])
    house = arrival.by or system(config.load().zone, arrival.entrance)
    back_to_examine(case, house, "申請した方の補正が届いたため、もう一度審査します。")
    case.evidence = arrival.evidence
    _link_anew(case, was, arrival, house)
    examine.keep_searchable(case, arrival.procedure, arrival.values, "evidence", "person", "due", "state")
    _take_files(case, arrival, n)
    record(
        house, "case.answer", object_kind="case", object_id=str(case.id),
        subject=case.person or "", detail={"version": n, "problems": len(case.problems)},
    )  # fmt: skip
    telling.tell_represented(case)
    mandated.ask_about(case)


def back_to_examine(case: Case, house: Actor, why: str) -> None:
    """A proposal that was made of what no longer holds goes back by itself; the caller saves the case's state."""
    if case.state != states.PROPOSED:
        return
    decision = CaseDecision.objects.select_for_update().get(case=case, state="open")
    decision.state, decision.returned_with = "returned", why
    decision.decided_by, decision.decided_name, decision.decided_at = house.id, house.name, clock.now()
    decision.save()
    approving.clear(decision)
    case.state = states.EXAMINING


def _keep_late(case: Case, arrival: Arrival) -> None:
    """What came after the decision, or unasked, stays readable beside what was decided on."""
    n = _next(case)
    _keep_version(case, n, arrival, late=True)
    _take_files(case, arrival, n)
    record(
        system(config.load().zone, arrival.entrance), "case.answer.late", object_kind="case", object_id=str(case.id),
        subject=case.person or "", detail={"version": n},
    )  # fmt: skip


def _next(case: Case) -> int:
    newest = CaseVersion.objects.filter(case=case).order_by("-n").values_list("n", flat=True)[0]
    return int(newest) + 1


def _keep_version(case: Case, n: int, arrival: Arrival, *, late: bool) -> None:
    CaseVersion.objects.create(
        case=case, n=n, values=arrival.values, at=clock.now(), late=late,
        private=locked.lock_private(case.id, dict(arrival.private)),
    )  # fmt: skip


def _link_anew(case: Case, was: Applicant, arrival: Arrival, actor: Actor) -> None:
    """Where the answer names somebody else (by name or day of birth), the case is linked as one that has just arrived: a
    clerk chose the resident for who was named before."""
    now = facts.subject_of(arrival.procedure, arrival.values, arrival.evidence)
    if case.person is None or (now.name_key, now.birthdate) == (was.name_key, was.birthdate):
        return
    person = known_person(arrival.procedure, arrival.values, arrival.evidence)
    if person == case.person:
        return
    record(actor, "case.unlink", object_kind="case", object_id=str(case.id), subject=case.person)
    if person:
        record(actor, "case.link", object_kind="case", object_id=str(case.id), subject=person)
    case.person = person
    CaseLink.objects.create(
        case=case, person=person or "", how="known" if person else "parted", by_id=actor.id, by_name=actor.name,
        at=clock.now(),
    )  # fmt: skip


def _take_files(case: Case, arrival: Arrival, n: int) -> None:
    if arrival.entrance == states.WEB:  # their parts follow in the same stream
        attach(case, arrival.attachments, n)
        return
    here = set(CaseAttachment.objects.filter(case=case).values_list("attachment", "sha256_plain"))
    fresh = [each for each in arrival.attachments if (each.attachment, each.sha256_plain) not in here]
    twice = [each.sha256_cipher for each in arrival.attachments if each not in fresh]

    def clear() -> None:
        for name in twice:
            files.shred(name)

    transaction.on_commit(clear)
    attach(case, fresh, n)
    take_whole(case.id)
