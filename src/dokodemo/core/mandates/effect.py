"""What a decision about a notified mandate does: ``mandates.grant`` and ``mandates.revoke`` (casework.effects).

The answer goes to who notified it; the person represented is always told on paper as well (``of_document``)."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override

from dokodemo.base.actor import Actor
from dokodemo.casework import judging, people
from dokodemo.casework.effects import Assessment, CaseFacts, DecisionFacts
from dokodemo.casework.mandates import relation_words
from dokodemo.catalog import findings, versions
from dokodemo.catalog.schema import Catalog
from dokodemo.core.mandates import actions, queries
from dokodemo.core.mandates.actions import NotGiven
from dokodemo.core.mandates.asked import (
    Asked,
    against,
    asked,
    doubts,
    number_problem,
    scope_words,
)
from dokodemo.core.mandates.models import Mandate
from dokodemo.values.eras import format_wareki

#: What the clerk finds out and no letter repeats: numbers of the office.
_INTERNAL = ("agent_number", "mandate_number")
Rows = list[tuple[str, str]]


class Grant:
    """代理人の届出."""

    def assess(self, case: CaseFacts, on: date) -> Assessment:
        """Who would act for whom; what the register and the declaration say against it."""
        procedure, found = judging.procedure_of(case), asked(case, {})
        warnings = [*against(found, on), *doubts(found), *_again(found, on)]
        warnings += judging.declared(case, on)
        return Assessment(
            lines=tuple(_lines(found, _catalog(case))),
            reasons=("届け出られた代理を、本人の意思または法律の定めから確かめられるため。",),
            articles=(procedure.law.ja + procedure.article.ja,),
            refusals=judging.suggested(case, on),
            warnings=tuple(dict.fromkeys(warnings)),
        )

    def apply(self, case: CaseFacts, decision: DecisionFacts, actor: Actor) -> str:
        """Enter the mandate; a refusal enters none. Raises NotGiven."""
        if decision.outcome != "approved":
            return ""
        if problem := number_problem(decision.findings):
            raise NotGiven(problem)
        found = asked(case, decision.findings)
        return f"mandates/{actions.enter(found, case.id, decision.number, decision.decided_on, actor)}"

    def notice(self, case: CaseFacts, decision: DecisionFacts) -> dict[str, Any]:
        """The mandate as it was entered."""
        rows = (
            _lines(asked(case, decision.findings), _catalog(case)) if decision.outcome == "approved" else []
        )
        return _letters(case, decision, rows, {})

    def documents(self, case: CaseFacts, decision: DecisionFacts) -> tuple[str, ...]:
        """Letters only."""
        return ("notice",)


class Revoke:
    """代理をやめる届出."""

    def assess(self, case: CaseFacts, on: date) -> Assessment:
        """Which mandates it can be."""
        procedure = judging.procedure_of(case)
        found = queries.of_person(case.person or "", on)
        lines = [
            (
                each.number,
                f"{each.agent_name}　{format_wareki(each.starts)}から{format_wareki(each.ends)}まで",
            )
            for each in found
        ]
        nothing = [] if found else [_("本人について、いま効力のある代理の届出がありません。")]
        return Assessment(
            lines=tuple(lines),
            reasons=("当事者から、代理を終わらせる届出があったため。",),
            articles=(procedure.law.ja + procedure.article.ja,),
            refusals=judging.suggested(case, on),
            warnings=(*nothing, *judging.declared(case, on)),
        )

    def apply(self, case: CaseFacts, decision: DecisionFacts, actor: Actor) -> str:
        """End the one that is meant; a refusal ends none. Raises NotGiven."""
        if decision.outcome != "approved":
            return ""
        mandate = _meant(case, decision)
        actions.end(mandate.pk, _from(case, decision), "当事者の届出", case.id, actor)
        return f"mandates/{mandate.pk}"

    def notice(self, case: CaseFacts, decision: DecisionFacts) -> dict[str, Any]:
        """What ended. Asked after ``apply``: the mandate knows by which case it ended."""
        if decision.outcome != "approved":
            return _letters(case, decision, [], {})
        mandate = queries.ended_by(case.id)
        relation, scope = _in_words(mandate.relation, mandate.scope, _catalog(case))
        rows = [
            ("代理人だった人", mandate.agent_name),
            ("立場", relation),
            ("できた手続き", scope),
            ("届出の文書番号", mandate.number),
            ("効力がなくなる日", format_wareki(mandate.revoked_on or decision.decided_on)),
        ]
        return _letters(case, decision, rows, {"agent": mandate.agent_addressee})

    def documents(self, case: CaseFacts, decision: DecisionFacts) -> tuple[str, ...]:
        """Letters only."""
        return ("notice",)


def _catalog(case: CaseFacts) -> Catalog:
    return versions.at(case.catalog_hash)


def _lines(found: Asked, catalog: Catalog) -> Rows:
    until = (
        f"{format_wareki(found.starts)}から{format_wareki(found.ends)}まで"
        if found.starts and found.ends
        else ""
    )
    relation, scope = _in_words(found.relation, found.scope, catalog)
    lines = [
        ("本人", found.principal.name if found.principal else ""),
        ("代理人", found.name),
        ("代理人の立場", relation),
        ("できる手続き", scope),
        ("期間", until),
    ]
    return [(label, text) for label, text in lines if text]


def _in_words(relation: str, scope: Mapping[str, Any], catalog: Catalog) -> tuple[str, str]:
    """As letters say it: in Japanese, whatever language the clerk reads."""
    with override("ja"):
        return relation_words(relation), scope_words(scope, catalog)


def _again(found: Asked, on: date) -> list[str]:
    """A second mandate for the same agent is possible, and seldom meant."""
    if found.principal is None:
        return []
    same = [
        each
        for each in queries.of_person(found.principal.atenabango, on)
        if queries.is_agent(each, found.name, found.birth)
    ]
    return [
        _("同じ代理人の届出が、もう効力を持っています（%(number)s）。") % {"number": each.number}
        for each in same
    ]


def _meant(case: CaseFacts, decision: DecisionFacts) -> Mandate:
    """The mandate that the clerk named by its document number, or the only one of this person with that agent."""
    found = queries.of_person(case.person or "", decision.decided_on)
    number = "".join(str(decision.findings.get("mandate_number") or "").split())
    if number:
        found = [each for each in found if each.number == number]
    else:
        agent = "filer" if case.values.get("filer_is") == "agent" else "agent"
        name = str(case.values.get(f"{agent}_name") or "")
        found = [each for each in found if queries.is_agent(each, name, None)]
    if len(found) != 1:
        raise NotGiven(
            _(
                "どの代理の届出を終わらせるか決まりません。「代理の届出」で調べ、文書番号を入れて、もう一度提案してください。"
            )
        )
    return found[0]


def _from(case: CaseFacts, decision: DecisionFacts) -> date:
    try:
        return date.fromisoformat(str(case.values.get("quit_day") or ""))
    except ValueError:
        return decision.decided_on


def _letters(
    case: CaseFacts, decision: DecisionFacts, rows: Rows, others: Mapping[str, Mapping[str, str]]
) -> dict[str, Any]:
    """The answer to who notified it, the letter to the person represented at the address of the register, and
    ``others`` (document id → addressee)."""
    procedure, source = judging.procedure_of(case), people.source()
    stated = {name: each for name, each in decision.findings.items() if name not in _INTERNAL}
    rows = [*rows, *findings.rows(procedure, case.values, stated, "ja")]
    own = source.addressee(case.person) if source and case.person else {}
    by_agent = case.values.get("filer_is") != "principal"
    filer = {
        "recipient": str(case.values.get("filer_name") or ""),
        "address": str(case.values.get("filer_address") or ""),
        "postal": "",
    }
    return {
        **(filer if by_agent else own),
        "rows": [list(row) for row in rows],
        "reasons": list(decision.reasons) if decision.outcome == "refused" else [],
        "of_document": {"represented": own, **others},
    }
