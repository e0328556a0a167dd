"""A confirmed disposal is carried out: some cases at a time, each time in one transaction, so that a process that is
killed leaves whole cases or none, and the next one goes on."""

from collections.abc import Mapping
from uuid import UUID

from django.db import transaction

from dokodemo.base import clock, config, files
from dokodemo.base.actor import Actor, system
from dokodemo.base.audit.actions import record, record_each
from dokodemo.casework import disposing
from dokodemo.casework.cases.actions import disposing as cases
from dokodemo.casework.cases.actions.disposing import Ended
from dokodemo.casework.disposing import Gone
from dokodemo.casework.holdings import terms
from dokodemo.casework.holdings.actions.staying import staying, years_of
from dokodemo.casework.holdings.models import CONFIRMED, DONE, GONE, LEFT, WAITING, Hold, Item, Run, Shred

#: So many cases go in one transaction.
BATCH = 50


def carry_out(run_id: int) -> None:
    """Destroy what the run has found, until nothing of it waits. May be called again at any moment."""
    shred_the_rest()
    while _batch(run_id):
        shred_the_rest()


@transaction.atomic
def _batch(run_id: int) -> bool:
    """The next cases; False when there are none."""
    run = Run.objects.select_for_update().get(pk=run_id)
    if run.state != CONFIRMED:
        return False
    items = list(run.items.filter(state=WAITING).order_by("id")[:BATCH])
    if not items:
        run.state, run.done_at = DONE, clock.now()
        run.save(update_fields=["state", "done_at"])
        record(
            _worker(), "disposal.done", object_kind="disposal", object_id=str(run.pk),
            detail={"gone": run.gone, "left": run.left},
        )  # fmt: skip
        return False
    found = cases.hold_ended(run.section, _ids(items))
    stay = _stay(items, found)
    going = [each for each in found if each not in stay]
    gone = Gone()
    for holder in disposing.holders():
        gone.add(holder.dispose(going))
    gone.add(cases.dispose(run.section, going))
    Hold.objects.filter(case_id__in=going).delete()
    Shred.objects.bulk_create([Shred(file=each) for each in sorted(gone.files)], ignore_conflicts=True)
    _write(run, items, stay)
    record_each(
        _worker(), "case.dispose", "case", [str(each) for each in going], {"run": run.pk},
        [found[each].person for each in going],
    )  # fmt: skip
    return True


def _stay(items: list[Item], found: Mapping[UUID, Ended]) -> dict[UUID, str]:
    """Asked once more, now that the cases are locked: a case may be held, or have something to be done again; one that was
    decided anew begins its time anew."""
    today, years = clock.today(), years_of({each.procedure for each in items})
    stay = {}
    for each in items:
        ended, kept = found.get(each.case_id), years.get(each.procedure)
        if ended is None or ended.on != each.decided_on:
            stay[each.case_id] = "changed"
        elif kept is None or terms.over_on(each.decided_on, kept) > today:
            stay[each.case_id] = "period"
    return stay | staying(list(found), today)


def _write(run: Run, items: list[Item], stay: Mapping[UUID, str]) -> None:
    now = clock.now()
    for each in items:
        why = stay.get(each.case_id, "")
        each.state, each.why, each.at = (LEFT if why else GONE), why, now
    Item.objects.bulk_update(items, ["state", "why", "at"])
    run.left += len(stay)
    run.gone += len(items) - len(stay)
    run.save(update_fields=["gone", "left"])


def shred_the_rest() -> None:
    """Remove the files that batches have left without a row; one that another case names stays."""
    while names := list(Shred.objects.order_by("file").values_list("file", flat=True)[:500]):
        named = cases.named(names).union(*(holder.named(names) for holder in disposing.holders()))
        for name in names:
            if name not in named:
                files.shred(name)
        Shred.objects.filter(file__in=names).delete()


def _ids(items: list[Item]) -> list[UUID]:
    return [each.case_id for each in items]


def _worker() -> Actor:
    return system(config.load().zone, "worker")
