"""Every read of the figures: counts of procedures, of nobody."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection

from dokodemo.internet.site.models import Figure, Rated


@dataclass(frozen=True)
class Counted:
    """One procedure. ``stars`` is the sum of ``ratings`` answers of 1 to 5; ``timed`` is of how many ``median_minutes``
    (from opening the form until it was sent) is known, ``given_up`` how many drafts ended unsent."""

    sent: int = 0
    decided: int = 0
    in_time: int = 0
    median_days: int | None = None
    ratings: int = 0
    stars: int = 0
    timed: int = 0
    median_minutes: int | None = None
    given_up: int = 0


def counted() -> tuple[dict[str, Counted], datetime | None]:
    """By procedure, and when it was counted (None: not yet). Two queries."""
    figures = {each.procedure: each for each in Figure.objects.all()}
    with connection.cursor() as cursor:
        cursor.execute("SELECT procedure, sum(n), sum(n * stars) FROM site_rating GROUP BY procedure")
        rated = {row[0]: (int(row[1]), int(row[2])) for row in cursor.fetchall()}
    found = {}
    for name in {*figures, *rated}:
        figure, (ratings, stars) = figures.get(name), rated.get(name, (0, 0))
        found[name] = (
            Counted(
                figure.sent,
                figure.decided,
                figure.in_time,
                figure.median_days,
                ratings,
                stars,
                figure.timed,
                figure.median_minutes,
                figure.given_up,
            )
            if figure
            else Counted(ratings=ratings, stars=stars)
        )
    return found, max((each.counted_at for each in figures.values()), default=None)


def has_rated(application_id: UUID) -> bool:
    """Whether the resident said something after this application."""
    return Rated.objects.filter(application_id=application_id).exists()
