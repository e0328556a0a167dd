"""What a decision about a claim does: ``child_allowance.grant`` (casework.effects)."""

from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from dokodemo.base.actor import Actor
from dokodemo.casework.effects import Assessment, CaseFacts, DecisionFacts
from dokodemo.catalog import forms, versions
from dokodemo.catalog.schema import Procedure
from dokodemo.core.child_allowance import actions, claim, queries, rule
from dokodemo.core.residents import queries as residents
from dokodemo.values.eras import format_wareki
from dokodemo.values.money import format_yen

UNIT = "円/月"


class Grant:
    """認定請求."""

    def assess(self, case: CaseFacts, on: date) -> Assessment:
        """What the law gives on these answers, the refusals they suggest, and what a person still has to look at."""
        refusals = tuple(each.id for each in forms.suggested_refusals(_procedure(case), case.values, on))
        claimed = claim.children_of(case.values)
        try:
            found = rule.assess(
                claim.for_rule(claimed),
                claimed_on=case.arrived_on,
                event_on=claim.event_of(case.values),
                on=on,
            )
        except rule.NoRates:
            return Assessment(
                amount_unit=UNIT,
                refusals=refusals,
                warnings=(_("この時期の児童手当の額が登録されていません。運用の担当に知らせてください。"),),
            )
        lines = claim.said_why(found.lines, claimed)
        return Assessment(
            amount=found.monthly,
            amount_unit=UNIT,
            lines=tuple((line.child_ref, _said(line)) for line in lines),
            reasons=found.reasons,
            articles=found.articles,
            refusals=refusals,
            warnings=(*_doubts(case, found.starts), *found.warnings),
            detail={
                "starts": found.starts.isoformat(),
                "rule_version": found.rule_version,
                "children": _children(lines, claimed),
            },
        )

    def apply(self, case: CaseFacts, decision: DecisionFacts, actor: Actor) -> str:
        """Write the months into the claimant's ledger; a refusal writes none. Raises actions.NotPayable."""
        if decision.outcome != "approved":
            return ""
        detail = decision.assessment.detail
        return actions.grant(
            actions.Granted(
                atenabango=case.person or "",
                case_id=case.id,
                number=decision.number,
                decided_on=decision.date,
                claimed_on=case.arrived_on,
                starts=date.fromisoformat(detail["starts"]) if "starts" in detail else None,
                rule_version=str(detail.get("rule_version", "")),
                reasons=decision.reasons,
                articles=decision.articles,
                children=tuple(claim.children_of(case.values)),
            ),
            actor,
        )

    def notice(self, case: CaseFacts, decision: DecisionFacts) -> dict[str, Any]:
        """The facts of the letter. Name and address are those of the register: the letter goes to a resident as the
        record writes them."""
        detail = decision.assessment.detail
        approved = decision.outcome == "approved"
        facts: dict[str, Any] = {
            **_addressee(case),
            "receipt": case.receipt,
            "arrived_on": case.arrived_on.isoformat(),
            "articles": list(decision.articles),
            "reasons": _for_letter(decision),
        }
        if approved:
            starts = date.fromisoformat(detail["starts"])
            facts |= {
                "amount": decision.amount,
                "amount_unit": UNIT,
                "start_month": starts.isoformat(),
                "from_month": month_ja(starts),
                "children": detail["children"],
            }
        return facts

    def documents(self, case: CaseFacts, decision: DecisionFacts) -> tuple[str, ...]:
        """One letter."""
        return ("notice",)


def month_ja(month: date) -> str:
    """令和8年12月分."""
    return format_wareki(month.replace(day=1)).removesuffix("1日") + "分"


def _procedure(case: CaseFacts) -> Procedure:
    return versions.at(case.catalog_hash).procedures[case.procedure_id]


def _said(line: rule.Line) -> str:
    order = f"第{line.order}子" if line.order else "数えません"
    return f"{order}　{format_yen(line.amount)}　{line.reason}（{line.article}）"


def _children(lines: list[rule.Line], claimed: list[claim.Claimed]) -> list[dict[str, Any]]:
    births = {child.name_ref: child.birth for child in claim.for_rule(claimed)}
    return [
        {
            "name": line.child_ref,
            "birth": births[line.child_ref].isoformat(),
            "order": line.order,
            "amount": line.amount,
            "reason": line.reason,
            "article": line.article,
        }
        for line in lines
    ]


def _doubts(case: CaseFacts, starts: date) -> list[str]:
    """What the rule cannot see."""
    doubts = []
    if case.person is None:
        doubts.append(_("請求者がまだ住民とひもづいていません。決定の前にひもづけてください。"))
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
    if any(item.get("living") == "apart" for item in claim.listed(case.values.get("children"))):
        doubts.append(_("別居しているお子さんがいます。別居監護申立書を確かめてください。"))
    if case.values.get("event_kind") == "other":
        doubts.append(_("請求の理由が「そのほか」です。15日の特例に当たるか確かめてください。"))
    return doubts


def _addressee(case: CaseFacts) -> dict[str, str]:
    resident = residents.person(case.person) if case.person else None
    if resident is None:
        return {
            "recipient": str(case.values.get("claimant_name") or ""),
            "address": str(case.values.get("claimant_address") or ""),
        }
    return {"recipient": resident.name, "address": resident.address, "postal": resident.postal}


def _for_letter(decision: DecisionFacts) -> list[str]:
    """The letter has a line for each child already: what is left of the rule's reasons is why it begins when it does."""
    children = [f"{child['name']}：" for child in decision.assessment.detail.get("children", ())]
    return [reason for reason in decision.reasons if not reason.startswith(tuple(children))]
