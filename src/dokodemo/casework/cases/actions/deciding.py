"""Propose, return, decide. One proposes, another decides; what is decided is written whole or not at all."""

import logging
import uuid
from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from dokodemo.base import clock
from dokodemo.base.actor import Actor
from dokodemo.base.audit.actions import record
from dokodemo.casework import documents, effects, people
from dokodemo.casework.cases import letters, numbers, states
from dokodemo.casework.cases.actions import approving, asking, enforcing
from dokodemo.casework.cases.loading import Loaded, in_force, load
from dokodemo.casework.cases.models import Case, CaseDecision, CaseDocument, CaseFee
from dokodemo.casework.cases.rights import NotPossible, grow, hold
from dokodemo.casework.effects import Assessment, DecisionFacts, NotCarriedOut
from dokodemo.casework.register.actions import DECISION, Drafted, Number, enter
from dokodemo.catalog import findings, versions
from dokodemo.catalog.routes import ApprovalRule, rule_for
from dokodemo.catalog.schema import Ground, Procedure

log = logging.getLogger(__name__)

LONGEST_NOTE = 2000
_NOTHING: Mapping[str, Any] = {}
_OUTCOMES = {states.APPROVED: "承認", states.REDUCED: "一部承認", states.REFUSED: "却下"}


def rule_of(case: Case, name: str = "") -> ApprovalRule:
    """Who proposes cases of this procedure, and who decides them where nothing takes its place (専決); the rule ``name``, by
    which a decision was proposed, while the city has it."""
    made_with = versions.at(case.catalog_hash)
    catalog = in_force(made_with, case.procedure)
    rules = {**made_with.approvals, **catalog.approvals}
    return rules.get(name) or rules[catalog.procedures[case.procedure].approval]


def assess(loaded: Loaded, on: date) -> Assessment:
    """What the rule says of the case as it stands. Raises EffectMissing; NotCarriedOut: with what was written the rule cannot
    reckon (what the form refuses still arrives, from the portal or on paper)."""
    effect = effects.get(loaded.procedure.effect)
    try:
        return effect.assess(loaded.facts, on)
    except (ValueError, TypeError, LookupError, ArithmeticError) as error:
        if not loaded.case.problems:
            raise
        # Never the text: it may quote what somebody has written.
        log.warning("case %s: the rule cannot reckon (%s)", loaded.case.id, type(error).__name__)
        raise NotCarriedOut(
            _(
                "申請の内容に、規則で計算できないところがあります。印のついた項目を直すか、補正を求めてください。"
            )
        ) from error


def _assessed(loaded: Loaded, outcome: str) -> Assessment:
    """What is kept with a proposal. One may be refused for what is written, and that may be what the rule cannot reckon with."""
    try:
        return assess(loaded, clock.today())
    except NotCarriedOut as unreckoned:
        if outcome != states.REFUSED:
            raise
        return Assessment(warnings=(str(unreckoned),))


@transaction.atomic
def propose(
    actor: Actor,
    case_id: UUID,
    version: int,
    outcome: str,
    refusals: tuple[str, ...] = (),
    note: str = "",
    found: Mapping[str, Any] = _NOTHING,
    reductions: tuple[str, ...] = (),
    enforced_on: date | None = None,
) -> None:
    """Propose to approve, to approve less than was asked (``reduced``), or to refuse: these two for at least one of the
    procedure's reasons each; ``note`` is printed with them.

    An approval states what the clerk found out: ``found`` is that as typed, by name. Who approves what the rule would refuse says why in ``note``: the one who decides reads it beside the rule. ``enforced_on``: the day
    of 施行 where it is to be later than the decision."""
    case = Case.objects.get(id=case_id)
    case = hold(actor, case_id, "case.propose", rule_of(case).proposer, version=version)
    if case.state != states.EXAMINING:
        raise NotPossible("not_examining")
    loaded = load(case)
    note = note.strip()
    _require_reasons(loaded, outcome, refusals, reductions, note)
    if enforced_on is not None:
        enforcing.require_day(enforced_on)
    assessment = _assessed(loaded, outcome)
    stated: dict[str, Any] = {}
    denied: list[str] = []
    if outcome == states.REFUSED:
        reasons, articles = _printed(loaded.procedure.refusals, refusals, note)
        amount = None
    else:
        _require_ready(loaded)
        stated = _stated(loaded, found)
        reasons, articles, amount = list(assessment.reasons), list(assessment.articles), assessment.amount
        if outcome == states.REDUCED:
            denied, more = _printed(loaded.procedure.reductions, reductions, note)
            articles, outcome = list(dict.fromkeys([*articles, *more])), states.APPROVED
        else:
            _require_why(assessment, note)
    catalog = in_force(loaded.catalog, case.procedure)
    rule = rule_for(catalog, catalog.procedures[case.procedure], outcome, amount)
    decision = CaseDecision.objects.create(
        case=case,
        outcome=outcome,
        rule=rule.id,
        refusal_ids=list(refusals),
        reduction_ids=list(reductions),
        note=note,
        reasons=reasons,
        denied=denied,
        articles=articles,
        amount=amount,
        assessment=assessment.to_json(),
        findings=stated,
        enforced_on=enforced_on,
        proposed_by=actor.id,
        proposed_name=actor.name,
        proposed_at=clock.now(),
    )
    approving.lay_out(decision, catalog, rule)
    asking.close(case, loaded.procedure)
    case.state = states.PROPOSED
    grow(case, "state", "due")
    _note(actor, "case.propose", case, outcome=decision.called)


def can_be_proposed(procedure: Procedure) -> tuple[str, ...]:
    """The outcomes of the procedure, and ``reduced`` beside the approval where it has reasons for that."""
    reduced = (states.REDUCED,) if procedure.reductions else ()
    return tuple(
        word for each in procedure.outcomes for word in (each, *(reduced if each == states.APPROVED else ()))
    )


def _printed(offered: Sequence[Ground], chosen: Collection[str], note: str) -> tuple[list[str], list[str]]:
    """The chosen reasons as the letter says them, the clerk's own words last, and their articles."""
    given = [each for each in offered if each.id in chosen]
    texts = [each.text.ja for each in given] + ([note] if note else [])
    return texts, list(dict.fromkeys(each.article.ja for each in given))


def _require_reasons(
    loaded: Loaded, outcome: str, refusals: tuple[str, ...], reductions: tuple[str, ...], note: str
) -> None:
    """A refusal and a reduction have reasons, each of its own list, and nothing else has any."""
    procedure = loaded.procedure
    if outcome not in can_be_proposed(procedure):
        raise NotPossible("outcome", {"outcome": _("承認か却下を選んでください。")})
    if len(note) > LONGEST_NOTE:
        raise NotPossible("note", {"note": _("2,000文字以内で入力してください。")})
    refused, reduced = outcome == states.REFUSED, outcome == states.REDUCED
    if refused and not _are_of(procedure.refusals, refusals):
        sentence = _(
            "却下するときは、理由を1つ以上選んでください。通知書に根拠の条文といっしょに書かれます。"
        )
        raise NotPossible("refusals", {"refusals": sentence})
    if reduced and not _are_of(procedure.reductions, reductions):
        sentence = _(
            "一部を認めないときは、理由を1つ以上選んでください。通知書に根拠の条文といっしょに書かれます。"
        )
        raise NotPossible("reductions", {"reductions": sentence})
    if refusals and not refused:
        sentence = _("承認を選びましたが、却下の理由に印がついています。承認するなら、印をはずしてください。")
        raise NotPossible("refusals", {"refusals": sentence})
    if reductions and not reduced:
        sentence = _("一部を認めない理由に印がついています。「一部承認」を選ぶか、印をはずしてください。")
        raise NotPossible("reductions", {"reductions": sentence})


def _are_of(offered: Sequence[Ground], chosen: tuple[str, ...]) -> bool:
    return bool(chosen) and {each.id for each in offered}.issuperset(chosen)


def _require_why(assessment: Assessment, note: str) -> None:
    """An approval against the rule has a sentence for who decides."""
    if assessment.refusals and not note:
        sentence = _(
            "規則では却下の理由にあたります。それでも承認を提案するわけを書いてください。決裁する人が読みます。"
        )
        raise NotPossible("note", {"note": sentence})


def _stated(loaded: Loaded, found: Mapping[str, Any]) -> dict[str, Any]:
    """What was found out, read as the procedure declares it. Raises NotPossible with a sentence for each control."""
    result = findings.read(loaded.procedure, found, loaded.values, get_language() or "ja", clock.today())
    if result.errors:
        raise NotPossible("findings", result.errors)
    return result.values


def _require_ready(loaded: Loaded) -> None:
    """What has to be there before anybody approves."""
    case = loaded.case
    fee = CaseFee.objects.filter(case=case).first()
    if fee is not None and fee.recorded_at is None:
        raise NotPossible(
            "fee",
            {"outcome": _("手数料を受け取った記録がありません。受け取りを記録してから承認してください。")},
        )
    by_card = loaded.procedure.identity == "sign" and case.entrance not in states.BY_HAND
    if by_card and not (case.evidence.get("signature") or {}).get("verified"):
        raise NotPossible(
            "signature",
            {
                "outcome": _(
                    "電子署名を確かめられないため、承認できません。本人に連絡して、もう一度申請してもらうか、窓口をご案内ください。"
                )
            },
        )
    if people.source() is not None and case.person is None and loaded.needs_resident:
        raise NotPossible(
            "person",
            {"outcome": _("申請した人がどの住民か決まっていません。住民情報で選んでから承認してください。")},
        )


@transaction.atomic
def send_back(actor: Actor, case_id: UUID, version: int, note: str) -> None:
    """Return a proposal to be examined again; the note says what to look at."""
    held = approving.hold_seat(actor, case_id, "case.return", version)
    case, decision = held.case, held.decision
    if not note.strip() or len(note) > LONGEST_NOTE:
        raise NotPossible("note", {"return_note": _("何を直すかを2,000文字以内で入力してください。")})
    decision.state, decision.returned_with = "returned", note.strip()
    decision.decided_by, decision.decided_name, decision.decided_at = actor.id, actor.name, clock.now()
    decision.save()
    approving.sit(actor, held, states.SEAT_RETURNED, note)
    approving.clear(decision)
    case.state = states.EXAMINING
    grow(case, "state")
    _note(actor, "case.return", case)


@transaction.atomic
def decide(actor: Actor, case_id: UUID, version: int, enforced_on: date | None = None) -> str:
    """Decide as proposed, from the last seat of its way; returns the document number. ``enforced_on`` is the day of 施行: the
    one of the proposal where none is named, today where that has passed.

    One transaction: glyphs, number, ledger, case, documents, trail and the sealed answer, or nothing of it. Raises
    NotAllowed (the proposer is never the one who decides), NotPossible (not_final: others are asked first), Changed, documents.GlyphsMissing, and whatever
    the effect raises."""
    held = approving.hold_seat(actor, case_id, "case.decide", version)
    case, proposal = held.case, held.decision
    if not held.seat.final:
        raise NotPossible("not_final")
    loaded = load(case)
    if proposal.outcome == states.APPROVED:
        _require_ready(loaded)
    on = clock.today()
    if enforced_on is not None:
        enforcing.require_day(enforced_on)
    documents.check(letters.common(loaded, [*proposal.reasons, *proposal.denied], proposal.articles))
    number = numbers.take(loaded.catalog, case.section, loaded.procedure.organ, on)
    case.number, case.number_year = number.text, number.year
    proposal.number, proposal.decided_on = number.text, on
    proposal.enforced_on = max(enforced_on or proposal.enforced_on or on, on)
    made = enforcing.facts_of(proposal)
    effect = effects.get(loaded.procedure.effect)
    case_facts = loaded.facts
    proposal.ledger = effect.apply(case_facts, made, actor)
    papers = letters.papers(loaded, made, effect.notice(case_facts, made), effect.documents(case_facts, made))
    for paper in papers:
        documents.check(paper.facts)
    now = clock.now()
    edition = CaseDecision.objects.filter(case=case, state="replaced").count() + 1
    approving.sit(actor, held, states.SEAT_AGREED, "")
    _write(actor, case, proposal, made, now)
    _enter(number, loaded, proposal)
    for paper in papers:
        CaseDocument.objects.create(
            id=uuid.uuid4(),
            case=case,
            kind=paper.kind,
            declared=paper.declared,
            edition=edition,
            title=paper.title,
            facts=paper.facts,
            delivery=paper.delivery,
            enforced_on=proposal.enforced_on,
            at=now,
        )
    enforcing.send(loaded, proposal, now, has_papers=bool(papers))
    return case.number


def _write(actor: Actor, case: Case, proposal: CaseDecision, made: DecisionFacts, now: datetime) -> None:
    proposal.state = "decided"
    proposal.decided_by, proposal.decided_name = actor.id, actor.name
    proposal.decided_at = now
    proposal.save()
    case.state, case.decided_at = made.outcome, now
    grow(case, "state", "decided_at", "number", "number_year")
    detail: dict[str, Any] = {"number": made.number}
    if proposal.reduction_ids:
        detail["reductions"] = proposal.reduction_ids
    if made.stands_on != made.decided_on:
        detail["enforced_on"] = made.stands_on.isoformat()
    _note(actor, "case.approve" if made.outcome == states.APPROVED else "case.refuse", case, **detail)


def _enter(number: Number, loaded: Loaded, decision: CaseDecision) -> None:
    """The decision stands in the register of documents (文書件名簿)."""
    procedure, case = loaded.procedure, loaded.case
    drafted = Drafted(
        clock.legal_date(decision.proposed_at), decision.proposed_name, decision.decided_on or clock.today(), decision.decided_name,
        rule_of(case, decision.rule).title.ja, decision.enforced_on,
    )  # fmt: skip
    title = f"{procedure.titles.ja}の決定（{_OUTCOMES[decision.called]}）"
    enter(number, DECISION, title, procedure, case.id, case.receipt, drafted)


def _note(actor: Actor, act: str, case: Case, **detail: Any) -> None:
    record(actor, act, object_kind="case", object_id=str(case.id), subject=case.person or "", detail=detail)
