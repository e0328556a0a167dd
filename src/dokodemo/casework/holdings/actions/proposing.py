"""A disposal is proposed by one and confirmed by another: the list of its cases is made when it is proposed, so that the
second person confirms what the first has seen."""

from django.db import IntegrityError, transaction

from dokodemo.base import clock
from dokodemo.base.actor import Actor
from dokodemo.base.audit.actions import record
from dokodemo.casework.cases.queries.disposing import Old, ended_before, procedures_ended
from dokodemo.casework.cases.rights import NotAllowed, NotPossible, require
from dokodemo.casework.holdings import jobs, terms
from dokodemo.casework.holdings.actions.staying import counted, staying, years_of
from dokodemo.casework.holdings.models import CONFIRMED, DROPPED, LEFT, PROPOSED, WAITING, Item, Rule, Run

#: So many cases are destroyed by one run; the rest is for the next one.
MOST = 5_000


@transaction.atomic
def propose(actor: Actor, section: str) -> int:
    """Find the section's cases whose time is over and keep the list for a second person. Returns the run's number.

    Raises NotAllowed; NotPossible: ``open`` (another one is not finished), ``nothing`` (no case's time is over), ``stay``
    (all of them have a reason to stay)."""
    require(actor, section, "disposal.propose", "clerk", "approver")
    today = clock.today()
    run = Run(section=section, counted_on=today, proposed_by=actor.id, proposed_name=actor.name)
    run.proposed_at, run.state = clock.now(), PROPOSED
    try:
        with transaction.atomic():
            run.save(force_insert=True)
    except IntegrityError:
        raise NotPossible("open") from None
    years = years_of(procedures_ended(section))
    before = {each: terms.ended_before(today, kept) for each, kept in years.items()}
    rules = {each: Rule(run=run, procedure=each, years=years[each], before=before[each], chosen=0, rows=0, files=0) for each in years}  # fmt: skip
    chosen = left = 0
    for old in ended_before(section, before):
        stay = staying([each.id for each in old], today)
        taken = [each for each in old if each.id not in stay][: MOST - chosen]
        going = {each.id for each in taken}
        run.more = run.more or len(taken) < len(old) - len(stay)
        Item.objects.bulk_create(
            _item(run, each, stay.get(each.id, "")) for each in old if each.id in stay or each.id in going
        )
        _count(rules[old[0].procedure], taken)
        chosen, left = chosen + len(taken), left + len(stay)
        if run.more:
            break
    if not chosen:
        raise NotPossible("stay" if left else "nothing")
    Rule.objects.bulk_create([each for each in rules.values() if each.chosen])
    run.chosen, run.left = chosen + left, left
    run.save(update_fields=["chosen", "left", "more"])
    _note(actor, "disposal.propose", run)
    return int(run.pk)


def _item(run: Run, old: Old, why: str) -> Item:
    """The row of a case that is to go, or stays (``why``)."""
    return Item(
        run=run, section=run.section, case_id=old.id, receipt=old.receipt, receipt_digits=old.receipt.replace("-", ""),
        procedure=old.procedure, decided_on=old.ended_on, state=LEFT if why else WAITING, why=why,
        at=clock.now() if why else None,
    )  # fmt: skip


def _count(rule: Rule, taken: list[Old]) -> None:
    if not taken:
        return
    gone, days = counted([each.id for each in taken]), [each.ended_on for each in taken]
    rule.chosen += len(taken)
    rule.rows += sum(gone.rows.values())
    rule.files += len(gone.files)
    rule.first = min([*days, rule.first or days[0]])
    rule.last = max([*days, rule.last or days[0]])


@transaction.atomic
def confirm(actor: Actor, run_id: int) -> None:
    """Say as a second person that these cases are to be destroyed; a job does it.

    Raises Run.DoesNotExist, NotAllowed (also for who proposed it), NotPossible: closed."""
    run = Run.objects.select_for_update().get(pk=run_id)
    require(actor, run.section, "disposal.confirm", "approver")
    if actor.id == run.proposed_by:
        raise NotAllowed("disposal.confirm")
    if run.state != PROPOSED:
        raise NotPossible("closed")
    run.state, run.confirmed_by, run.confirmed_name, run.confirmed_at = (
        CONFIRMED, actor.id, actor.name, clock.now(),
    )  # fmt: skip
    run.save(update_fields=["state", "confirmed_by", "confirmed_name", "confirmed_at"])
    _note(actor, "disposal.confirm", run)
    jobs.dispose.defer(run_id=int(run.pk))


@transaction.atomic
def drop(actor: Actor, run_id: int) -> None:
    """Take a proposal back, or turn it down: nothing is destroyed, and its list is forgotten.

    Raises Run.DoesNotExist, NotAllowed, NotPossible: closed."""
    run = Run.objects.select_for_update().get(pk=run_id)
    require(actor, run.section, "disposal.drop", "clerk", "approver")
    if run.state != PROPOSED:
        raise NotPossible("closed")
    dropped(actor, run)


def dropped(actor: Actor, run: Run) -> None:
    """The run, which the caller has locked and found proposed, is dropped by ``actor``."""
    run.state, run.dropped_by, run.dropped_name, run.dropped_at = DROPPED, actor.id, actor.name, clock.now()
    run.save(update_fields=["state", "dropped_by", "dropped_name", "dropped_at"])
    Item.objects.filter(run=run).delete()
    _note(actor, "disposal.drop", run)


def _note(actor: Actor, act: str, run: Run) -> None:
    detail = {"section": run.section, "chosen": run.chosen, "left": run.left}
    record(actor, act, object_kind="disposal", object_id=str(run.pk), detail=detail)
