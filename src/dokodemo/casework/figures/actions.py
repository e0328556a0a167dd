"""Every write: counting a month, what residents thought in it, telling of deadlines, and that it was read."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta

from django.db import transaction
from django.db.models import Sum

from dokodemo.base import clock, config
from dokodemo.base.actor import Actor, system
from dokodemo.base.audit.actions import record
from dokodemo.casework.cases.queries import figures as cases
from dokodemo.casework.cases.queries.figures import BATCH, Due, Place
from dokodemo.casework.cases.rights import NotAllowed
from dokodemo.casework.figures import terms
from dokodemo.casework.figures.models import OVER, Lasted, Message, Month, Rated, Rolled, Told
from dokodemo.casework.staff import queries as staff
from dokodemo.catalog import versions
from dokodemo.values.ages import first_of_month
from dokodemo.values.days import is_closed

#: What still may come late (an application of an earlier month that was on its way) is looked for so far back.
LOOKED_BACK = 13
KEPT_TOLD = timedelta(days=366)


class Fewer(ValueError):
    """Cases of this month were destroyed since it was counted: counted anew, its figures would be too small."""


def stale(today: date) -> list[date]:
    """The months whose figures are not what they should be, the earliest first: never counted since they ended, or with
    more arrivals than were counted. Fewer are there when cases were destroyed: what was counted of them stays."""
    sections = cases.sections()
    first = cases.first_arrival(sections)
    if first is None:
        return []
    month, rolled = first_of_month(first), dict(Rolled.objects.values_list("month", "at"))
    since = max(month, terms.months_later(first_of_month(today), -LOOKED_BACK))
    came, counted = cases.arrivals_by_month(sections, since), _counted(since)
    found = []
    while month <= today:
        after, at = terms.months_later(month, 1), rolled.get(month)
        is_whole = at is not None and at >= clock.midnight(after)
        if not is_whole or (month >= since and came.get(month, 0) > counted.get(month, 0)):
            found.append(month)
        month = after
    return found


def _counted(since: date) -> dict[date, int]:
    found: dict[date, int] = {}
    for month, arrived in Month.objects.filter(month__gte=since, arrived__gt=0).values_list(
        "month", "arrived"
    ):
        found[month] = found.get(month, 0) + arrived
    return found


@transaction.atomic
def roll_up(month: date) -> None:
    """Count one month anew, of all sections: once more changes nothing, two at once wait for each other. Raises ValueError
    where ``month`` is not the first day of one, and ``Fewer`` where its cases are not all here any more."""
    if month.day != 1:
        raise ValueError("a month is named by its first day")
    Rolled.objects.bulk_create([Rolled(month=month)], ignore_conflicts=True)
    rolled = Rolled.objects.select_for_update().get(month=month)
    now, until = clock.now(), terms.months_later(month, 1)
    rows: dict[Place, Month] = {}

    def row(place: Place) -> Month:
        if place not in rows:
            rows[place] = Month(
                section=place.section, month=month, procedure=place.procedure, entrance=place.entrance,
                arrived=0, decided=0, approved=0, refused=0, in_time=0, asked=0,
            )  # fmt: skip
        return rows[place]

    for place, n in cases.arrived(cases.sections(), month, until):
        row(place).arrived = n
    _require_all(month, sum(each.arrived for each in rows.values()))
    for each in cases.decided(month, until):
        made = row(each.place)
        made.decided, made.approved, made.refused, made.in_time = (
            each.decided, each.approved, each.refused, each.in_time,
        )  # fmt: skip
    for place, n in cases.asked(month, until):
        row(place).asked = n
    Month.objects.filter(month=month).delete()
    Month.objects.bulk_create(rows.values(), batch_size=BATCH)
    Lasted.objects.filter(month=month).delete()
    Lasted.objects.bulk_create(
        (
            Lasted(
                section=each.place.section, month=month, procedure=each.place.procedure,
                entrance=each.place.entrance, step=each.step, days=each.days, n=each.n,
            )
            for each in cases.lasted(month, until)
        ),
        batch_size=BATCH,
    )  # fmt: skip
    rolled.at = now
    rolled.save(update_fields=["at"])


def _require_all(month: date, arrived: int) -> None:
    """Raises Fewer where the figures that are kept know of more arrivals."""
    kept = Month.objects.filter(month=month).aggregate(n=Sum("arrived"))["n"] or 0
    if arrived < kept:
        raise Fewer(f"{arrived} of {kept} applications are still here: the figures stay as they were counted")


@transaction.atomic
def rate(month: date, procedures: Sequence[tuple[str, int, int]]) -> None:
    """Keep what residents thought in a month, per procedure of this zone (how many, sum of stars), in the place of what was told of
    that month before."""
    known = versions.known()
    Rated.objects.filter(month=month).delete()
    Rated.objects.bulk_create(
        Rated(section=known[procedure].section, month=month, procedure=procedure, n=n, stars=stars)
        for procedure, n, stars in procedures
    )


def warn(today: date) -> int:
    """Tell of what falls due in the next three business days, and the chief of what is over: one message a person. On a
    closed day nobody is told. Returns how many were told something new."""
    if is_closed(today):
        return 0
    return sum(_warn_section(section, today) for section in cases.sections())


@transaction.atomic
def _warn_section(section: str, today: date) -> int:
    members = frozenset(each.id for each in staff.colleagues(section))
    chiefs = frozenset(each.id for each in staff.chiefs(section))
    messages: dict[str, Message] = {}
    items = 0
    for batch in _batches(section, today):
        wanted = [
            Told(member=member, case_id=due.case_id, contact=due.contact, nearness=nearness, last=due.day)
            for due in reversed(batch)  # the most urgent one is the newest
            if (nearness := terms.nearness(due.day, today)) is not None
            for member in sorted(_who(due, nearness, members, chiefs))
        ]
        new = _not_told(wanted)
        for member in sorted({row.member for row in new} - messages.keys()):
            messages[member] = _message(member, today)
        for row in new:
            row.message, row.at = messages[row.member], clock.now()
        Told.objects.bulk_create(new, ignore_conflicts=True)
        items += len(new)
    if messages:
        record(
            system(config.load().zone, "figures"), "deadline.tell", object_kind="section", object_id=section,
            detail={"people": len(messages), "deadlines": items},
        )  # fmt: skip
    return len(messages)


def _batches(section: str, today: date) -> Iterator[list[Due]]:
    read: Callable[[str, date, Due | None], list[Due]]
    for read in (cases.due_cases, cases.due_promises):
        batch = read(section, terms.warned_until(today), None)
        while batch:
            yield batch
            batch = read(section, terms.warned_until(today), batch[-1]) if len(batch) == BATCH else []


def _who(due: Due, nearness: str, members: frozenset[str], chiefs: frozenset[str]) -> frozenset[str]:
    """The chief of what is over; before, whoever has it, and the chief where nobody here has it. A section without a chief:
    whoever has it."""
    own = members & {due.taken_by}
    if nearness == OVER:
        return chiefs or own
    return own or chiefs


def _not_told(wanted: list[Told]) -> list[Told]:
    known = set(
        Told.objects.filter(case_id__in={each.case_id for each in wanted}).values_list(
            "case_id", "contact", "nearness", "last", "member"
        )
    )
    return [
        each
        for each in wanted
        if (each.case_id, each.contact, each.nearness, each.last, each.member) not in known
    ]


def _message(member: str, today: date) -> Message:
    """The day's message of this person, unread (again)."""
    message, _made = Message.objects.update_or_create(member=member, on=today, defaults={"read_at": None})
    return message


@transaction.atomic
def read_messages(actor: Actor) -> None:
    """The actor has read what they were told of deadlines. Raises NotAllowed."""
    if actor.kind != "staff" or not actor.may("clerk", "approver"):
        raise NotAllowed("deadline.read")
    if Message.objects.filter(member=actor.id, read_at=None).update(read_at=clock.now()):
        record(actor, "deadline.read")


def forget(today: date) -> int:
    """Remove who was told of what a year ago. Returns how many messages went."""
    old = Message.objects.filter(on__lt=today - KEPT_TOLD)
    count = old.count()
    old.delete()
    return count
