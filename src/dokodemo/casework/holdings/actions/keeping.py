"""What the night does here: count the persons of each file, and remove records of disposal whose own time is over."""

from django.db import transaction

from dokodemo.base import clock, personal
from dokodemo.casework.holdings import terms
from dokodemo.casework.holdings.models import GONE, Figure, Item
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
    """Remove records of disposal that are older than their own time; returns how many."""
    before, removed = clock.midnight(terms.decided_before(clock.today(), RECORD_YEARS)), 0
    while True:
        old = Item.objects.filter(state=GONE, at__lt=before).order_by("at").values("id")[:_AT_ONCE]
        went = Item.objects.filter(id__in=list(old.values_list("id", flat=True))).delete()[0]
        removed += went
        if went < _AT_ONCE:
            return removed
