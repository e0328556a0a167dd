"""Every write: what came from the guide, and what has had its time."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

from dokodemo.base import clock
from dokodemo.office.voices.models import Figure, Voice

KEEP_VOICES, KEEP_FIGURES = timedelta(days=365), timedelta(days=3 * 365)


def hear(id_: UUID, at: datetime, stars: int, comment: str, events: Sequence[str]) -> None:
    """Keep one voice."""
    Voice.objects.get_or_create(
        id=id_, defaults={"at": at, "stars": stars, "comment": comment, "events": list(events)}
    )


def count(day: date, places: Sequence[tuple[str, int, int]]) -> None:
    """Keep a day's figures, in the place of what was told of that day before."""
    Figure.objects.bulk_create(
        [Figure(day=day, place=place, shown=shown, answered=answered) for place, shown, answered in places],
        update_conflicts=True,
        unique_fields=["day", "place"],
        update_fields=["shown", "answered"],
    )


def remove_old() -> int:
    """Forget what has had its time. Returns how many rows went."""
    now = clock.now()
    voices = Voice.objects.filter(at__lt=now - KEEP_VOICES).delete()[0]
    return voices + Figure.objects.filter(day__lt=clock.legal_date(now - KEEP_FIGURES)).delete()[0]
