"""Every write of this room."""

import logging
from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from dokodemo.base import clock
from dokodemo.base.actor import Actor
from dokodemo.base.audit.actions import record
from dokodemo.casework.cases.actions import telling
from dokodemo.casework.cases.rights import NotPossible, require_keeper
from dokodemo.casework.effects import NotCarriedOut
from dokodemo.casework.mandates import relation_words
from dokodemo.catalog import versions
from dokodemo.core.mandates import GRANT, queries
from dokodemo.core.mandates.asked import Asked, against, scope_words
from dokodemo.core.mandates.models import PARENT, Mandate
from dokodemo.core.residents import queries as residents
from dokodemo.values.eras import format_wareki
from dokodemo.values.names import kana_key, search_key

log = logging.getLogger(__name__)
LONGEST_WHY = 500
#: The letter about a mandate that a clerk ended; those before it ends by itself.
ENDED, ENDING, ENDING_AGENT = "told-ended", "told-ending", "told-ending-agent"
_ENDS_SOON = "代理の届出の期間が、もうすぐ終わります"
_OF_CHILDREN = "子が18歳になると、親権者としては続けられません。"


class NotGiven(NotCarriedOut):
    """This mandate cannot be entered, or ended."""


@transaction.atomic
def enter(found: Asked, case_id: UUID, number: str, on: date, actor: Actor) -> int:
    """Enter a mandate, in the deciding transaction; the same case again changes nothing. Returns its id.

    Raises NotGiven with what the register or the law says against it."""
    known = Mandate.objects.filter(case_id=case_id).first()
    if known:
        return int(known.pk)
    problems = against(found, on)
    principal, starts, ends, birth = found.principal, found.starts, found.ends, found.birth
    if problems or principal is None or starts is None or ends is None or birth is None:
        raise NotGiven(" ".join(problems))
    entered = Mandate.objects.create(
        principal=principal.atenabango,
        agent=found.resident.atenabango if found.resident else "",
        agent_name=found.name,
        agent_name_key=search_key(found.name),
        agent_kana=found.kana,
        agent_kana_key=kana_key(found.kana),
        agent_birth=birth,
        agent_address=found.address,
        relation=found.relation,
        proof=found.proof,
        scope=found.scope,
        starts=starts,
        ends=ends,
        case_id=case_id,
        number=number,
    )
    _write(actor, entered)
    return int(entered.pk)


@transaction.atomic
def end(mandate_id: int, on: date, why: str, case_id: UUID, actor: Actor) -> None:
    """End a mandate from ``on`` on, because somebody notified it, in the deciding transaction. Raises NotGiven."""
    mandate = Mandate.objects.select_for_update().get(id=mandate_id)
    if mandate.revoked_case == case_id:
        return
    if mandate.revoked_on is not None:
        raise NotGiven(_("この代理は、もう終わっています。"))
    _end(mandate, on, why, actor)
    mandate.revoked_case = case_id
    mandate.save()
    _write(actor, mandate)


@transaction.atomic
def revoke(actor: Actor, mandate_id: int, why: str) -> None:
    """A clerk ends a mandate from today on: the person died, the court ended the guardianship, the proof was false. The
    person represented is told on paper.

    Raises Mandate.DoesNotExist, NotAllowed, NotPossible with a sentence for the control."""
    mandate = Mandate.objects.select_for_update().get(id=mandate_id)
    require_keeper(actor, GRANT, "mandate.revoke")
    why = why.strip()
    if not why or len(why) > LONGEST_WHY:
        raise NotPossible("why", {"why": _("終わらせる理由を500文字以内で入力してください。")})
    if mandate.revoked_on is not None:
        raise NotPossible("over", {"why": _("この代理は、もう終わっています。")})
    _end(mandate, clock.today(), why, actor)
    mandate.save()
    record(
        actor, "mandate.revoke", object_kind="mandate", object_id=str(mandate.pk), subject=mandate.principal
    )
    paragraphs = [
        f"{mandate.agent_name}さんがあなたの代わりに手続きできる届出は、{format_wareki(clock.today())}から効力がなくなりました。",
        "これからも代わってもらうときは、もう一度「代理人の届出」を出してください。おぼえがないときは、下の電話番号に知らせてください。",
    ]
    rows = [
        ("代理人だった人", mandate.agent_name),
        ("立場", _relation(mandate)),
        ("届出の文書番号", mandate.number),
        ("理由", why),
    ]
    telling.tell_of(mandate.case_id, ENDED, "代理の届出が終わりました", paragraphs, rows, mandate.principal)


@transaction.atomic
def remind(mandate_id: int) -> bool:
    """Tell both sides, once, that a mandate ends soon: the person represented on paper at the address of the register,
    who acts where they get the answers to what they notified, else on paper. False where nothing is to be said: it was
    said, the mandate was ended or (as it stands) notified again, or the person has died; and where a letter cannot be
    printed. Then the next morning tries again, and the page of the mandate says so.

    Raises Mandate.DoesNotExist."""
    mandate = Mandate.objects.select_for_update().get(id=mandate_id)
    principal = queries.to_tell(mandate)
    if principal is None:
        return False
    told = telling.tell_of(
        mandate.case_id, ENDING, _ENDS_SOON, _to_principal(mandate), _rows(mandate, "代理人", mandate.agent_name),
        mandate.principal,
    )  # fmt: skip
    # Both are tried, whichever fails.
    if not _remind_agent(mandate, principal.name) or not told:
        log.warning("mandate %d: a letter that it ends soon cannot be printed", mandate.pk)
        return False
    mandate.reminded_on = clock.today()
    mandate.save(update_fields=["reminded_on"])
    return True


def _remind_agent(mandate: Mandate, principal: str) -> bool:
    """At the address of the register where it knows them, else at the one that was notified; nobody writes to the dead."""
    agent = residents.person(mandate.agent) if mandate.agent else None
    if agent is not None and agent.status == "dead":
        return True
    return telling.tell_acting(
        mandate.case_id, ENDING_AGENT, _ENDS_SOON, _to_agent(mandate, principal), _rows(mandate, "本人", principal),
        agent.addressee if agent else mandate.agent_addressee,
    )  # fmt: skip


def _to_principal(mandate: Mandate) -> list[str]:
    until = format_wareki(mandate.ends)
    return [
        f"{mandate.agent_name}さんがあなたの代わりに手続きできる期間は、{until}で終わります。",
        _again(mandate, "代わってもらう"),
        "代わってもらわないときは、何もしなくてかまいません。",
    ]


def _to_agent(mandate: Mandate, principal: str) -> list[str]:
    return [
        f"あなたが{principal}さんの代わりに手続きできる期間は、{format_wareki(mandate.ends)}で終わります。",
        _again(mandate, "続ける"),
        "続けないときは、何もしなくてかまいません。",
    ]


def _again(mandate: Mandate, go_on: str) -> str:
    of_children = _OF_CHILDREN if mandate.relation == PARENT else ""
    return f"これからも{go_on}ときは、その日までに、もう一度「代理人の届出」を出してください。{of_children}"


def _rows(mandate: Mandate, who: str, name: str) -> list[tuple[str, str]]:
    catalog = versions.current()
    with override("ja"):
        scope = scope_words(mandate.scope, catalog) if catalog else ""
    rows = [
        (who, name),
        ("代理人の立場", _relation(mandate)),
        ("できる手続き", scope),
        ("最後の日", format_wareki(mandate.ends)),
        ("届出の文書番号", mandate.number),
    ]
    return [(label, text) for label, text in rows if text]


def _relation(mandate: Mandate) -> str:
    """As the letter says it: in Japanese, whoever ends it."""
    with override("ja"):
        return relation_words(mandate.relation)


def _end(mandate: Mandate, on: date, why: str, actor: Actor) -> None:
    mandate.revoked_on, mandate.revoked_why = on, why
    mandate.revoked_by, mandate.revoked_name = actor.id, actor.name


def _write(actor: Actor, mandate: Mandate) -> None:
    record(actor, "ledger.write", object_kind="mandate", object_id=str(mandate.pk), subject=mandate.principal)
