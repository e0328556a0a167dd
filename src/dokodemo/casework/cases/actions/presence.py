"""Who has a case open: asked again every few seconds by the page, not shown after a minute."""

from datetime import timedelta
from uuid import UUID

from django.db import connection

from dokodemo.base import clock
from dokodemo.base.actor import Actor
from dokodemo.casework.cases.models import Case, CasePresence
from dokodemo.casework.cases.rights import NotAllowed
from dokodemo.casework.cases.seating import on_the_way

FRESH = timedelta(seconds=45)


def note(actor: Actor, case_id: UUID) -> tuple[list[str], int]:
    """The actor has this case open. Returns who else has (names), and the case's version now. Raises NotAllowed."""
    case = Case.objects.only("id", "section", "version").filter(id=case_id).first()
    if case is None or not on_the_way(actor, case):
        raise NotAllowed("case.view")
    now = clock.now()
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO case_presence (case_id, member, name, seen_at) VALUES (%s, %s, %s, %s) "
            "ON CONFLICT (case_id, member) DO UPDATE SET seen_at = excluded.seen_at, name = excluded.name",
            [case_id, actor.id, actor.name, now],
        )
    others = CasePresence.objects.filter(case_id=case_id, seen_at__gt=now - FRESH).exclude(member=actor.id)
    return list(others.order_by("name").values_list("name", flat=True)), case.version


def clear() -> int:
    """Remove what is over; returns how many."""
    return CasePresence.objects.filter(seen_at__lt=clock.now() - FRESH).delete()[0]
