"""What a decision does where the ledger is another system's: ``transfer.enter`` (casework.effects)."""

from datetime import date
from typing import Any

from dokodemo.base.actor import Actor
from dokodemo.casework import judging, people
from dokodemo.casework.effects import Assessment, CaseFacts, DecisionFacts
from dokodemo.casework.transfer import actions
from dokodemo.catalog import findings
from dokodemo.catalog.schema import Procedure
from dokodemo.values.eras import format_wareki


class Enter:
    """A decision that a person carries into the system that keeps the ledger."""

    def assess(self, case: CaseFacts, on: date) -> Assessment:
        """What the declaration says of these answers: the reasons for refusing, and what a clerk has to look at."""
        procedure = judging.procedure_of(case)
        return Assessment(
            lines=tuple(findings.printed(procedure, case.values, "ja")),
            reasons=(_reason(procedure, case),),
            articles=(procedure.law.ja + procedure.article.ja,),
            refusals=judging.suggested(case, on),
            warnings=judging.declared(case, on),
        )

    def apply(self, case: CaseFacts, decision: DecisionFacts, actor: Actor) -> str:
        """Put it into the list of what is to be entered; a refusal enters nothing."""
        if decision.outcome != "approved":
            return ""
        return f"transfer/{actions.put(case, decision, judging.procedure_of(case), actor)}"

    def take_back(self, case: CaseFacts, ledger: str, actor: Actor) -> None:
        """Take it off the list again. Raises NotCarriedOut where it stands in the other system already."""
        actions.take_off(case.id, actor)

    def notice(self, case: CaseFacts, decision: DecisionFacts) -> dict[str, Any]:
        """What was found and what the letter repeats. In core the letter goes to the person as the register writes them."""
        procedure = judging.procedure_of(case)
        stated = findings.stated(procedure, case.values, decision.findings)
        source = people.source()
        facts: dict[str, Any] = source.addressee(case.person) if source and case.person else {}
        return facts | {
            "rows": [list(row) for row in findings.said(procedure, stated, "ja")],
            "stated": stated,
            "reasons": list(decision.reasons) if decision.outcome == "refused" else [],
        }

    def documents(self, case: CaseFacts, decision: DecisionFacts) -> tuple[str, ...]:
        """One letter."""
        return ("notice",)


def _reason(procedure: Procedure, case: CaseFacts) -> str:
    when = format_wareki(case.arrived_on)
    if procedure.kind == "application":
        return f"{when}に申請があり、{procedure.law.ja}の定めに当たると認められるため。"
    return f"{when}に届き、必要なことがそろっているため。"
