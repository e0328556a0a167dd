"""A reorganisation in the zone that owns the directory: a plan is told to core, and on its day members change places here."""

import uuid
from collections.abc import Sequence
from datetime import date

from django.db import transaction

from dokodemo.base import clock
from dokodemo.base.actor import Actor
from dokodemo.casework.reorganise import actions as reorganise
from dokodemo.casework.reorganise import queries as plans
from dokodemo.casework.staff import placing
from dokodemo.casework.staff.placing import Placed, Transfer
from dokodemo.catalog.succession import Move
from dokodemo.office.directory import actions, messages
from dokodemo.office.directory.models import Member


@transaction.atomic
def prepare(
    actor: Actor, title: str, day: date, moves: Sequence[Move], transfers: Sequence[Transfer]
) -> uuid.UUID:
    """Keep a checked plan and ask core what it would leave behind. Raises as ``reorganise.prepare``."""
    plan = reorganise.prepare(actor, title, day, moves, transfers)
    messages.post_plan(plans.told(plan.id))
    return plan.id


@transaction.atomic
def confirm(actor: Actor, plan_id: uuid.UUID) -> None:
    """The second person's word, told to core. Raises as ``reorganise.confirm``."""
    reorganise.confirm(actor, plan_id)
    messages.post_plan(plans.told(plan_id))


@transaction.atomic
def withdraw(actor: Actor, plan_id: uuid.UUID) -> None:
    """It does not happen; core is told. Raises as ``reorganise.withdraw``."""
    reorganise.withdraw(actor, plan_id)
    messages.post_plan(plans.told(plan_id))


@transaction.atomic
def place(moves: Sequence[Move], transfers: Sequence[Transfer]) -> list[Placed]:
    """Members change places in the directory; both zones get the new list. Returns everybody whose place changed."""
    actions.one_at_a_time()
    rows = {each.id: each for each in Member.objects.select_for_update().filter(active=True).order_by("id")}
    before = [placing.Member(each.id, each.section, each.post, tuple(each.roles)) for each in rows.values()]
    placed = placing.place(before, moves, transfers)
    for each in placed:
        row = rows[each.member]
        row.section, row.post, row.roles, row.changed_at = (
            each.section,
            each.post,
            list(each.roles),
            clock.now(),
        )
    changed = [rows[each.member] for each in placed]
    Member.objects.bulk_update(changed, ["section", "post", "roles", "changed_at"], batch_size=500)
    if placed:
        actions.send()
    return placed
