"""A plan before its day: prepared by one administrator, confirmed by another, or withdrawn. In ``core``: taken over."""

import uuid
from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction

from dokodemo.base import clock
from dokodemo.base.actor import Actor
from dokodemo.base.audit.actions import record
from dokodemo.casework.cases.rights import NotAllowed, NotPossible
from dokodemo.casework.reorganise import queries
from dokodemo.casework.reorganise.bodies import Told, moves_of
from dokodemo.casework.reorganise.models import CONFIRMED, DONE, PREPARED, RUNNING, WITHDRAWN, Plan
from dokodemo.casework.staff.placing import Transfer
from dokodemo.catalog.succession import Move

LONGEST_TITLE = 100


@transaction.atomic
def prepare(
    actor: Actor, title: str, day: date, moves: Sequence[Move], transfers: Sequence[Transfer]
) -> Plan:
    """Keep a checked plan for a second person. Raises NotAllowed; NotPossible: title, past (its day has begun), nothing,
    day (another plan of that day is open)."""
    _require(actor, "reorganisation.prepare")
    if not title.strip() or len(title) > LONGEST_TITLE:
        raise NotPossible("title")
    if day <= clock.today():
        raise NotPossible("past")
    if not (moves or transfers):
        raise NotPossible("nothing")
    try:
        with transaction.atomic():
            plan = Plan.objects.create(
                id=uuid.uuid4(), title=title.strip(), day=day, made_by=actor.id, made_name=actor.name,
                moves=[[each.old, each.procedure, each.new] for each in moves],
                transfers=[[each.member, each.section, each.post, each.roles] for each in transfers],
                state=PREPARED, made_at=clock.now(),
            )  # fmt: skip
    except IntegrityError:
        raise NotPossible("day") from None
    _note(actor, "reorganisation.prepare", plan)
    return plan


@transaction.atomic
def confirm(actor: Actor, plan_id: uuid.UUID) -> Plan:
    """The second person's word. Raises NotAllowed (also for who prepared it), Plan.DoesNotExist; NotPossible: closed, past,
    unchecked (core has not answered yet), orphans (core keeps cases that nobody would take over)."""
    _require(actor, "reorganisation.confirm")
    plan = Plan.objects.select_for_update().get(id=plan_id)
    if plan.state != PREPARED:
        raise NotPossible("closed")
    if plan.made_by == actor.id:
        raise NotAllowed("reorganisation.confirm")
    if plan.day <= clock.today():
        raise NotPossible("past")
    if plan.core is None:
        raise NotPossible("unchecked")
    if plan.core["uncovered"] or queries.said_of(moves_of(plan.moves))["uncovered"]:
        raise NotPossible("orphans")
    plan.state, plan.confirmed_at = CONFIRMED, clock.now()
    plan.confirmed_by, plan.confirmed_name = actor.id, actor.name
    plan.save(update_fields=["state", "confirmed_at", "confirmed_by", "confirmed_name"])
    _note(actor, "reorganisation.confirm", plan)
    return plan


@transaction.atomic
def withdraw(actor: Actor, plan_id: uuid.UUID) -> Plan:
    """It does not happen. Raises NotAllowed, Plan.DoesNotExist; NotPossible: closed (it runs, is done or withdrawn), past
    (its day has begun: a zone may be at it)."""
    _require(actor, "reorganisation.withdraw")
    plan = Plan.objects.select_for_update().get(id=plan_id)
    if plan.state not in (PREPARED, CONFIRMED):
        raise NotPossible("closed")
    if plan.state == CONFIRMED and plan.day <= clock.today():
        raise NotPossible("past")
    plan.state, plan.withdrawn_name = WITHDRAWN, actor.name
    plan.save(update_fields=["state", "withdrawn_name"])
    _note(actor, "reorganisation.withdraw", plan)
    return plan


@transaction.atomic
def take_over(told: Told) -> dict[str, Any]:
    """What ``office`` says of a plan is so here too, as long as it has not begun. Returns what this zone says of it
    (``queries.said_of``)."""
    known = Plan.objects.select_for_update().filter(id=told.id).first()
    plan = known or Plan(id=told.id, made_at=clock.now())
    if plan.state not in (RUNNING, DONE):
        plan.title, plan.day, plan.state = told.title, told.day, told.state
        plan.moves = [list(each) for each in told.moves]
        plan.transfers = [list(each) for each in told.transfers]
        plan.made_by, plan.made_name = told.made_by, told.made_name
        plan.confirmed_by, plan.confirmed_name = told.confirmed_by, told.confirmed_name
        plan.confirmed_at = clock.now() if told.state == CONFIRMED else None
        plan.placed, plan.report = [], {}
        plan.save()
    return queries.said_of(moves_of(told.moves))


@transaction.atomic
def core_said(plan_id: uuid.UUID, said: dict[str, Any]) -> None:
    """``core`` has looked at its cases (office only); an answer about a plan that is not there is left."""
    plan = Plan.objects.select_for_update().filter(id=plan_id).first()
    if plan is not None:
        plan.core = {**(plan.core or {}), **said}
        plan.save(update_fields=["core"])


def _require(actor: Actor, act: str) -> None:
    if actor.kind != "staff" or not actor.may("administrator"):
        raise NotAllowed(act)


def _note(actor: Actor, act: str, plan: Plan) -> None:
    record(
        actor, act, object_kind="reorganisation", object_id=str(plan.id),
        detail={"day": plan.day.isoformat(), "moves": len(plan.moves), "transfers": len(plan.transfers)},
    )  # fmt: skip
