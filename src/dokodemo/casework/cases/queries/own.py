"""What at the desk is a member's own: saved views, and what one press of theirs did."""

from uuid import UUID

from dokodemo.base import clock
from dokodemo.base.actor import Actor
from dokodemo.casework.cases.actions.bulk import KEPT
from dokodemo.casework.cases.models import BulkAct, SavedView


def views(actor: Actor) -> list[SavedView]:
    """The member's saved views, by name."""
    return list(SavedView.objects.filter(member=actor.id).order_by("name"))


def act(actor: Actor, act_id: UUID) -> BulkAct | None:
    """What that press did; None when it is somebody else's, or too old to be taken back."""
    return BulkAct.objects.filter(id=act_id, member=actor.id, at__gt=clock.now() - KEPT).first()
