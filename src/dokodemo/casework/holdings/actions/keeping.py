"""What the night does here: count the persons of each file, and remove records of disposal whose own time is over."""

from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from dokodemo.base import clock, personal
from dokodemo.casework.holdings import terms
from dokodemo.casework.holdings.models import DONE, DROPPED, GONE, Figure, Item, Rule, Run
from dokodemo.casework.holdings.personal import RECORD_YEARS

_AT_ONCE = 5_000


@transaction.atomic
def count_persons() -> int:
    """Count anew how many persons each file has; returns how many files."""
    now = clock.now()
    found = [
        Figure(file=each.id, persons=each.count(), counted_at=now)
        for each in personal.files()
        if each.count is not None
    ]
    Figure.objects.exclude(file__in=[each.file for each in found]).delete()
    Figure.objects.bulk_create(
        found, update_conflicts=True, unique_fields=["file"], update_fields=["persons", "counted_at"]
    )
    return len(found)


def forget_records() -> int:
    """Remove what is older than the time of a record of disposal: the records, the rows of what stayed, and runs of which
    nothing is left. Returns how many records."""
    before, removed = clock.midnight(terms.ended_before(clock.today(), RECORD_YEARS)), 0
    while True:
        old = dict(Item.objects.filter(at__lt=before).order_by("at").values_list("id", "state")[:_AT_ONCE])
        Item.objects.filter(id__in=list(old)).delete()
        removed += list(old.values()).count(GONE)
        if len(old) < _AT_ONCE:
            break
    _forget_runs(before)
    return removed


@transaction.atomic
def _forget_runs(before: datetime) -> None:
    ended = Run.objects.filter(
        Q(state=DONE, done_at__lt=before) | Q(state=DROPPED, dropped_at__lt=before),
        ~Exists(Item.objects.filter(run=OuterRef("pk"))),
    )
    runs = list(ended.values_list("pk", flat=True))
    Rule.objects.filter(run__in=runs).delete()
    Run.objects.filter(pk__in=runs).delete()
