"""Every read of plans."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from dokodemo.base.actor import Actor
from dokodemo.base.audit.actions import record
from dokodemo.casework.cases.queries import kept
from dokodemo.casework.cases.rights import NotAllowed
from dokodemo.casework.reorganise.bodies import moves_of, transfers_of
from dokodemo.casework.reorganise.models import DONE, RUNNING, Plan
from dokodemo.casework.staff.placing import Transfer
from dokodemo.catalog.succession import Move

PAGE = 50


@dataclass(frozen=True)
class Row:
    """One plan in the list."""

    id: uuid.UUID
    title: str
    day: date
    state: str
    made_by: str
    made_name: str
    made_at: datetime
    confirmed_name: str
    confirmed_at: datetime | None
    withdrawn_name: str


@dataclass(frozen=True)
class Sheet:
    """One plan with what it says. ``core``: what core said of it, None as long as it has not answered; ``report`` and
    ``core_report``: what moved in each zone."""

    row: Row
    moves: tuple[Move, ...]
    transfers: tuple[Transfer, ...]
    core: dict[str, Any] | None
    report: dict[str, Any]
    core_report: dict[str, Any]


def told(plan_id: uuid.UUID) -> dict[str, Any]:
    """As core is told it (``bodies.Told``)."""
    plan = Plan.objects.get(id=plan_id)
    return {
        "id": str(plan.id),
        "title": plan.title,
        "day": plan.day.isoformat(),
        "state": plan.state,
        "moves": plan.moves,
        "transfers": plan.transfers,
        "made_by": plan.made_by,
        "made_name": plan.made_name,
        "confirmed_by": plan.confirmed_by,
        "confirmed_name": plan.confirmed_name,
    }


def begun() -> list[str]:
    """The plans by which members have been placed in this zone. One query."""
    ids = Plan.objects.filter(state__in=[RUNNING, DONE]).order_by("day", "id").values_list("id", flat=True)
    return [str(each) for each in ids]


def page(actor: Actor) -> list[Row]:
    """The newest day first, ``PAGE`` of them: there is one a year, and seldom a small one between. Raises NotAllowed."""
    _require(actor)
    record(actor, "reorganisation.list")
    return [
        _row(each)
        for each in Plan.objects.defer("moves", "transfers", "placed", "report").order_by("-day", "id")[:PAGE]
    ]


def sheet(actor: Actor, plan_id: uuid.UUID) -> Sheet | None:
    """One plan, with the record of the look. Raises NotAllowed."""
    _require(actor)
    plan = Plan.objects.filter(id=plan_id).first()
    if plan is None:
        return None
    record(actor, "reorganisation.view", object_kind="reorganisation", object_id=str(plan.id))
    core = plan.core or {}
    return Sheet(
        _row(plan),
        moves_of(plan.moves),
        transfers_of(plan.transfers),
        plan.core,
        plan.report,
        core.get("report") or {},
    )


def said_of(moves: Sequence[Move]) -> dict[str, Any]:
    """What these moves would take along in this zone, in figures without a name: {"uncovered": [[section, procedure, n]],
    "cases": n, "open": n}. ``uncovered``: cases that no row takes along, though their section hands over."""
    old, taken = {each.old for each in moves}, {(each.old, each.procedure) for each in moves}
    counted = [each for each in kept.by_section() if each.section in old]
    return {
        "uncovered": [
            [each.section, each.procedure, each.n]
            for each in counted
            if not {(each.section, each.procedure), (each.section, "")} & taken
        ],
        "cases": sum(each.n for each in counted),
        "open": sum(each.open for each in counted),
    }


def _row(plan: Plan) -> Row:
    return Row(
        plan.id, plan.title, plan.day, plan.state, plan.made_by, plan.made_name, plan.made_at, plan.confirmed_name,
        plan.confirmed_at, plan.withdrawn_name,
    )  # fmt: skip


def _require(actor: Actor) -> None:
    if actor.kind != "staff" or not actor.may("administrator", "auditor"):
        raise NotAllowed("reorganisation.view")
