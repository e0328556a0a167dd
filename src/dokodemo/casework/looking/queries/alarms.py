"""The alarms that somebody answers for: the chief those of the section, the auditor all."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import QuerySet

from dokodemo.base import clock
from dokodemo.base.actor import Actor
from dokodemo.base.audit import queries as trail
from dokodemo.base.audit.actions import record
from dokodemo.casework.cases.queries import case as cases
from dokodemo.casework.cases.queries import periods
from dokodemo.casework.looking import rules
from dokodemo.casework.looking.models import ENDS, UNANSWERED, Alarm, Answer
from dokodemo.casework.looking.rights import is_auditor, oversees, require_overseer
from dokodemo.casework.staff.queries import members

PAGE = 50
#: What can be asked for: still to be answered, the auditor's because nobody did in time, and answered.
WAITING, LATE, DONE = "waiting", "late", "done"
TABS = (WAITING, LATE, DONE)


@dataclass(frozen=True)
class Row:
    """One alarm. ``subject``: 宛名番号 or "". ``receipt``: of the case in which it was, or "". ``since``: a case of that person
    came to the section after the look, when it had none before. ``may_answer``: the reader, now."""

    id: int
    rule: str
    member: str
    name: str
    section: str
    subject: str
    action: str
    receipt: str
    at: datetime
    looks: int
    due: date
    late: bool
    state: str
    since: bool
    may_answer: bool


@dataclass(frozen=True)
class Said:
    """One answer."""

    word: str
    remark: str
    by_name: str
    at: datetime


@dataclass(frozen=True)
class Page:
    """``after`` begins the next page (None: this is the last)."""

    rows: tuple[Row, ...]
    after: int | None


@dataclass(frozen=True)
class Sheet:
    """One alarm with what was said of it."""

    row: Row
    said: tuple[Said, ...]


def page(actor: Actor, tab: str = WAITING, after: int = 0) -> Page:
    """What waits (oldest first), what is late, or what was answered (newest first), ``PAGE`` at a time. Recorded. Six
    queries. Raises NotAllowed."""
    require_overseer(actor, "alarm.list")
    found = _mine(actor)
    if tab == DONE:
        found = found.filter(state__in=ENDS).order_by("-id")
        found = found.filter(id__lt=after) if after else found
    else:
        found = found.filter(state__in=UNANSWERED).order_by("id")
        found = found.filter(due__lt=clock.today()) if tab == LATE else found
        found = found.filter(id__gt=after) if after else found
    alarms = list(found[: PAGE + 1])
    record(actor, "alarm.list", detail={"shown": min(len(alarms), PAGE)})
    return Page(_rows(actor, alarms[:PAGE]), alarms[PAGE - 1].pk if len(alarms) > PAGE else None)


def sheet(actor: Actor, alarm_id: int) -> Sheet | None:
    """One of them, recorded; None: there is none, or it is not the actor's business."""
    alarm = Alarm.objects.filter(id=alarm_id).first()
    if alarm is None or not oversees(actor, alarm.section):
        return None
    record(actor, "alarm.view", object_kind="alarm", object_id=str(alarm.pk))
    (row,) = _rows(actor, [alarm])
    answers = Answer.objects.filter(alarm=alarm).order_by("id")
    return Sheet(row, tuple(Said(each.word, each.remark, each.by_name, each.at) for each in answers))


def _mine(actor: Actor) -> QuerySet[Alarm]:
    return Alarm.objects.all() if is_auditor(actor) else Alarm.objects.filter(section__in=actor.sections)


def _rows(actor: Actor, alarms: list[Alarm]) -> tuple[Row, ...]:
    acts = trail.acts({each.row for each in alarms})
    staff = members({each.actor for each in alarms})
    receipts = cases.receipts_of({act.object_id for act in acts.values() if act.object_kind == "case"})
    excused = _came_after(alarms)
    today, rows = clock.today(), []
    for each in alarms:
        act, member = acts.get(each.row), staff.get(each.actor)
        ended, late = each.state in ENDS, each.due < today
        rows.append(
            Row(
                id=each.pk, rule=each.rule, member=each.actor, name=member.name if member else each.actor,
                section=each.section, subject=each.subject, action=act.action if act else "",
                receipt=receipts.get(act.object_id, "") if act else "", at=each.at, looks=each.looks, due=each.due,
                late=late and not ended, state=each.state, since=each.pk in excused,
                may_answer=not ended and each.actor != actor.id and (not is_auditor(actor) or late or not each.section),
            )
        )  # fmt: skip
    return tuple(rows)


def _came_after(alarms: Iterable[Alarm]) -> set[int]:
    """Looks without a case whose person brought one to the section within the days that excuse: somebody had called."""
    asked = [each for each in alarms if each.rule == rules.SECTION and each.subject]
    cases_ = periods.of_persons({each.subject for each in asked}, {each.section for each in asked})
    return {
        each.pk
        for each in asked
        for case in cases_
        if (case.person, case.section) == (each.subject, each.section)
        and rules.excuses(rules.Span(case.begun, case.ended), each.at)
    }
