"""Read what is new in the trail, judge it, and keep the alarms: batch by batch, each row once."""

import logging
from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import F

from dokodemo.base import clock
from dokodemo.base.audit import queries as trail
from dokodemo.base.audit.queries import Act
from dokodemo.base.crypto import Unreadable
from dokodemo.casework import people
from dokodemo.casework.cases.queries import periods
from dokodemo.casework.looking import locked, rules
from dokodemo.casework.looking.models import OPEN, Alarm, Hour, Notable, OwnNumber, Position
from dokodemo.casework.looking.queries.thresholds import most_an_hour
from dokodemo.casework.looking.rules import Found, Home, Known, Look, Span
from dokodemo.casework.people import Lives
from dokodemo.casework.reception import queries as reception
from dokodemo.casework.staff.queries import Member, members
from dokodemo.values.days import add_working_days

log = logging.getLogger(__name__)

READER = "alarms"
#: What the trail calls an application that is being typed, or was: its id is the case's.
SHEET = "reception"
BATCH = 1_000
#: A chief has so many open days, 土日・祝日を除く, before an alarm is the auditor's.
DAYS_TO_ANSWER = 5
#: So many rows of one member are read to count an hour: whoever has more has seen too many anyway.
MOST_OF_ONE = 2_000
HOURS_KEPT = timedelta(days=120)
_NOBODY = Member("", "", "")


def judge() -> int:
    """Judge everything that was chained since last time; returns how many rows were read."""
    read = 0
    while batch := judge_batch():
        read += batch
    return read


@transaction.atomic
def judge_batch(most: int = BATCH) -> int:
    """The next rows of the trail. Alarms and position are one transaction: killed in between, the rows are read again; two
    at once wait for each other. Returns how many rows were read. A dozen queries and two for each alarm, however many
    rows."""
    position, _made = Position.objects.select_for_update().get_or_create(
        reader=READER, defaults={"sequence": 0}
    )
    acts = _whole(trail.chained_after(position.sequence, most + 1), most)
    if not acts:
        return 0
    looks = [_look(act) for act in acts if act.actor_kind == "staff" and rules.is_look(act.action)]
    if looks:
        staff = members({each.actor for each in looks})
        found = rules.judged(_known(looks, staff))
        _keep([*found, *_many(looks, staff)], staff)
    position.sequence = acts[-1].sequence
    position.save()
    return len(acts)


def _whole(acts: list[Act], most: int) -> list[Act]:
    """At most ``most`` of them, ending where no list of one member is cut in two, unless it fills the batch."""
    end = most
    while 0 < end < len(acts) and _same_act(acts[end - 1], acts[end]):
        end -= 1
    return acts[:end] or acts[:most]


def _same_act(one: Act, next_: Act) -> bool:
    return one.actor_id == next_.actor_id and rules.follows(one.at, next_.at)


def forget_hours() -> int:
    """Remove the figures of hours that are long past; returns how many."""
    removed, _ = Hour.objects.filter(hour__lt=clock.now() - HOURS_KEPT).delete()
    return removed


def _look(act: Act) -> Look:
    return Look(act.id, act.at, act.actor_id, act.action, act.object_kind, act.object_id, act.subject)


def _known(looks: list[Look], staff: dict[str, Member]) -> Iterable[tuple[Look, Known]]:
    """Each look with what is known about it. Five queries, whatever the number of looks, and one where a sheet was typed."""
    own = _own_numbers(staff)
    seen = {each.subject for each in looks} - {""}
    source = people.source()
    lives = source.lives(seen | set(own.values())) if source else {}
    notable = _notable(seen)
    made_in = periods.of_cases({each.object_id for each in looks if each.object_kind in ("case", SHEET)})
    typed = reception.periods_of({each.object_id for each in looks if each.object_kind == SHEET})
    spans: dict[tuple[str, str], list[Span]] = {}
    for period in periods.of_persons(seen, {each.section for each in staff.values()} - {""}):
        spans.setdefault((period.person, period.section), []).append(Span(period.begun, period.ended))
    for look in looks:
        member = staff.get(look.actor, _NOBODY)
        number = own.get(look.actor, "")
        case = made_in.get(look.object_id) if look.object_kind == "case" else None
        if look.object_kind == SHEET:  # it excuses who works on it, until it is thrown away
            sheets = (typed.get(look.object_id), made_in.get(look.object_id))
            case = next((each for each in sheets if each and each.section == member.section), None)
        yield (
            look,
            Known(
                member=replace(_home(lives.get(number)), name=member.name),
                own=number,
                seen=_home(lives.get(look.subject)),
                notable=look.subject in notable,
                works_in=member.section,
                cases=(
                    *([Span(case.begun, case.ended)] if case else []),
                    *spans.get((look.subject, member.section), []),
                ),
            ),
        )


def _home(lives: Lives | None) -> Home:
    return Home(lives.name, lives.address_key, lives.household) if lives else Home()


def _own_numbers(ids: Collection[str]) -> dict[str, str]:
    """Those that can be read: a number whose secret was lost must not stop everything else from being judged."""
    found = {}
    for member, person in OwnNumber.objects.filter(member__in=list(ids)).values_list("member", "person"):
        try:
            found[member] = locked.unlock_person(bytes(person), member)
        except Unreadable:
            log.warning("a member's own number cannot be read: was looking.secret lost? Enter it anew")
    return found


def _notable(persons: Collection[str]) -> set[str]:
    """Which of these stand on the list."""
    by_key = {locked.key_of(each): each for each in persons}
    rows = Notable.objects.filter(key__in=list(by_key), ended_at=None).values_list("key", flat=True)
    return {by_key[bytes(key)] for key in rows}


def _many(looks: list[Look], staff: dict[str, Member]) -> list[Found]:
    """Who saw too many within an hour; and the figures of the hours that these looks are in. Three queries, four where
    somebody did."""
    since = rules.hour_of(min(each.at for each in looks)) - rules.HOUR
    by_member: dict[str, list[Look]] = {}
    for act in trail.last_acts(staff, since, max(each.row for each in looks), MOST_OF_ONE):
        if rules.is_look(act.action):
            by_member.setdefault(act.actor_id, []).append(_look(act))
    most = most_an_hour({each.section for each in staff.values()})
    new = {each.row for each in looks}
    passed = {
        id_: [each for each in rules.too_many(done, most[staff[id_].section]) if each.row in new]
        for id_, done in by_member.items()
    }
    _keep_hours(by_member, staff, {(each.actor, rules.hour_of(each.at)) for each in looks})
    return _untold(passed, since)


def _untold(passed: dict[str, list[Look]], since: datetime) -> list[Found]:
    """Of these looks those whose hour's crowd has no alarm yet: each batch of the same hour finds it again. One query,
    none where nobody saw too many."""
    told: dict[str, list[datetime]] = {}
    near = Alarm.objects.filter(
        rule=rules.VOLUME, actor__in=[each for each in passed if passed[each]], at__gt=since - rules.HOUR
    )
    for actor, at in near.values_list("actor", "at"):
        told.setdefault(actor, []).append(at)
    found = []
    for actor, looks in passed.items():
        times = told.setdefault(actor, [])
        for look in looks:
            if all(abs(look.at - each) >= rules.HOUR for each in times):
                times.append(look.at)
                found.append(Found(rules.VOLUME, look, ""))
    return found


def _keep_hours(
    by_member: dict[str, list[Look]], staff: dict[str, Member], touched: Collection[tuple[str, datetime]]
) -> None:
    """The figures anew, from the trail itself: counted twice they are the same."""
    rows = []
    for id_, hour in sorted(touched):
        persons = {each.whom for each in by_member.get(id_, []) if rules.hour_of(each.at) == hour} - {""}
        if persons:
            rows.append(Hour(member=id_, hour=hour, section=staff[id_].section, persons=len(persons)))
    Hour.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["member", "hour"], update_fields=["persons", "section"]
    )  # fmt: skip


def _keep(found: list[Found], staff: dict[str, Member]) -> None:
    """One alarm for a rule, a member, a person and a day; what is there and unanswered is counted on."""
    together: dict[tuple[str, str, str, date], list[Look]] = {}
    for each in found:
        key = (each.rule, each.look.actor, each.subject, clock.legal_date(each.look.at))
        together.setdefault(key, []).append(each.look)
    for (rule, actor, subject, day), looks in together.items():
        rows = {each.row for each in looks}
        there = Alarm.objects.filter(rule=rule, actor=actor, subject=subject, day=day, state=OPEN)
        if not there.update(looks=F("looks") + len(rows)):
            first = min(looks, key=lambda each: each.row)
            Alarm.objects.create(
                rule=rule, actor=actor, subject=subject, day=day, row=first.row, at=first.at, looks=len(rows),
                section=staff.get(actor, _NOBODY).section,
                due=add_working_days(clock.legal_date(first.at), DAYS_TO_ANSWER),
            )  # fmt: skip
