"""Every write to the ledger of the child allowance."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from dokodemo.base import bitemporal
from dokodemo.base.actor import Actor
from dokodemo.base.audit import actions as audit
from dokodemo.casework.effects import NotCarriedOut
from dokodemo.core.child_allowance import claim
from dokodemo.core.child_allowance.models import AllowanceVersion, Claim, Claimant
from dokodemo.core.residents import queries as residents


class NotPayable(NotCarriedOut):
    """This decision cannot become a payment."""


@dataclass(frozen=True)
class Granted:
    """A claim as it was decided."""

    atenabango: str
    case_id: UUID
    number: str
    decided_on: date
    claimed_on: date
    starts: date | None
    rule_version: str
    reasons: tuple[str, ...]
    articles: tuple[str, ...]
    children: tuple[claim.Claimed, ...]


@transaction.atomic
def grant(granted: Granted, actor: Actor) -> str:
    """Enter the months of a claim, from its first on; what the ledger held for later months is superseded.

    Runs in the deciding transaction; the same case again changes nothing. Returns ``child_allowance/<claim>``.
    Raises NotPayable."""
    known = Claim.objects.filter(case_id=granted.case_id).first()
    if known:
        return _reference(known)
    starts = _starts(granted)
    steps = claim.steps(list(granted.children), starts)
    if not steps:
        raise NotPayable(_("支給の対象となるお子さんがいないため、認定できません。"))
    claimant, _made = Claimant.objects.get_or_create(atenabango=granted.atenabango)
    entered = Claim.objects.create(
        claimant=claimant,
        case_id=granted.case_id,
        number=granted.number,
        decided_on=granted.decided_on,
        claimed_on=granted.claimed_on,
        starts=starts,
        rule_version=granted.rule_version,
        decided_by=actor.id,
    )
    bitemporal.replace(
        AllowanceVersion,
        claimant,
        bitemporal.period(starts),
        [(bitemporal.period(step.starts, step.ends), _values(step, entered, granted)) for step in steps],
    )
    audit.record(
        actor, "ledger.write", object_kind="child_allowance", object_id=str(entered.pk), subject=granted.atenabango,
        detail={"steps": len(steps), "rule_version": granted.rule_version},
    )  # fmt: skip
    return _reference(entered)


def _starts(granted: Granted) -> date:
    if not granted.atenabango or not residents.find(granted.atenabango):
        raise NotPayable(_("請求者を住民とひもづけてから決定してください。"))
    if granted.starts is None:
        raise NotPayable(_("支給の始まる月が決まっていないため、認定できません。"))
    return granted.starts


def _values(step: claim.Step, entered: Claim, granted: Granted) -> dict[str, object]:
    births = {child.name_ref: child.birth for child in claim.for_rule(granted.children)}
    return {
        "claim_id": entered.pk,
        "monthly": step.monthly,
        "children": [
            {
                "name": line.child_ref,
                "birth": births[line.child_ref].isoformat(),
                "order": line.order,
                "amount": line.amount,
                "reason": line.reason,
                "article": line.article,
            }
            for line in step.lines
        ],
        "reasons": list(granted.reasons),
        "articles": list(granted.articles),
    }


def _reference(entered: Claim) -> str:
    return f"child_allowance/{entered.pk}"
