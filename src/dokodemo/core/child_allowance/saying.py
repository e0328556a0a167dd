"""How this room says what it judged: to the desk, to the ledger and in a letter."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from dokodemo.casework.effects import CaseFacts, DecisionFacts
from dokodemo.casework.judging import procedure_of
from dokodemo.catalog import findings, forms
from dokodemo.core.child_allowance import claim, rule
from dokodemo.core.residents import queries as residents
from dokodemo.values.eras import format_wareki
from dokodemo.values.money import format_yen

UNIT = "円/月"


def month_ja(month: date) -> str:
    """令和8年12月分."""
    return format_wareki(month.replace(day=1)).removesuffix("1日") + "分"


def said(line: rule.Line) -> str:
    """One child's line for the desk."""
    order = f"第{line.order}子" if line.order else "数えません"
    return f"{order}　{format_yen(line.amount)}　{line.reason}（{line.article}）"


def children(lines: Iterable[rule.Line], claimed: Iterable[claim.Claimed]) -> list[dict[str, Any]]:
    """The lines of a month as the ledger and a letter keep them."""
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


def stated(case: CaseFacts, decision: DecisionFacts) -> tuple[tuple[str, str], ...]:
    """What the clerk found out, and what is repeated of the answers: (label, text) in Japanese."""
    return tuple(findings.said(procedure_of(case), _stated(case, decision), "ja"))


def _stated(case: CaseFacts, decision: DecisionFacts) -> dict[str, Any]:
    return findings.stated(procedure_of(case), case.values, decision.findings)


def letter(case: CaseFacts, decision: DecisionFacts) -> dict[str, Any]:
    """The facts that every letter of this room has. It goes to who applied: to a resident as the record writes them, to
    the family of a recipient who has died as they wrote."""
    return {
        **_addressee(case),
        "receipt": case.receipt,
        "arrived_on": case.arrived_on.isoformat(),
        "stated": _stated(case, decision),
        "articles": list(decision.articles),
        "reasons": _for_letter(decision),
    }


def _addressee(case: CaseFacts) -> dict[str, str]:
    about_another = forms.is_about_another(procedure_of(case), case.values)
    resident = residents.person(case.person) if case.person and not about_another else None
    if resident is None:
        return {
            "recipient": str(case.values.get("claimant_name") or ""),
            "address": str(case.values.get("claimant_address") or ""),
            "postal": "",
        }
    return resident.addressee


def _for_letter(decision: DecisionFacts) -> list[str]:
    """The letter has a line for each child already: what is left of the rule's reasons is why it begins when it does."""
    children = [f"{child['name']}：" for child in decision.assessment.detail.get("children", ())]
    return [reason for reason in decision.reasons if not reason.startswith(tuple(children))]


def nobody() -> str:
    """For the desk: whose ledger it would be is not known yet."""
    return _("請求者がまだ住民とひもづいていません。決定の前にひもづけてください。")


def no_rates() -> str:
    """For the desk: a month that the rates do not know."""
    return _("この時期の児童手当の額が登録されていません。運用の担当に知らせてください。")


def no_ledger() -> str:
    """For the desk: nothing was ever granted to this person."""
    return _("この方には、児童手当の台帳がありません。受給している人とひもづいているか確かめてください。")


def not_paid() -> str:
    """For the desk: there is no amount to revise."""
    return _(
        "この方には、その月に児童手当を支給していません。額の改定ではなく、認定の請求に当たらないか確かめてください。"
    )


def nobody_left() -> str:
    """For the desk: a revision to nothing is none."""
    return _("支給の対象となるお子さんが残りません。受給事由消滅の届出として扱ってください。")
