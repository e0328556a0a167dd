"""Every write of this room."""

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
from dokodemo.core.mandates import GRANT
from dokodemo.core.mandates.asked import Asked, against
from dokodemo.core.mandates.models import Mandate
from dokodemo.values.eras import format_wareki
from dokodemo.values.names import kana_key, search_key

LONGEST_WHY = 500
#: The letter about a mandate that a clerk ended.
ENDED = "told-ended"


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


def _relation(mandate: Mandate) -> str:
    """As the letter says it: in Japanese, whoever ends it."""
    with override("ja"):
        return relation_words(mandate.relation)


def _end(mandate: Mandate, on: date, why: str, actor: Actor) -> None:
    mandate.revoked_on, mandate.revoked_why = on, why
    mandate.revoked_by, mandate.revoked_name = actor.id, actor.name


def _write(actor: Actor, mandate: Mandate) -> None:
    record(actor, "ledger.write", object_kind="mandate", object_id=str(mandate.pk), subject=mandate.principal)
