"""What at the desk is a member's own: saved views, and what one press of theirs did."""

from dataclasses import dataclass
from uuid import UUID

from django.db import connection

from dokodemo.base import clock
from dokodemo.base.actor import Actor
from dokodemo.casework.cases.actions.bulk import KEPT
from dokodemo.casework.cases.models import BulkAct


@dataclass(frozen=True)
class View:
    """A view of the queue that a member has saved. ``query``: what of the address narrows it."""

    id: int
    name: str
    query: str


def views(actor: Actor) -> list[View]:
    """The member's saved views, by name. One query."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, name, query FROM case_view WHERE member = %s ORDER BY name", [actor.id])
        return [View(*row) for row in cursor.fetchall()]


def act(actor: Actor, act_id: UUID) -> BulkAct | None:
    """What that press did; None when it is somebody else's, or too old to be taken back."""
    return BulkAct.objects.filter(id=act_id, member=actor.id, at__gt=clock.now() - KEPT).first()
