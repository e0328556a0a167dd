"""What a notification of a mandate asks for, read from its answers; what the register and the law say against it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from dokodemo.casework.effects import CaseFacts
from dokodemo.catalog.schema import Catalog, Procedure
from dokodemo.core.mandates.models import GUARDIAN, PARENT
from dokodemo.core.residents import queries as residents
from dokodemo.core.residents.queries import Resident
from dokodemo.values.ages import age_on, attained_on
from dokodemo.values.names import search_key
from dokodemo.values.numbers import is_atenabango, plain_digits

#: A mandate is looked at again after three years at the latest (海風市代理人届出取扱要綱 5条).
MOST_YEARS = 3
OF_AGE = 18  # 民法4条


@dataclass(frozen=True)
class Asked:
    """Who is to act for whom. ``principal`` and ``resident`` (the agent) are as the register has them today, None where it
    does not know them; ``same_household``: the register has both in one."""

    principal: Resident | None
    resident: Resident | None
    name: str
    kana: str
    birth: date | None
    address: str
    relation: str
    scope: dict[str, Any]
    starts: date | None
    ends: date | None
    proof: str
    same_household: bool


def asked(case: CaseFacts, findings: Mapping[str, Any]) -> Asked:
    """Read the answers of ``dairi-todoke``: made by the person represented, or by who acts."""
    values = case.values
    who = "filer" if values.get("filer_is") == "agent" else "agent"
    relation = str(values.get("relation" if who == "filer" else "relation_given") or "")
    name, birth = str(values.get(f"{who}_name") or ""), _day(values.get(f"{who}_birth"))
    principal = residents.person(case.person) if case.person else None
    in_home = _in_household(principal, name, birth)
    number = plain_digits(str(findings.get("agent_number") or ""))
    starts = _day(values.get("from_day"))
    return Asked(
        principal=principal,
        resident=residents.person(number) if number else in_home,
        name=name,
        kana=str(values.get(f"{who}_kana") or ""),
        birth=birth,
        address=str(values.get(f"{who}_address") or ""),
        relation=relation,
        scope=_scope(values, relation),
        starts=starts,
        ends=_last_day(relation, principal, _day(values.get("until_day"))),
        proof=str(findings.get("checked_proof") or ""),
        same_household=in_home is not None,
    )


def _in_household(principal: Resident | None, name: str, birth: date | None) -> Resident | None:
    """Who of the principal's household has this name and day of birth."""
    home = residents.household(principal.atenabango) if principal else []
    others = [each for each in home if principal and each.atenabango != principal.atenabango]
    return next(
        (each for each in others if each.birth == birth and search_key(each.name) == search_key(name)), None
    )


def _scope(values: Mapping[str, Any], relation: str) -> dict[str, Any]:
    if relation in (PARENT, GUARDIAN):
        return {"kind": "all"}
    if values.get("scope") == "section":
        return {"kind": "section", "section": str(values.get("scope_section") or "").replace("_", "-")}
    listed = values.get("scope_procedures")
    chosen = [str(each.get("scope_procedure") or "") for each in (listed if isinstance(listed, list) else [])]
    return {
        "kind": "listed",
        "procedures": sorted({each.replace("_", "-") for each in chosen if each}),
    }


def covers(scope: Mapping[str, Any], procedure: Procedure) -> bool:
    """Whether a mandate of this scope reaches that procedure. A section is the one that the version says: what a merger
    brings to a section that took over is not reached by a mandate for that section, for it never named it."""
    if scope["kind"] == "section":
        return bool(scope["section"] == procedure.declared_section)
    return scope["kind"] == "all" or procedure.id in scope["procedures"]


def scope_words(scope: Mapping[str, Any], catalog: Catalog, language: str = "ja") -> str:
    """The scope as people read it."""
    if scope["kind"] == "all":
        return _("すべての手続き")
    if scope["kind"] == "section":
        section = catalog.sections.get(scope["section"])
        title = section.title.of(language) if section else str(scope["section"])
        return _("%(section)sの手続きすべて") % {"section": title}
    known = catalog.procedures
    titles = [known[each].titles.of(language) if each in known else each for each in scope["procedures"]]
    return "、".join(titles)


def _last_day(relation: str, principal: Resident | None, said: date | None) -> date | None:
    """Parental authority ends when the child comes of age (民法 4条, 818条)."""
    if relation != PARENT or principal is None or said is None:
        return said
    return min(said, attained_on(principal.birth, OF_AGE))


def against(found: Asked, on: date) -> list[str]:
    """Why this mandate cannot be entered: sentences for the desk; empty when it can."""
    return [
        *_against_principal(found),
        *_against_agent(found),
        *_against_period(found, on),
        *_against_parent(found, on),
    ]


def _against_principal(found: Asked) -> list[str]:
    if found.principal is None:
        return [_("本人（代わりをしてもらう人）がどの住民か決まっていません。住民情報で選んでください。")]
    if found.principal.status == "dead":
        return [_("本人は亡くなっているため、代理の届出を受けられません（民法第111条）。")]
    if not found.principal.is_here:
        return [_("本人はこの市の住民ではないため、代理の届出を受けられません。")]
    return []


def _against_agent(found: Asked) -> list[str]:
    principal, agent = found.principal, found.resident
    if found.birth is None or not found.name:
        return [_("代理人の氏名か生年月日がありません。申請内容を直してください。")]
    if principal and principal.birth == found.birth and search_key(principal.name) == search_key(found.name):
        return [_("代理人と本人が同じ人です。どちらかを直してください。")]
    if agent is None:
        return []
    if principal and agent.atenabango == principal.atenabango:
        return [_("代理人と本人が同じ人です。どちらかを直してください。")]
    if agent.status == "dead":
        return [_("代理人は亡くなっています（民法第111条）。宛名番号を確かめてください。")]
    if agent.birth != found.birth or search_key(agent.name) != search_key(found.name):
        return [_("代理人の宛名番号の人と、氏名か生年月日が違います。番号を確かめてください。")]
    return []


def number_problem(findings: Mapping[str, Any]) -> str:
    """What is wrong with the number typed for the agent; "" when nothing is."""
    number = plain_digits(str(findings.get("agent_number") or ""))
    if number and (not is_atenabango(number) or residents.person(number) is None):
        return _("代理人の宛名番号の住民はいません。番号を確かめるか、空けておいてください。")
    return ""


def _against_period(found: Asked, on: date) -> list[str]:
    starts, ends = found.starts, found.ends
    if starts is None or ends is None:
        return [_("代理の期間がありません。申請内容を直してください。")]
    if ends < starts:
        return [_("代理の最後の日が、最初の日より前になります。期間を確かめてください。")]
    if ends > _years_after(starts, MOST_YEARS):
        return [_("代理の期間は3年までです。最後の日を直してください。")]
    if ends < on:
        return [_("代理の期間は、もう終わっています。")]
    return []


def _against_parent(found: Asked, on: date) -> list[str]:
    if found.relation != PARENT or found.principal is None:
        return []
    if age_on(found.principal.birth, on) >= OF_AGE:
        return [_("本人は18歳になっているため、親権者として代わることはできません（民法第4条、第818条）。")]
    if not found.same_household and found.proof != "koseki":
        return [_("親と子が同じ世帯にいません。戸籍で親権を確かめ、確かめたもので「戸籍」を選んでください。")]
    return []


def doubts(found: Asked) -> list[str]:
    """What a clerk has to look at before proposing."""
    if found.relation == PARENT and found.principal is not None and not found.same_household:
        return [_("親と子が同じ世帯にいません。戸籍で親権を確かめてください。")]
    return []


def _years_after(day: date, years: int) -> date:
    """The last day of a period of whole years from ``day`` on (民法143条)."""
    return attained_on(day, years)


def _day(value: Any) -> date | None:
    try:
        return date.fromisoformat(str(value or "")[:10])
    except ValueError:
        return None
