"""One case as the desk shows it. Whoever may not see it gets None: not there and not yours look the same."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from dokodemo.base import clock
from dokodemo.base.actor import Actor
from dokodemo.base.audit.actions import record
from dokodemo.casework import people
from dokodemo.casework.cases import facts, states
from dokodemo.casework.cases.actions import asking
from dokodemo.casework.cases.actions.answering import was_asked
from dokodemo.casework.cases.actions.asking import Item
from dokodemo.casework.cases.actions.deciding import assess, rule_of
from dokodemo.casework.cases.loading import Loaded, load
from dokodemo.casework.cases.models import (
    Case,
    CaseDecision,
    CaseFee,
    CaseLink,
)
from dokodemo.casework.cases.queries.queue import urgency
from dokodemo.casework.cases.queries.route import Place, route
from dokodemo.casework.cases.queries.withdrawn import withdrawal_of
from dokodemo.casework.cases.rights import may_see
from dokodemo.casework.cases.seating import on_the_way
from dokodemo.casework.effects import Assessment
from dokodemo.casework.people import Candidate
from dokodemo.catalog import findings, forms, versions
from dokodemo.catalog.schema import ApprovalRule, Free, Ground, Procedure, Section


@dataclass(frozen=True)
class Fee:
    amount: int
    received_amount: int | None
    received_on: date | None
    how: str
    by_name: str


@dataclass(frozen=True)
class Proposal:
    """What is proposed or was decided. ``assessment`` is what the rule said to the proposer, ``suggested`` its reasons
    for refusing, ``called`` its outcome or reduced, ``denied`` why less is granted than was asked. ``mine``: the reader proposed it and can therefore not decide it."""

    outcome: str
    called: str
    note: str
    reasons: tuple[str, ...]
    denied: tuple[str, ...]
    articles: tuple[str, ...]
    amount: int | None
    assessment: Assessment
    found: tuple[tuple[str, str], ...]
    suggested: tuple[Ground, ...]
    proposed_name: str
    proposed_at: datetime
    decided_name: str
    decided_at: datetime | None
    number: str
    enforced_on: date | None
    mine: bool


@dataclass(frozen=True)
class Asked:
    """What the applicant was asked to mend and has not answered yet, the parts of it by what the form calls them. ``over``:
    the last day has passed."""

    text: str
    labels: tuple[str, ...]
    until: date
    by_name: str
    at: datetime
    over: bool


@dataclass(frozen=True)
class Withdrawal:
    """取下げ. ``in_time``: before the decision; else it changed nothing."""

    way: str
    arrived_at: datetime
    reason: str
    in_time: bool
    by_name: str


@dataclass(frozen=True)
class Replaced:
    """A decision that was taken up again: what it was, and why it did not stay."""

    called: str
    number: str
    decided_at: datetime | None
    why: str
    reason: str
    by_name: str
    at: datetime | None


@dataclass(frozen=True)
class Head:
    """What every tab shows. ``next`` is the one next action: take, examine, link, fee, agree, decide, wait or none.

    ``subject`` is whom the application is about, ``free`` why no fee is taken, ``stated`` what was found out when it was
    proposed last, ``replaced`` the decisions that were taken up again, the oldest first; ``route`` the way of the proposal, ``own``
    whether it is a case of the reader's section; ``mended_by_hand`` whether an answer on paper is still taken."""

    id: UUID
    receipt: str
    procedure: Procedure
    section: Section
    rule: ApprovalRule
    state: str
    version: int
    applicant: str
    applicant_kana: str
    person: str | None
    arrived_at: datetime
    registered_at: datetime
    due: date
    urgency: str
    delivery: str
    entrance: str
    entrance_number: str
    taken_by: str
    taken_name: str
    number: str
    decided_at: datetime | None
    problems: dict[str, str]
    fee: Fee | None
    proposal: Proposal | None
    subject: str
    free: Free | None
    stated: dict[str, Any]
    returned: tuple[tuple[str, str, datetime], ...]
    replaced: tuple[Replaced, ...]
    asked: Asked | None
    mended_by_hand: bool
    withdrawal: Withdrawal | None
    route: tuple[Place, ...]
    own: bool
    unsent: bool
    next: str

    @property
    def seat(self) -> Place | None:
        """The reader's seat, if they may sit there now."""
        return next((each for each in self.route if each.mine), None)


def no_longer_offered(procedure: Procedure) -> bool:
    """Whether residents can no longer begin this procedure: the case is decided with its own version all the same."""
    return procedure.id in versions.gone()


def case_of(actor: Actor, case_id: UUID) -> Case | None:
    """The row, for the other queries of this room; not a look."""
    case = next(iter(Case.objects.select_related("fee").filter(id=case_id)), None)
    return case if case is not None and on_the_way(actor, case) else None


def look(actor: Actor, case_id: UUID) -> Loaded | None:
    """The case, with the look recorded; None when it is not the actor's business. Four queries."""
    case = case_of(actor, case_id)
    if case is None:
        return None
    record(actor, "case.view", object_kind="case", object_id=str(case.id), subject=case.person or "")
    return load(case)


def head(actor: Actor, loaded: Loaded, language: str) -> Head:
    """The header and the decision panel's facts. Three queries; more where the case is on its way to a decision."""
    case, procedure = loaded.case, loaded.procedure
    decisions = loaded.decisions
    current = next((each for each in decisions if each.state in ("open", "decided")), None)
    fee, due = _fee(case), forms.fee(procedure, loaded.values)
    rule = rule_of(case, current.rule if current else "")
    way = route(actor, loaded, current, language) if current else ()
    returned = tuple(
        (each.returned_with, each.decided_name, each.decided_at)
        for each in decisions
        if each.decided_at and each.state == "returned"
    )
    proposal = _proposal(actor, loaded, current, language) if current else None
    return Head(
        id=case.id,
        receipt=case.receipt,
        procedure=procedure,
        section=loaded.catalog.sections[case.section],
        rule=rule,
        state=case.stage,
        version=case.version,
        applicant=case.applicant_name,
        applicant_kana=case.applicant_kana,
        person=case.person,
        arrived_at=case.arrived_at,
        registered_at=case.registered_at,
        due=case.due,
        urgency=urgency(case.due, case.state, clock.today()),
        delivery=case.delivery,
        entrance=case.entrance,
        entrance_number=case.entrance_number,
        taken_by=case.taken_by,
        taken_name=case.taken_name,
        number=case.number,
        decided_at=case.decided_at,
        problems=forms.validate(procedure, loaded.values, language, case.arrived_on) if case.problems else {},
        fee=fee,
        proposal=proposal,
        subject=loaded.subject.name,
        free=due.free if due else None,
        stated=dict(decisions[-1].findings) if decisions else {},
        returned=returned,
        replaced=tuple(map(_replaced, (each for each in decisions if each.state == "replaced"))),
        asked=_asked(loaded, language),
        mended_by_hand=case.entrance in states.BY_HAND and case.state in states.OPEN and was_asked(case),
        withdrawal=_withdrawal(case, decisions),
        unsent=any(each.unsent for each in decisions),
        route=way,
        own=may_see(actor, case.section),
        next=_next(actor, loaded, rule, fee, way),
    )


def _asked(loaded: Loaded, language: str) -> Asked | None:
    """What is waited for; one query while something can be."""
    if loaded.case.state != states.EXAMINING:
        return None
    found = next((each for each in loaded.asked if each.closed_at is None), None)
    if found is None:
        return None
    titles = {each.id: each.titles.of(language) for each in loaded.procedure.attachments}
    labels = (
        *(facts.label_of(loaded.procedure, name, language) for name in found.fields),
        *(titles.get(name, name) for name in found.attachments),
    )
    return Asked(found.text, labels, found.until, found.by_name, found.at, found.until < clock.today())


def _withdrawal(case: Case, decisions: Sequence[CaseDecision]) -> Withdrawal | None:
    found = withdrawal_of(case, decisions)
    return (
        Withdrawal(found.way, found.arrived_at, found.reason, found.in_time, found.by_name) if found else None
    )


def _replaced(decision: CaseDecision) -> Replaced:
    return Replaced(
        decision.called, decision.number, decision.decided_at, decision.reopened_why, decision.reopened_with,
        decision.reopened_name, decision.reopened_at,
    )  # fmt: skip


def _fee(case: Case) -> Fee | None:
    try:
        fee: CaseFee = case.fee
    except CaseFee.DoesNotExist:
        return None
    return Fee(fee.amount, fee.received_amount, fee.received_on, fee.how, fee.by_name)


def refusals_of(procedure: Procedure, assessment: Assessment) -> tuple[Ground, ...]:
    """The procedure's reasons for refusing that the rule suggests."""
    return tuple(each for each in procedure.refusals if each.id in assessment.refusals)


def _proposal(actor: Actor, loaded: Loaded, decision: CaseDecision, language: str) -> Proposal:
    procedure = loaded.procedure
    assessment = Assessment.from_json(decision.assessment)
    return Proposal(
        outcome=decision.outcome,
        called=decision.called,
        note=decision.note,
        reasons=tuple(decision.reasons),
        denied=tuple(decision.denied),
        articles=tuple(decision.articles),
        amount=decision.amount,
        assessment=assessment,
        found=tuple(findings.rows(procedure, loaded.values, decision.findings, language)),
        suggested=refusals_of(procedure, assessment),
        proposed_name=decision.proposed_name,
        proposed_at=decision.proposed_at,
        decided_name=decision.decided_name,
        decided_at=decision.decided_at,
        number=decision.number,
        enforced_on=decision.enforced_on,
        mine=decision.proposed_by == actor.id,
    )


def _next(actor: Actor, loaded: Loaded, rule: ApprovalRule, fee: Fee | None, way: tuple[Place, ...]) -> str:
    case = loaded.case
    if case.state == states.PROPOSED:
        seat = next((each for each in way if each.mine), None)
        return "wait" if seat is None else "decide" if seat.final else "agree"
    if not may_see(actor, case.section):
        return "none"
    if case.state not in states.OPEN or not actor.may(rule.proposer):
        return "wait" if case.state in states.OPEN else "none"
    if case.state == states.ARRIVED:
        return "take"
    if people.source() is not None and case.person is None and loaded.needs_resident:
        return "link"
    return "fee" if fee is not None and fee.received_amount is None else "propose"


def assessed(loaded: Loaded) -> Assessment:
    """What the rule says today. Raises EffectMissing."""
    return assess(loaded, clock.today())


def candidates(actor: Actor, loaded: Loaded) -> list[Candidate]:
    """Whom the applicant may be; the source records the looks. Empty where this zone keeps no residents."""
    source, who = people.source(), loaded.subject
    if source is None:
        return []
    return source.candidates(who.name, who.birthdate, who.address, who.gender, actor, loaded.case.id)


def card(actor: Actor, loaded: Loaded) -> dict[str, str]:
    """The linked person as the registry has it; the look at them and at each of the household is recorded."""
    source, person = people.source(), loaded.case.person
    if source is None or person is None:
        return {}
    for seen in (person, *source.shown_with(person)):
        record(actor, "person.view", object_kind="case", object_id=str(loaded.case.id), subject=seen)
    return source.card(person)


def linked_how(loaded: Loaded) -> tuple[str, str, datetime] | None:
    """How the person was found: (known or chosen, by whom, when)."""
    row = CaseLink.objects.filter(case=loaded.case).order_by("-id").first()
    return (row.how, row.by_name, row.at) if row else None


def can_be_asked(loaded: Loaded, language: str) -> tuple[tuple[Item, ...], tuple[Item, ...]]:
    """What the applicant can be asked to mend: answers, files."""
    return asking.answers_of(loaded, language), asking.files_of(loaded, language)


def visible(actor: Actor, case_id: UUID) -> bool:
    """Whether the case is there and the actor's business; not a look."""
    case = Case.objects.only("id", "section").filter(id=case_id).first()
    return case is not None and on_the_way(actor, case)


def receipts_of(ids: Iterable[str]) -> dict[str, str]:
    """The receipt numbers of these cases, for people who read of cases and not of identifiers. One query."""
    known = []
    for each in ids:
        try:
            known.append(UUID(each))
        except ValueError:
            continue
    return {
        str(id_): receipt for id_, receipt in Case.objects.filter(id__in=known).values_list("id", "receipt")
    }


def form_of(case_id: UUID) -> tuple[str, Procedure] | None:
    """The version of the catalog and the procedure that a case was made with; None where there is no such case."""
    made = Case.objects.filter(id=case_id).values_list("catalog_hash", "procedure").first()
    return (made[0], versions.at(made[0]).procedures[made[1]]) if made else None


def id_of_receipt(receipt: str) -> str | None:
    """The identifier of the case with this receipt number: for the trail, which knows cases only so."""
    found = Case.objects.filter(receipt=receipt.strip()).values_list("id", flat=True).first()
    return str(found) if found else None
