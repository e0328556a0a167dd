"""What decisions about somebody who has a ledger do: ``child_allowance.revise``, ``.end`` and ``.note``
(casework.effects)."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext as _

from dokodemo.base.actor import Actor
from dokodemo.casework import judging
from dokodemo.casework.effects import Assessment, CaseFacts, DecisionFacts
from dokodemo.core.child_allowance import actions, claim, queries, rule, saying
from dokodemo.core.child_allowance.effect import apart, decided
from dokodemo.values.money import format_yen

#: The finding that a note enters as its amount (未支払の児童手当の額).
UNPAID = "unpaid_amount"


class Revise:
    """額改定の請求・届出 (児童手当法第9条): a child joins or leaves, and the rule judges again."""

    def assess(self, case: CaseFacts, on: date) -> Assessment:
        """What the law gives the children of the ledger with this change, and from which month."""
        refusals = judging.suggested(case, on)
        if case.person is None:
            return Assessment(amount_unit=saying.UNIT, refusals=refusals, warnings=(saying.nobody(),))
        event = claim.event_of(case.values) or case.arrived_on
        try:
            start = rule.revised_from(case.arrived_on, event, claim.is_fewer(case.values))
            family = queries.family(case.person, start.month)
            if not family:
                return Assessment(amount_unit=saying.UNIT, refusals=refusals, warnings=(saying.not_paid(),))
            children = claim.change_of(case.values).of(family)
            found = rule.reassess(claim.for_rule(children), start, claimed_on=case.arrived_on, on=on)
        except rule.NoRates:
            return Assessment(amount_unit=saying.UNIT, refusals=refusals, warnings=(saying.no_rates(),))
        lines = claim.said_why(found.lines, children)
        before = queries.ledger(case.person, start.month)
        paid = before.monthly if before else 0
        return Assessment(
            amount=found.monthly,
            amount_unit=saying.UNIT,
            lines=(
                ("改定の前の月額", format_yen(paid)),
                *((line.child_ref, saying.said(line)) for line in lines),
            ),
            reasons=found.reasons,
            articles=found.articles,
            refusals=refusals,
            warnings=(
                *_doubts(case, family, paid, found.monthly),
                *judging.declared(case, on),
                *found.warnings,
            ),
            detail={
                "starts": found.starts.isoformat(),
                "rule_version": found.rule_version,
                "family": claim.kept(family),
                "children": saying.children(lines, children),
            },
        )

    def apply(self, case: CaseFacts, decision: DecisionFacts, actor: Actor) -> str:
        """Write the months from the one that the law says; a refusal writes none. Raises actions.NotPayable."""
        if decision.outcome != "approved":
            return ""
        family = claim.again(decision.assessment.detail.get("family", ()))
        children = claim.change_of(case.values).of(family)
        entry = replace(decided("revise", case, decision), stated=saying.stated(case, decision))
        return actions.revise(entry, tuple(family), tuple(children), actor)

    def notice(self, case: CaseFacts, decision: DecisionFacts) -> dict[str, Any]:
        """The facts of the letter."""
        facts = saying.letter(case, decision)
        if decision.outcome == "approved":
            detail = decision.assessment.detail
            month = saying.month_ja(date.fromisoformat(detail["starts"]))
            facts |= {
                "amount": decision.amount,
                "amount_unit": saying.UNIT,
                "from_month": month,
                "rows": [["額が変わる月", month], *map(list, saying.stated(case, decision))],
                "children": detail["children"],
            }
        return facts

    def documents(self, case: CaseFacts, decision: DecisionFacts) -> tuple[str, ...]:
        """One letter."""
        return ("notice",)


class End:
    """受給事由消滅届 (児童手当法第26条第3項): the month of the event is the last one that is paid (第8条第2項)."""

    def assess(self, case: CaseFacts, on: date) -> Assessment:
        """From which month nothing is paid."""
        refusals = judging.suggested(case, on)
        try:
            start = rule.ended_from(claim.event_of(case.values) or case.arrived_on)
        except rule.NoRates:
            return Assessment(refusals=refusals, warnings=(saying.no_rates(),))
        return Assessment(
            lines=(("最後に支給する月", _last_month(start.month)), *_paid_in(case, start.month)),
            reasons=(start.reason,),
            articles=start.articles,
            refusals=refusals,
            warnings=(*_who(case), *judging.declared(case, on)),
            detail={"starts": start.month.isoformat()},
        )

    def apply(self, case: CaseFacts, decision: DecisionFacts, actor: Actor) -> str:
        """Close the ledger; a refusal leaves it open. Raises actions.NotPayable."""
        if decision.outcome != "approved":
            return ""
        entry = replace(decided("end", case, decision), stated=saying.stated(case, decision))
        return actions.end(entry, actor)

    def notice(self, case: CaseFacts, decision: DecisionFacts) -> dict[str, Any]:
        """The facts of the letter."""
        facts = saying.letter(case, decision)
        if decision.outcome == "approved":
            starts = date.fromisoformat(decision.assessment.detail["starts"])
            last = ["最後に支給する月", _last_month(starts)]
            facts["rows"] = [last, *map(list, saying.stated(case, decision))]
        return facts

    def documents(self, case: CaseFacts, decision: DecisionFacts) -> tuple[str, ...]:
        """One letter."""
        return ("notice",)


class Note:
    """What is decided about a recipient and changes no month by itself: 氏名・住所等の変更 and 現況 (児童手当法第26条),
    未支払の児童手当 (第12条)."""

    def assess(self, case: CaseFacts, on: date) -> Assessment:
        """Nothing is computed: what is paid now, to compare with."""
        procedure = judging.procedure_of(case)
        return Assessment(
            lines=tuple(_paid_in(case, on)),
            articles=(f"{procedure.law.ja}{procedure.article.ja}",),
            refusals=judging.suggested(case, on),
            warnings=(*_who(case), *judging.declared(case, on)),
        )

    def apply(self, case: CaseFacts, decision: DecisionFacts, actor: Actor) -> str:
        """Enter it in the history of the ledger; a refusal enters nothing. Raises actions.NotPayable."""
        if decision.outcome != "approved":
            return ""
        entry = replace(
            decided("note", case, decision),
            amount=decision.findings.get(UNPAID),
            stated=saying.stated(case, decision),
        )
        return actions.note(entry, actor)

    def notice(self, case: CaseFacts, decision: DecisionFacts) -> dict[str, Any]:
        """The facts of the letter: what was found, and the answers that it repeats."""
        facts = saying.letter(case, decision)
        if decision.outcome == "approved":
            facts["rows"] = [list(row) for row in saying.stated(case, decision)]
        return facts

    def documents(self, case: CaseFacts, decision: DecisionFacts) -> tuple[str, ...]:
        """One letter."""
        return ("notice",)


def _doubts(case: CaseFacts, family: list[claim.Claimed], paid: int, monthly: int) -> list[str]:
    """What the rule cannot see of a change."""
    change = claim.change_of(case.values)
    doubts = [
        _("台帳にこのお子さんがいません: %(name)s。氏名と生年月日を確かめてください。") % {"name": name}
        for name in change.strangers(family)
    ]
    if not monthly:
        doubts.append(saying.nobody_left())
    elif paid == monthly:
        doubts.append(_("この変更では、月額が変わりません。額の改定に当たるか確かめてください。"))
    return doubts + apart(case)


def _who(case: CaseFacts) -> Iterator[str]:
    if case.person is None:
        yield saying.nobody()
    elif not queries.has_ledger(case.person):
        yield saying.no_ledger()


def _paid_in(case: CaseFacts, on: date) -> Iterator[tuple[str, str]]:
    """What the ledger holds for the month of ``on``, for the desk."""
    held = queries.ledger(case.person, on) if case.person else None
    if held is not None:
        yield f"台帳の{saying.month_ja(on)}", f"月額{format_yen(held.monthly)}（{held.number}）"


def _last_month(starts: date) -> str:
    return saying.month_ja(starts - timedelta(days=1))
