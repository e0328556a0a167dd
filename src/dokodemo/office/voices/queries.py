"""Every read: the newest voices, and the last month of every place of the guide."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Avg, Count, Sum

from dokodemo.base import clock
from dokodemo.base.actor import Actor
from dokodemo.base.audit.actions import record
from dokodemo.casework.cases.rights import NotAllowed
from dokodemo.catalog.schema import Catalog
from dokodemo.office.voices.models import Figure, Voice

PAGE = 50
MONTH = timedelta(days=30)


@dataclass(frozen=True)
class Heard:
    """One voice; ``events`` are titles in the reader's language."""

    at: datetime
    stars: int
    comment: str
    events: tuple[str, ...]


@dataclass(frozen=True)
class Place:
    """A place of the guide in the last 30 days. ``left``: percent of those who saw it and did not go on from it."""

    title: str
    shown: int
    answered: int

    @property
    def left(self) -> int:
        return round(100 * max(0, self.shown - self.answered) / self.shown) if self.shown else 0


@dataclass(frozen=True)
class Voices:
    """``average`` of the last 30 days, None without any; ``places`` where most people leave first."""

    heard: tuple[Heard, ...]
    count: int
    average: float | None
    places: tuple[Place, ...]


def voices(actor: Actor, catalog: Catalog | None, language: str) -> Voices:
    """What is known of the last 30 days. Three queries, and the record of the look. Raises NotAllowed."""
    if not actor.may("operator"):
        raise NotAllowed("voices.view")
    since = clock.now() - MONTH
    record(actor, "voices.view")
    newest = Voice.objects.order_by("-at")[:PAGE]
    total = Voice.objects.filter(at__gte=since).aggregate(n=Count("id"), mean=Avg("stars"))
    rows = Figure.objects.filter(day__gte=clock.legal_date(since)).values("place")
    places = [
        Place(_title(catalog, row["place"], language), row["s"], row["a"])
        for row in rows.annotate(s=Sum("shown"), a=Sum("answered"))
    ]
    return Voices(
        tuple(
            Heard(each.at, each.stars, each.comment, _events(catalog, each.events, language))
            for each in newest
        ),
        total["n"],
        total["mean"],
        tuple(sorted(places, key=lambda each: (-each.left, -each.shown))),
    )


def _events(catalog: Catalog | None, ids: list[str], language: str) -> tuple[str, ...]:
    return tuple(_title(catalog, f"event:{id_}", language) for id_ in ids)


def _title(catalog: Catalog | None, place: str, language: str) -> str:
    """What the guide calls it now; a place that it no longer has keeps its id."""
    guide = catalog.guide if catalog else None
    kind, _, id_ = place.partition(":")
    event = guide.event(id_) if guide and kind == "event" else None
    question = guide.question(place) if guide else None
    return event.titles.of(language) if event else question.labels.of(language) if question else place
