"""Midnight: one short transaction in which sections hand over and members change places, then everything that is kept by
section follows, in batches. It may be stopped at any point and goes on from there.

From the first transaction on nothing new reaches a section that has handed over (``casework.succession``)."""

import logging
import uuid
from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

from django.db import transaction

from dokodemo.base import clock, config
from dokodemo.base.actor import Actor, system
from dokodemo.base.audit.actions import record
from dokodemo.casework import succession
from dokodemo.casework.cases.actions import following
from dokodemo.casework.cases.queries import kept
from dokodemo.casework.reorganise.bodies import moves_of, transfers_of
from dokodemo.casework.reorganise.models import CONFIRMED, DONE, RUNNING, Moved, Plan
from dokodemo.casework.staff import actions as staff
from dokodemo.casework.staff.placing import Placed, Transfer
from dokodemo.catalog import versions
from dokodemo.catalog.succession import Move

log = logging.getLogger(__name__)
#: Rows a transaction moves: short enough that nobody at a desk waits for it.
BATCH = 500

Placing = Callable[[Sequence[Move], Sequence[Transfer]], list[Placed]]
Reporting = Callable[[uuid.UUID, Mapping[str, Any]], None]


class Zone:
    """How this zone does its part: ``office`` places members in the directory it owns, ``core`` its own copies of them, and
    tells ``office`` what moved."""

    place: Placing = staticmethod(staff.place)
    tell: Reporting = staticmethod(lambda plan, report: None)


class NotDeclared(RuntimeError):
    """The version in force does not declare a section that is to take over; the message names it. Publish one that does."""


def carry_out_due() -> list[Mapping[str, Any]]:
    """Every plan whose day has come, the earliest first; returns the report of each. One that cannot begin holds up only
    those after it that touch a section or a member of it: what they say is meant after it. Raises NotDeclared with what is
    missing, when all others are through."""
    due = Plan.objects.filter(state__in=[CONFIRMED, RUNNING], day__lte=clock.today()).order_by("day")
    reports, missing, stuck = list[Mapping[str, Any]](), list[str](), set[str]()
    for plan in list(due):
        touched = _touched(plan)
        if touched & stuck:
            stuck |= touched
            continue
        try:
            reports.append(carry_out(plan.id))
        except NotDeclared as refused:
            missing.append(str(refused))
            stuck |= touched
    if missing:
        raise NotDeclared("; ".join(missing))
    return reports


def _touched(plan: Plan) -> set[str]:
    """The sections and the members that a plan names."""
    moves, transfers = moves_of(plan.moves), transfers_of(plan.transfers)
    sections = (
        {each.old for each in moves} | {each.new for each in moves} | {each.section for each in transfers}
    )
    return {f"section {each}" for each in sections} | {f"member {each.member}" for each in transfers}


def carry_out(plan_id: uuid.UUID) -> Mapping[str, Any]:
    """One plan, from wherever it is; returns its report, as it stands where there is nothing to do: its day has not come,
    it was withdrawn in the meantime, or is done. Raises NotDeclared before anything is changed."""
    plan = _begin(plan_id)
    if plan.state != RUNNING:
        return dict(plan.report)
    moves = moves_of(plan.moves)
    while _follow_all(plan_id, moves):
        pass  # once more: a paper may have been made while its case moved
    _let_go(plan)
    return _finish(plan_id)


def sweep() -> int:
    """What stands at a section that handed over goes after the others; returns how many rows. Nearly always none."""
    if Plan.objects.filter(state=RUNNING).exists():  # which is at it
        return 0
    return _follow_all(None, versions.moved().ends())


def place_again(done: Collection[str]) -> None:
    """A list of the directory has been applied that was made before these reorganisations of this zone, except those that
    are ``done`` in it: members are placed by the others once more."""
    begun = Plan.objects.filter(state__in=[RUNNING, DONE]).exclude(id__in=done)
    for plan in begun.order_by("day", "id"):
        Zone.place(moves_of(plan.moves), transfers_of(plan.transfers))


@transaction.atomic
def _begin(plan_id: uuid.UUID) -> Plan:
    """The plan, running if it is to be carried out."""
    plan = Plan.objects.select_for_update().get(id=plan_id)
    if plan.state != CONFIRMED or plan.day > clock.today():
        return plan
    moves, transfers = moves_of(plan.moves), transfers_of(plan.transfers)
    _require_declared(moves)
    succession.hold_off()
    versions.succeed(plan.id, [each for each in moves if each.old != each.new])
    placed = Zone.place(moves, transfers)
    following.go_on_counting(moves)
    plan.state, plan.started_at = RUNNING, clock.now()
    plan.placed = [[each.member, each.was, each.section] for each in placed]
    plan.report = {"members": len(placed)}
    plan.save(update_fields=["state", "started_at", "placed", "report"])
    record(
        _house(), "staff.reorganise", object_kind="reorganisation", object_id=str(plan.id),
        detail={"sections": len({each.old for each in moves}), "members": len(placed)},
    )  # fmt: skip
    return plan


def _require_declared(moves: Sequence[Move]) -> None:
    catalog = versions.current()
    known = catalog.sections.keys() if catalog else frozenset()
    missing = sorted({each.new for each in moves} - known)
    if missing:
        raise NotDeclared(f"the version in force declares no section {', '.join(missing)}")


def _follow_all(plan_id: uuid.UUID | None, moves: Sequence[Move]) -> int:
    """Each room's rows of each section, single procedures first; returns how many rows there were."""
    total = 0
    real = [move for move in moves if move.old != move.new]
    for follower in succession.followers().values():
        there = follower.at({move.old for move in real})
        for move in real:
            while move.old in there and (done := _batch(plan_id, move, follower)):
                total += done
    return total


@transaction.atomic
def _batch(plan_id: uuid.UUID | None, move: Move, follower: succession.Follower) -> int:
    """One batch and its line in the report, together."""
    done = Counter(follower.follow(move, BATCH))
    if done and plan_id is not None:
        line, _made = Moved.objects.select_for_update().get_or_create(
            plan_id=plan_id, old=move.old, procedure=move.procedure, new=move.new, defaults={"n": {}}
        )
        line.n = dict(Counter(line.n) + done)
        line.save(update_fields=["n"])
    return sum(n for word, n in done.items() if word != "untaken")


def _let_go(plan: Plan) -> None:
    """Members who were transferred by themselves leave cases behind, at a section that stays."""
    left = [(member, was) for member, was, now in plan.placed if was and was != now]
    total = 0
    while done := following.let_go(left, BATCH):
        total += done
    if total:
        with transaction.atomic():
            held = Plan.objects.select_for_update().get(id=plan.id)
            held.report["let_go"] = held.report.get("let_go", 0) + total
            held.save(update_fields=["report"])


@transaction.atomic
def _finish(plan_id: uuid.UUID) -> Mapping[str, Any]:
    plan = Plan.objects.select_for_update().get(id=plan_id)
    if plan.state == RUNNING:
        plan.state, plan.done_at = DONE, clock.now()
        lines = plan.moved.order_by("old", "procedure", "new")
        plan.report["moved"] = [[each.old, each.procedure, each.new, each.n] for each in lines]
        plan.report["orphaned"] = [[each.section, each.procedure, each.n] for each in kept.orphaned()]
        plan.report["started_at"] = plan.started_at.isoformat() if plan.started_at else ""
        plan.report["done_at"] = plan.done_at.isoformat()
        plan.save(update_fields=["state", "done_at", "report"])
        record(
            _house(), "staff.reorganised", object_kind="reorganisation", object_id=str(plan.id),
            detail={"orphaned": len(plan.report["orphaned"])},
        )  # fmt: skip
        Zone.tell(plan.id, plan.report)
    report: Mapping[str, Any] = plan.report
    return report


def _house() -> Actor:
    return system(config.load().zone, "reorganisation")
