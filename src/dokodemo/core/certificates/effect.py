"""What a decision about a copy of the resident record does: ``certificates.resident_record`` (casework.effects)."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from dokodemo.base.actor import Actor
from dokodemo.casework import judging
from dokodemo.casework.effects import Assessment, CaseFacts, DecisionFacts, NotCarriedOut
from dokodemo.core.certificates import actions
from dokodemo.core.certificates.models import Issued
from dokodemo.core.certificates.wanted import Wanted, is_official, is_own, wanted
from dokodemo.core.residents import queries as residents
from dokodemo.core.residents.queries import Resident
from dokodemo.values import addresses
from dokodemo.values.eras import format_wareki

NO_RIGHT = "no-right"


class NotIssuable(NotCarriedOut):
    """This copy cannot be made."""


class ResidentRecord:
    """住民票の写し."""

    def assess(self, case: CaseFacts, on: date) -> Assessment:
        """Who would be on it, by what right; what the register says against it. Nobody outside the household is on a
        copy of one's own (住民基本台帳法12条1項)."""
        found = wanted(case, {})
        refusals = list(judging.suggested(case, on))
        if found.holder is not None and found.missing and NO_RIGHT not in refusals:
            refusals.append(NO_RIGHT)
        return Assessment(
            lines=tuple(_lines(found)),
            reasons=(_reason(case, found),),
            articles=(found.basis,),
            refusals=tuple(refusals),
            warnings=(
                *_doubts(case, found),
                *judging.declared(case, on),
            ),
        )

    def apply(self, case: CaseFacts, decision: DecisionFacts, actor: Actor) -> str:
        """Enter the certificate; a refusal enters none. Raises NotIssuable."""
        if decision.outcome != "approved":
            return ""
        given = _given(case, decision)
        official = is_official(case.values)
        requester, office = (
            ("", str(case.values.get("office_name") or "")) if official else (case.person or "", "")
        )
        number = actions.issue(given, requester, office, case.id, decision.number, decision.stands_on, actor)
        return f"certificates/{number}"

    def notice(self, case: CaseFacts, decision: DecisionFacts) -> dict[str, Any]:
        """The facts of the letter and of the certificate. Asked after ``apply``: the certificate has a number then."""
        requester = residents.person(case.person) if case.person else None
        facts: dict[str, Any] = {
            "rows": [],
            "reasons": list(decision.reasons) if decision.outcome == "refused" else [],
        }
        if is_official(case.values):
            facts |= _office(case.values)
        elif requester is not None:
            facts |= requester.addressee
        if decision.outcome != "approved":
            return facts
        given, issued = _given(case, decision), Issued.objects.get(case_id=case.id)
        holder = given.holder.atenabango if given.holder else ""
        head = next((one.name for one in residents.household(holder) if one.relation == "世帯主"), "")
        told = bool(case.values.get("with_relation"))
        return facts | {
            "rows": [[label, text] for label, text in _lines(given)],
            "certificate": actions.show(issued),
            "issued_on": issued.issued_on.isoformat(),
            "copies": given.copies,
            "household": given.household,
            "persons": [_printed(each, head, told) for each in given.persons],
        }

    def documents(self, case: CaseFacts, decision: DecisionFacts) -> tuple[str, ...]:
        """A cover letter and the copy itself, both on paper; a refusal is a letter."""
        return ("notice", "juminhyo") if decision.outcome == "approved" else ("notice",)


def _given(case: CaseFacts, decision: DecisionFacts) -> Wanted:
    found = wanted(case, decision.findings)
    if found.holder is None or not found.holder.is_here:
        raise NotIssuable(
            _("だれの住民票か決まっていないため、交付できません。住民情報か、宛名番号を確かめてください。")
        )
    if found.missing or not found.persons:
        raise NotIssuable(
            _("請求された方が、その世帯にいないため、交付できません: %(names)s")
            % {"names": "、".join(found.missing)}
        )
    return found


def _reason(case: CaseFacts, found: Wanted) -> str:
    if is_official(case.values):
        return _("法令で定める事務を行うための、国または地方公共団体の機関からの請求のため。")
    return _("本人等からの請求のため。") if found.holder else _("請求の理由が正当と認められるため。")


def _office(values: Mapping[str, Any]) -> dict[str, str]:
    """Where the copy goes that an authority asked for: to its office, to who is in charge of it there."""
    return {
        "recipient": str(values.get("requester_name") or ""),
        "postal": addresses.postal(str(values.get("office_postal") or "")),
        "address": f"{values.get('office_address') or ''}　{values.get('office_name') or ''}".strip("　"),
    }


def _lines(found: Wanted) -> list[tuple[str, str]]:
    names = "、".join(each.name for each in found.persons)
    lines = [
        ("写しに載る方", names),
        ("種類", "世帯全員の写し" if found.household else "世帯の一部の写し"),
        ("通数", f"{found.copies}通"),
    ]
    return [(label, text) for label, text in lines if text]


def _doubts(case: CaseFacts, found: Wanted) -> list[str]:
    doubts = []
    if found.missing:
        doubts.append(
            _("請求した方と同じ世帯にいない方が含まれています: %(names)s")
            % {"names": "、".join(found.missing)}
        )
    if not is_own(case.values):
        doubts.append(
            _("世帯の外の方の住民票です。請求の理由を裏づける書類を確かめ、宛名番号を調べてください。")
        )
    return doubts


def _printed(each: Resident, head: str, told: bool) -> dict[str, str]:
    """One person as the copy has them. 続柄 and 世帯主 (``head``) only when asked for (住民基本台帳法12条5項)."""
    since = residents.history(each.atenabango)
    return {
        "name": each.name,
        "kana": each.kana,
        "birth": format_wareki(each.birth),
        "sex": {"1": "男", "2": "女"}.get(each.sex, ""),
        "address": each.address,
        "resident_since": format_wareki(since.resident),
        "address_since": format_wareki(since.address),
        "head": head if told else "【省略】",
        "relation": each.relation if told else "【省略】",
    }
