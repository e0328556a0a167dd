"""The way of a proposal as the desk shows it, and what waits for one's own seat."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from dokodemo.base import clock
from dokodemo.base.actor import Actor
from dokodemo.base.audit.actions import record
from dokodemo.casework.cases import states
from dokodemo.casework.cases.loading import Loaded
from dokodemo.casework.cases.models import CaseDecision, CaseSeat
from dokodemo.casework.cases.queries.queue import urgency
from dokodemo.casework.cases.seating import Seating, within_reach
from dokodemo.catalog.schema import Catalog
from dokodemo.catalog.versions import current, procedure_now

PAGE = 50


@dataclass(frozen=True)
class Place:
    """One seat: ``title`` the post and whose it is, ``people`` who is asked now, ``mine`` the reader may sit there now, ``instead``
    for whom they would."""

    step: int
    title: str
    state: str
    people: tuple[str, ...]
    by_name: str
    at: datetime | None
    opinion: str
    instead_of: str
    seen_name: str
    seen_at: datetime | None
    final: bool
    mine: bool
    instead: str


@dataclass(frozen=True)
class Waiting:
    """A case that waits for the reader's seat, or that they look at later (``seat``)."""

    seat: int
    case: UUID
    receipt: str
    title: str
    applicant: str
    called: str
    kind: str
    amount: int | None
    by_name: str
    at: datetime
    due: date
    urgency: str
    instead: str


def route(actor: Actor, loaded: Loaded, decision: CaseDecision, language: str) -> tuple[Place, ...]:
    """The seats of a proposal in the order of its way. One query, and who holds the posts that are asked."""
    seating = Seating()
    return tuple(
        _place(actor, seat, seating, loaded.catalog, language)
        for seat in CaseSeat.objects.filter(decision=decision).order_by("step", "id")
    )


def _place(actor: Actor, seat: CaseSeat, seating: Seating, catalog: Catalog, language: str) -> Place:
    asked = seat.state == states.SEAT_ASKED
    instead = seating.sits(actor, seat) if asked else None
    people = seating.holders(seat) if asked and seat.post else ()
    return Place(
        step=seat.step,
        title=title_of(seat, current() or catalog, language),
        state=seat.state,
        people=tuple(each.name for each in people),
        by_name=seat.by_name,
        at=seat.at,
        opinion=seat.opinion,
        instead_of=seat.instead_of,
        seen_name=seat.seen_name,
        seen_at=seat.seen_at,
        final=seat.final,
        mine=instead is not None,
        instead=instead or "",
    )


def title_of(seat: CaseSeat, catalog: Catalog, language: str) -> str:
    """子育て支援課 課長; 市民部 部長."""
    places = (catalog.sections, catalog.departments, catalog.organs)
    where = next((each[seat.place].title.of(language) for each in places if seat.place in each), seat.place)
    post = catalog.posts.get(seat.post)
    return f"{where}　{post.title.of(language) if post else _('決裁する人')}"


def waiting(actor: Actor, before: int | None = None) -> tuple[list[Waiting], int | None]:
    """What waits for the actor's seats, the newest first, and where the next page begins; the look is recorded. Three
    queries, and who holds each of the posts."""
    seats = CaseSeat.objects.filter(within_reach(actor), state=states.SEAT_ASKED)
    return _page(actor, seats, before)


def unseen(actor: Actor, before: int | None = None) -> tuple[list[Waiting], int | None]:
    """後閲: what others decided in the actor's place, and they have not looked at. As :func:`waiting`."""
    return _page(actor, _unseen(actor), before, later=True)


def unseen_count(actor: Actor) -> int:
    """How many of those there are, to ``PAGE``; not a look."""
    seating = Seating()
    return sum(seating.is_own(actor, seat) for seat in _unseen(actor).order_by("-id")[:PAGE])


def _unseen(actor: Actor) -> QuerySet[CaseSeat]:
    return CaseSeat.objects.filter(
        place__in=actor.sections, state=states.SEAT_AGREED, seen_at__isnull=True
    ).exclude(instead_of="")  # fmt: skip


def _page(
    actor: Actor, seats: QuerySet[CaseSeat], before: int | None, *, later: bool = False
) -> tuple[list[Waiting], int | None]:
    if before is not None:
        seats = seats.filter(id__lt=before)
    rows = list(seats.select_related("case", "decision").order_by("-id")[: PAGE + 1])
    more = rows[PAGE - 1].pk if len(rows) > PAGE else None
    seating, found, today = Seating(), [], clock.today()
    for seat in rows[:PAGE]:
        instead = ("" if seating.is_own(actor, seat) else None) if later else seating.sits(actor, seat)
        if instead is not None:
            found.append(_waiting(seat, instead, today))
    record(
        actor,
        "case.approvals",
        object_kind="section",
        object_id=min(actor.sections, default=""),
        detail={"shown": len(found)},
    )
    return found, more


def _waiting(seat: CaseSeat, instead: str, today: date) -> Waiting:
    case, decision = seat.case, seat.decision
    procedure = procedure_now(case.procedure)
    return Waiting(
        seat=seat.pk,
        case=case.id,
        receipt=case.receipt,
        title=procedure.titles.ja if procedure else case.procedure,
        applicant=case.applicant_name,
        called=decision.called,
        kind=procedure.kind if procedure else "application",
        amount=decision.amount,
        by_name=seat.by_name or decision.proposed_name,
        at=seat.at or decision.proposed_at,
        due=case.due,
        urgency=urgency(case.due, case.state, today),
        instead=instead or seat.instead_of,
    )
