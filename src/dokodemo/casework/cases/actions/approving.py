"""決裁: the way of a proposal from seat to seat, to the one who decides. Who proposed sits nowhere on it."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from dokodemo.base import clock
from dokodemo.base.actor import Actor
from dokodemo.base.audit.actions import record
from dokodemo.casework.cases import states
from dokodemo.casework.cases.models import Case, CaseDecision, CaseSeat
from dokodemo.casework.cases.rights import Changed, NotAllowed, NotPossible, grow
from dokodemo.casework.cases.seating import Seating, on_the_way
from dokodemo.catalog.posts import place_of
from dokodemo.catalog.routes import ApprovalRule
from dokodemo.catalog.schema import Catalog

LONGEST_OPINION = 2000


@dataclass(frozen=True)
class Held:
    """A seat that is asked, held with its case until the transaction ends. ``instead_of``: for whom the actor sits in."""

    case: Case
    decision: CaseDecision
    seat: CaseSeat
    instead_of: str


def lay_out(decision: CaseDecision, catalog: Catalog, rule: ApprovalRule) -> None:
    """The seats of a proposal, in its transaction; those of the first step are asked. Raises NotPossible: a post that the city
    does not have over this section."""
    case, steps = decision.case, rule.steps
    rows: dict[tuple[int, str, str], CaseSeat] = {}
    for number, step in enumerate(steps, start=1):
        for seat in step.ask:
            section = seat.section or case.section
            place = place_of(catalog, section, seat.post) if seat.post else section
            if place is None:
                raise NotPossible("no_place")
            # One head of department over two sections is asked once.
            rows[number, place, seat.post or ""] = CaseSeat(
                decision=decision, case=case, step=number, place=place, section=section, post=seat.post or "",
                final=number == len(steps), drafter=decision.proposed_by,
                state=states.SEAT_ASKED if number == 1 else states.SEAT_WAITS,
            )  # fmt: skip
    CaseSeat.objects.bulk_create(rows.values())


def hold_seat(actor: Actor, case_id: UUID, act: str, version: int) -> Held:
    """The seat of this case at which the actor may sit now.

    Raises Case.DoesNotExist, NotAllowed, Changed, NotPossible (not_proposed)."""
    case = Case.objects.select_for_update().get(id=case_id)
    if not on_the_way(actor, case):
        raise NotAllowed(act)
    decision = CaseDecision.objects.select_for_update().filter(case=case, state="open").first()
    found = _own_seat(actor, decision) if decision else None
    if found is None and not actor.may("approver"):
        raise NotAllowed(act)
    if case.version != version:
        raise Changed(case.version)
    if decision is None:
        raise NotPossible("not_proposed")
    if found is None:
        raise NotAllowed(act)
    return Held(case, decision, *found)


def _own_seat(actor: Actor, decision: CaseDecision) -> tuple[CaseSeat, str] | None:
    seating = Seating()
    for seat in CaseSeat.objects.filter(decision=decision, state=states.SEAT_ASKED).order_by("id"):
        instead_of = seating.sits(actor, seat)
        if instead_of is not None:
            return seat, instead_of
    return None


@transaction.atomic
def agree(actor: Actor, case_id: UUID, version: int, opinion: str) -> None:
    """Agree to a proposal on its way (承認, 合議); when all of the step have, the next one is asked.

    Raises NotAllowed, Changed, NotPossible (not_proposed; final: who sits there decides)."""
    held = hold_seat(actor, case_id, "case.agree", version)
    if held.seat.final:
        raise NotPossible("final")
    if len(opinion) > LONGEST_OPINION:
        raise NotPossible("opinion", {"opinion": _("2,000文字以内で入力してください。")})
    sit(actor, held, states.SEAT_AGREED, opinion)
    go_on(held.decision.pk, held.seat.step)
    grow(held.case)
    record(
        actor, "case.agree", object_kind="case", object_id=str(case_id), subject=held.case.person or "",
        detail={"step": held.seat.step, "post": held.seat.post, "instead": bool(held.instead_of)},
    )  # fmt: skip


def go_on(decision_id: int, step: int) -> None:
    """When nobody of this step is asked any more, those of the next one are."""
    seats = CaseSeat.objects.filter(decision=decision_id)
    if not seats.filter(state=states.SEAT_ASKED).exists():
        seats.filter(step=step + 1, state=states.SEAT_WAITS).update(state=states.SEAT_ASKED)


def sit(actor: Actor, held: Held, state: str, opinion: str) -> None:
    """Write down who sat there, and what came of it."""
    seat = held.seat
    seat.state, seat.opinion, seat.instead_of = state, opinion.strip(), held.instead_of
    seat.by_id, seat.by_name, seat.at = actor.id, actor.name, clock.now()
    seat.save()


def clear(decision: CaseDecision) -> None:
    """Nobody is asked any more: the proposal went back."""
    CaseSeat.objects.filter(decision=decision, state__in=[states.SEAT_ASKED, states.SEAT_WAITS]).update(
        state=states.SEAT_DROPPED
    )


@transaction.atomic
def look_later(actor: Actor, seats: Sequence[int]) -> int:
    """後閲: who was away has looked at what was decided in their place; returns how many of these were theirs to look at."""
    rows = CaseSeat.objects.select_for_update().filter(
        id__in=seats, state=states.SEAT_AGREED, seen_at__isnull=True
    ).exclude(instead_of="").order_by("id")  # fmt: skip
    count, seating = 0, Seating()
    for seat in rows:
        if not seating.is_own(actor, seat):
            continue
        seat.seen_at, seat.seen_name = clock.now(), actor.name
        seat.save(update_fields=["seen_at", "seen_name"])
        record(actor, "case.seen_later", object_kind="case", object_id=str(seat.case_id))
        count += 1
    return count
