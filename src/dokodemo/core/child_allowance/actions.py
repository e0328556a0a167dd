"""Every write to the ledger of the child allowance: each runs in the deciding transaction and once for a case."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from dokodemo.base import bitemporal
from dokodemo.base.actor import Actor
from dokodemo.base.audit import actions as audit
from dokodemo.casework.effects import NotCarriedOut
from dokodemo.core.child_allowance import claim, queries, saying
from dokodemo.core.child_allowance.models import AllowanceVersion, Claimant, Decision
from dokodemo.core.residents import queries as residents


class NotPayable(NotCarriedOut):
    """This decision cannot become a payment, or an entry about one."""


@dataclass(frozen=True)
class Decided:
    """A decision as it is entered. ``starts``: the first month that is another (None: not known, or no month is)."""

    kind: str
    procedure: str
    atenabango: str
    case_id: UUID
    number: str
    decided_on: date
    claimed_on: date
    starts: date | None = None
    rule_version: str = ""
    reasons: tuple[str, ...] = ()
    articles: tuple[str, ...] = ()
    amount: int | None = None
    stated: tuple[tuple[str, str], ...] = ()


@transaction.atomic
def grant(decided: Decided, children: tuple[claim.Claimed, ...], actor: Actor) -> str:
    """Enter the months of a claim, from its first on; what the ledger held for later months is superseded.

    The same case again changes nothing. Returns ``child_allowance/<decision>``. Raises NotPayable."""
    if known := _entered(decided):
        return known
    if not decided.atenabango or not residents.find(decided.atenabango):
        raise NotPayable(_("請求者を住民とひもづけてから決定してください。"))
    starts = _starts(decided)
    steps = claim.steps(list(children), starts)
    if not steps:
        raise NotPayable(_("支給の対象となるお子さんがいないため、認定できません。"))
    claimant, _made = Claimant.objects.get_or_create(atenabango=decided.atenabango)
    entered = _enter(decided, claimant, actor)
    _write(entered, decided, children, steps, None)
    return _reference(entered)


@transaction.atomic
def revise(
    decided: Decided, family: tuple[claim.Claimed, ...], children: tuple[claim.Claimed, ...], actor: Actor
) -> str:
    """Enter the months of a revision (児童手当法第9条) for ``children``: those of the ledger are superseded from its first
    month on. ``family`` is whom the ledger had when the revision was proposed.

    The same case again changes nothing. Raises NotPayable: nothing is paid to this person then, nobody is left, or the
    ledger has changed since."""
    if known := _entered(decided):
        return known
    claimant, starts = _claimant(decided), _starts(decided)
    until = _paid_until(claimant, starts)
    now = tuple(queries.family(claimant.atenabango, starts))
    if not now:
        raise NotPayable(saying.not_paid())
    if now != family:
        raise NotPayable(_("提案のあとで台帳が変わりました。差し戻して、もう一度提案してください。"))
    steps = list(_before(until, claim.steps(list(children), starts)))
    if not steps:
        raise NotPayable(saying.nobody_left())
    entered = _enter(decided, claimant, actor)
    _write(entered, decided, children, steps, until)
    return _reference(entered)


@transaction.atomic
def end(decided: Decided, actor: Actor) -> str:
    """Close the ledger from ``starts``: the month of the event is the last one paid (児童手当法第8条第2項).

    The same case again changes nothing. Raises NotPayable: there is nothing to close."""
    if known := _entered(decided):
        return known
    claimant, starts = _claimant(decided), _starts(decided)
    _not_before_grant(claimant, starts)
    try:
        bitemporal.end(AllowanceVersion, claimant, starts)
    except bitemporal.NothingThere:
        raise NotPayable(
            _("この方には、その月より後に支給する記録がありません。人と、事由の生じた日を確かめてください。")
        ) from None
    return _reference(_enter(decided, claimant, actor))


@transaction.atomic
def note(decided: Decided, actor: Actor) -> str:
    """Enter what was decided about somebody with a ledger and changes no month.

    The same case again changes nothing. Raises NotPayable: this person has no ledger."""
    if known := _entered(decided):
        return known
    return _reference(_enter(decided, _claimant(decided), actor))


def _entered(decided: Decided) -> str:
    found = Decision.objects.filter(case_id=decided.case_id).first()
    return _reference(found) if found else ""


def _claimant(decided: Decided) -> Claimant:
    """Whose ledger it is, held until the transaction ends: what is read of it then stays so."""
    found = Claimant.objects.select_for_update().filter(atenabango=decided.atenabango).first()
    if found is None:
        raise NotPayable(saying.no_ledger())
    return found


def _starts(decided: Decided) -> date:
    if decided.starts is None:
        raise NotPayable(_("始まりの月が決まっていないため、決定できません。"))
    return decided.starts


def _not_before_grant(claimant: Claimant, starts: date) -> None:
    """A change reaches back to the newest grant at most: what was before it was another right."""
    granted = Decision.objects.filter(claimant=claimant, kind="grant").order_by("-id").first()
    if granted is not None and granted.starts is not None and starts < granted.starts:
        raise NotPayable(
            _("%(month)sからの認定より前の月は変えられません。事由の生じた日を確かめてください。")
            % {"month": saying.month_ja(granted.starts)}
        )


def _paid_until(claimant: Claimant, starts: date) -> date | None:
    """The month from which an end holds that was decided already; None: none was. Raises NotPayable: it holds in
    ``starts``."""
    _not_before_grant(claimant, starts)
    last = Decision.objects.filter(claimant=claimant, kind__in=("grant", "end")).order_by("-id").first()
    until = last.starts if last is not None and last.kind == "end" else None
    if until is not None and until <= starts:
        raise NotPayable(saying.not_paid())
    return until


def _before(until: date | None, steps: Iterable[claim.Step]) -> Iterable[claim.Step]:
    for step in steps:
        if until is None or step.ends <= until:
            yield step
        elif step.starts < until:
            yield replace(step, ends=until)


def _enter(decided: Decided, claimant: Claimant, actor: Actor) -> Decision:
    entered = Decision.objects.create(
        claimant=claimant,
        case_id=decided.case_id,
        kind=decided.kind,
        procedure=decided.procedure,
        number=decided.number,
        decided_on=decided.decided_on,
        claimed_on=decided.claimed_on,
        starts=decided.starts,
        rule_version=decided.rule_version,
        amount=decided.amount,
        stated=[list(line) for line in decided.stated],
        decided_by=actor.id,
    )
    audit.record(
        actor, "ledger.write", object_kind="child_allowance", object_id=str(entered.pk), subject=decided.atenabango,
        detail={"kind": decided.kind, "rule_version": decided.rule_version},
    )  # fmt: skip
    return entered


def _write(
    entered: Decision,
    decided: Decided,
    children: tuple[claim.Claimed, ...],
    steps: list[claim.Step],
    until: date | None,
) -> None:
    """From its first month to ``until`` the ledger holds these steps and nothing else."""
    bitemporal.replace(
        AllowanceVersion,
        entered.claimant,
        bitemporal.period(_starts(decided), until),
        [
            (
                bitemporal.period(step.starts, step.ends),
                {
                    "decision_id": entered.pk,
                    "monthly": step.monthly,
                    "children": saying.children(step.lines, children),
                    "reasons": list(decided.reasons),
                    "articles": list(decided.articles),
                },
            )
            for step in steps
        ],
    )


def _reference(entered: Decision) -> str:
    return f"child_allowance/{entered.pk}"
