"""What a decision about a claim does: ``child_allowance.grant`` (casework.effects)."""

from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from dokodemo.base.actor import Actor
from dokodemo.casework import judging
from dokodemo.casework.effects import Assessment, CaseFacts, DecisionFacts
from dokodemo.core.child_allowance import actions, claim, queries, rule, saying


class Grant:
    """認定請求."""

    def assess(self, case: CaseFacts, on: date) -> Assessment:
        """What the law gives on these answers, the refusals they suggest, and what a person still has to look at."""
        refusals = judging.suggested(case, on)
        claimed = claim.children_of(case.values)
        try:
            found = rule.assess(
                claim.for_rule(claimed),
                claimed_on=case.arrived_on,
                event_on=claim.event_of(case.values),
                on=on,
            )
        except rule.NoRates:
            return Assessment(amount_unit=saying.UNIT, refusals=refusals, warnings=(saying.no_rates(),))
        lines = claim.said_why(found.lines, claimed)
        return Assessment(
            amount=found.monthly,
            amount_unit=saying.UNIT,
            lines=tuple((line.child_ref, saying.said(line)) for line in lines),
            reasons=found.reasons,
            articles=found.articles,
            refusals=refusals,
            warnings=(*_doubts(case, found.starts), *found.warnings),
            detail={
                "starts": found.starts.isoformat(),
                "rule_version": found.rule_version,
                "children": saying.children(lines, claimed),
            },
        )

    def apply(self, case: CaseFacts, decision: DecisionFacts, actor: Actor) -> str:
        """Write the months into the claimant's ledger; a refusal writes none. Raises actions.NotPayable."""
        if decision.outcome != "approved":
            return ""
        return actions.grant(decided("grant", case, decision), tuple(claim.children_of(case.values)), actor)

    def notice(self, case: CaseFacts, decision: DecisionFacts) -> dict[str, Any]:
        """The facts of the letter."""
        facts = saying.letter(case, decision)
        if decision.outcome == "approved":
            detail = decision.assessment.detail
            starts = date.fromisoformat(detail["starts"])
            facts |= {
                "amount": decision.amount,
                "amount_unit": saying.UNIT,
                "start_month": starts.isoformat(),
                "from_month": saying.month_ja(starts),
                "children": detail["children"],
            }
        return facts

    def documents(self, case: CaseFacts, decision: DecisionFacts) -> tuple[str, ...]:
        """One letter."""
        return ("notice",)


def decided(kind: str, case: CaseFacts, decision: DecisionFacts) -> actions.Decided:
    """A decision as the ledger takes it."""
    detail = decision.assessment.detail
    return actions.Decided(
        kind=kind,
        procedure=case.procedure_id,
        atenabango=case.person or "",
        case_id=case.id,
        number=decision.number,
        decided_on=decision.decided_on,
        claimed_on=case.arrived_on,
        starts=date.fromisoformat(detail["starts"]) if "starts" in detail else None,
        rule_version=str(detail.get("rule_version", "")),
        reasons=decision.reasons,
        articles=decision.articles,
    )


def apart(case: CaseFacts) -> list[str]:
    """For the desk: children of the application who live apart."""
    if any(item.get("living") == "apart" for item in claim.listed(case.values.get("children"))):
        return [_("別居しているお子さんがいます。別居監護申立書を確かめてください。")]
    return []


def _doubts(case: CaseFacts, starts: date) -> list[str]:
    """What the rule cannot see."""
    doubts = []
    if case.person is None:
        doubts.append(saying.nobody())
    elif queries.ledger(case.person, starts):
        doubts.append(
            _("この方には、すでに支給の記録があります。認定ではなく額の改定に当たらないか確かめてください。")
        )
    if case.values.get("spouse_earns_more"):
        doubts.append(
            _(
                "配偶者の所得の方が高いと書かれています。生計を維持する程度の高い方が請求者か確かめてください。"
            )
        )
    if case.values.get("spouse_public_servant"):
        doubts.append(_("配偶者が公務員です。お勤め先から支給されていないか確かめてください。"))
    doubts += apart(case)
    if case.values.get("event_kind") == "other":
        doubts.append(_("請求の理由が「そのほか」です。15日の特例に当たるか確かめてください。"))
    return doubts
