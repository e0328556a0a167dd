"""Who may sit at a seat of a route today, and whose case it therefore is to see."""

from collections.abc import Sequence
from datetime import date

from django.db.models import Q

from dokodemo.base import clock
from dokodemo.base.actor import Actor
from dokodemo.casework.cases import states
from dokodemo.casework.cases.models import Case, CaseSeat
from dokodemo.casework.cases.rights import may_see
from dokodemo.casework.staff import queries as staff
from dokodemo.casework.staff.queries import Colleague
from dokodemo.catalog.posts import sections_under
from dokodemo.catalog.versions import current

#: Seats through which a case is seen: asked, or sat at. One that waits for its step is not yet anybody's.
REACHED = (states.SEAT_ASKED, states.SEAT_AGREED, states.SEAT_RETURNED)
#: Who sits at the seat that decides, and who at those before: a checker (審査) agrees or returns, and never decides.
DECIDING, CHECKING = ("approver",), ("approver", "checker")


def roles_at(seat: CaseSeat) -> tuple[str, ...]:
    """One of these roles has whoever sits there, whatever their post."""
    return DECIDING if seat.final else CHECKING


class Seating:
    """Who holds which post today; each asked for once. One query for the holders of a post, one for each of them who may be
    away."""

    def __init__(self, on: date | None = None) -> None:
        self._on = on or clock.today()
        self._holders: dict[tuple[str, str, tuple[str, ...]], list[Colleague]] = {}
        self._away: dict[str, bool] = {}

    def holders(self, seat: CaseSeat, post: str = "") -> list[Colleague]:
        """Who holds the post of the seat (or that other one, over the same section) and has a role that sits there."""
        key = seat.section, post or seat.post, roles_at(seat)
        if key not in self._holders:
            section, held, roles = key
            self._holders[key] = staff.holders(section, held, self._on, *roles)
        return self._holders[key]

    def sits(self, actor: Actor, seat: CaseSeat) -> str | None:
        """None: the actor does not sit there. "": it is their own seat. Else for whom they sit in (代決): the names of who is
        away, or the title of a post that nobody holds."""
        if self.is_own(actor, seat):
            return ""
        if actor.id == seat.drafter or not seat.post or not actor.may(*roles_at(seat)):
            return None
        holders = self.holders(seat)
        catalog = current()
        if catalog is None or not self._all_away(holders, seat.drafter):
            return None
        for post in catalog.deputies.get(seat.post, ()):
            deputies = self.holders(seat, post)
            if any(each.id == actor.id for each in deputies):
                return "、".join(each.name for each in holders) or catalog.posts[seat.post].title.ja
            if not self._all_away(deputies, seat.drafter):
                return None
        return None

    def is_own(self, actor: Actor, seat: CaseSeat) -> bool:
        """Whether the actor holds the post, absent or not."""
        if actor.id == seat.drafter or not actor.may(*roles_at(seat)):
            return False
        if not seat.post:
            return seat.section in actor.sections
        return any(each.id == actor.id for each in self.holders(seat))

    def _all_away(self, people: Sequence[Colleague], drafter: str) -> bool:
        """Whether none of them can sit today: away, or the one who proposed. An empty post counts as away."""
        return all(each.id == drafter or self._is_away(each.id) for each in people)

    def _is_away(self, member: str) -> bool:
        if member not in self._away:
            self._away[member] = staff.is_absent(member, self._on)
        return self._away[member]


def on_the_way(actor: Actor, case: Case) -> bool:
    """Whether the case is the actor's to see: of their section, or on its way over them. One query where it is not of their
    section, two where it waits for a seat they may sit in for."""
    if may_see(actor, case.section):
        return True
    if actor.kind != "staff" or not actor.may(*CHECKING):
        return False
    seating, seats = Seating(), CaseSeat.objects.filter(within_reach(actor), case=case, state__in=REACHED)
    return any(
        seat.place in actor.sections or seat.by_id == actor.id or seating.sits(actor, seat) is not None
        for seat in seats
    )


def within_reach(actor: Actor) -> Q:
    """The condition on a seat at which the actor may sit: at their own place, or of a post for which theirs sits in. One
    query for their post."""
    own, catalog = Q(place__in=actor.sections), current()
    held = staff.post_of(actor.id) if catalog else ""
    if catalog is None or not held:
        return own
    posts = [post for post, deputies in catalog.deputies.items() if held in deputies]
    return own | Q(section__in=sections_under(catalog, actor.sections), post__in=posts) if posts else own
