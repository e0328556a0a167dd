"""Who is told of an alarm: the section's chief as soon as it is there, and once, when none answered in time, the auditor and the
post above. Told is what stands beside the queue; the directory keeps no mail addresses of staff."""

from collections.abc import Iterable
from datetime import date

from django.db import transaction

from dokodemo.base import clock, config
from dokodemo.base.actor import Actor, system
from dokodemo.base.audit.actions import record
from dokodemo.casework.looking.models import UNANSWERED, Alarm, Told
from dokodemo.casework.looking.rights import may_be_told, require_told
from dokodemo.casework.staff import queries as staff
from dokodemo.catalog import versions


def tell() -> int:
    """Tell whoever should know of an unanswered alarm and was not told yet. Returns how many were told something."""
    today, told = clock.today(), 0
    for section in Alarm.objects.filter(state__in=UNANSWERED).values_list("section", flat=True).distinct():
        told += _tell_section(section, today)
    return told


@transaction.atomic
def _tell_section(section: str, today: date) -> int:
    """Two at once do not tell twice: who was told is unique, and an alarm is passed on under its lock."""
    waiting = Alarm.objects.filter(section=section, state__in=UNANSWERED)
    fresh = list(waiting.filter(due__gte=today))
    over = waiting.filter(due__lt=today, passed_on_at=None).select_for_update()
    chiefs, auditors = _told(staff.chiefs(section)), _told(staff.everybody_with("auditor"))
    above = _above(section, today)
    rows = [(each, member, False) for each in fresh for member in _first(each, chiefs, above, auditors)]
    # Who belongs to no section is the auditor's from the first day: there is nobody to pass it on to.
    late = [(each, member, True) for each in over if section for member in _but(each, above + auditors)]
    passed_on = {
        each.pk for each, _member, _late in late
    }  # what nobody could be told waits for somebody who can
    Alarm.objects.filter(id__in=passed_on).update(passed_on_at=clock.now())
    return _write(section, rows + late)


def _first(alarm: Alarm, *whom: list[str]) -> list[str]:
    """The chiefs; where the only one is who looked, the post above; where there is none, the auditors."""
    return next((found for ids in whom if (found := _but(alarm, ids))), [])


def _but(alarm: Alarm, ids: Iterable[str]) -> list[str]:
    """Nobody is told of what they did themselves."""
    return [each for each in dict.fromkeys(ids) if each != alarm.actor]


def _told(colleagues: Iterable[staff.Colleague]) -> list[str]:
    """Those of them who can open what they are told. One query each."""
    return [each.id for each in colleagues if (actor := staff.actor(each.id)) and may_be_told(actor)]


def _above(section: str, today: date) -> list[str]:
    """Who holds the lowest post above the section's own that anybody holds who can be told."""
    catalog = versions.current()
    posts = [each for each in catalog.posts.values() if each.of != "section"] if catalog else []
    for post in sorted(posts, key=lambda each: each.rank):
        if held := _told(staff.holders(section, post.id, today)):
            return held
    return []


def _write(section: str, rows: list[tuple[Alarm, str, bool]]) -> int:
    known = set(
        Told.objects.filter(alarm__in={each.pk for each, _member, _late in rows}).values_list(
            "alarm_id", "member", "late"
        )
    )
    new = [row for row in rows if (row[0].pk, row[1], row[2]) not in known]
    Told.objects.bulk_create(
        [Told(alarm=each, member=member, late=late) for each, member, late in new], ignore_conflicts=True
    )
    people = {member for _each, member, _late in new}
    if new:
        detail = {"people": len(people), "late": sum(late for _each, _member, late in new), "told": len(new)}
        record(
            system(config.load().zone, "looking"), "alarm.tell", object_kind="section", object_id=section,
            detail=detail,
        )  # fmt: skip
    return len(people)


@transaction.atomic
def read_told(actor: Actor) -> None:
    """The actor has read what they were told of alarms. Raises NotAllowed."""
    require_told(actor, "alarm.read")
    if Told.objects.filter(member=actor.id, read_at=None).update(read_at=clock.now()):
        record(actor, "alarm.read")
