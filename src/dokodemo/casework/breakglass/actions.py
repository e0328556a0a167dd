"""Every write: ask, grant or refuse as a second person, end."""

from datetime import timedelta

from django.db import transaction

from dokodemo.base import clock
from dokodemo.base.actor import Actor
from dokodemo.base.audit.actions import record
from dokodemo.casework.breakglass import queries
from dokodemo.casework.breakglass.models import LONGEST_HOURS, Grant
from dokodemo.casework.cases.rights import NotAllowed, NotPossible

SHORTEST_REASON, LONGEST_REASON = 10, 300


@transaction.atomic
def ask(actor: Actor, section: str, hours: int, reason: str) -> int:
    """An administrator asks for a look at the cases of one section of this zone. Returns its number. Raises NotAllowed; NotPossible with
    what is wrong with ``section``, ``hours`` or ``reason``."""
    if actor.kind != "staff" or not actor.may("administrator"):
        raise NotAllowed("breakglass.ask")
    problems = {}
    if section not in queries.sections():
        problems["section"] = "section"
    if not 1 <= hours <= LONGEST_HOURS:
        problems["hours"] = "hours"
    if not SHORTEST_REASON <= len(reason.strip()) <= LONGEST_REASON:
        problems["reason"] = "reason"
    if problems:
        raise NotPossible("wrong", problems)
    grant = Grant.objects.create(
        member=actor.id,
        name=actor.name,
        section=section,
        hours=hours,
        reason=reason.strip(),
        asked_at=clock.now(),
    )
    _note(actor, "breakglass.ask", grant)
    return int(grant.pk)


@transaction.atomic
def answer(actor: Actor, number: int, granted: bool) -> None:
    """The second person's word: another administrator's or that of the section's chief; the hours begin now. Raises
    Grant.DoesNotExist, NotAllowed (also for who asked); NotPossible: closed (answered already, or asked too long ago)."""
    grant = Grant.objects.select_for_update().get(pk=number)
    if not queries.may_answer(actor, grant):
        raise NotAllowed("breakglass.answer")
    now = clock.now()
    if grant.granted_at or grant.refused_at or grant.asked_at < now - queries.OPEN_FOR:
        raise NotPossible("closed")
    if granted:
        grant.granted_by, grant.granted_name, grant.granted_at = actor.id, actor.name, now
        grant.ends_at = now + timedelta(hours=grant.hours)
    else:
        grant.refused_at, grant.refused_name = now, actor.name
    grant.save()
    _note(actor, "breakglass.grant" if granted else "breakglass.refuse", grant)


@transaction.atomic
def end(actor: Actor, number: int) -> None:
    """Whoever looks is done with it. Raises Grant.DoesNotExist, NotAllowed. What is over already stays as it ended."""
    grant = Grant.objects.select_for_update().get(pk=number)
    if grant.member != actor.id:
        raise NotAllowed("breakglass.end")
    now = clock.now()
    if grant.ends_at is not None and grant.ends_at > now:
        grant.ends_at = now
        grant.save(update_fields=["ends_at"])
        _note(actor, "breakglass.end", grant)


def _note(actor: Actor, act: str, grant: Grant) -> None:
    record(
        actor, act, object_kind="breakglass", object_id=str(grant.pk), reason=grant.reason,
        detail={"member": grant.member, "section": grant.section, "hours": grant.hours},
    )  # fmt: skip
