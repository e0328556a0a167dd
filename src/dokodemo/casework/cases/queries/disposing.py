"""Which ended cases are older than a day: what a run of disposal looks at. No person, no answer is read here."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Case as Either
from django.db.models import F, When

from dokodemo.base import clock
from dokodemo.casework.cases import states
from dokodemo.casework.cases.models import Case, CaseCount
from dokodemo.values.numbers import plain_digits

_AT_ONCE = 500
#: When a case ended: the decision, or the arrival of the withdrawal. One that came after the decision ends nothing.
ENDED_AT = Either(When(state=states.WITHDRAWN, then=F("withdrawal__arrived_at")), default=F("decided_at"))


@dataclass(frozen=True)
class Old:
    """A case that ended before the day that was asked for: ``ended_on`` it was decided, or its withdrawal arrived."""

    id: UUID
    receipt: str
    procedure: str
    ended_on: date


def ended_before(section: str, before: Mapping[str, date]) -> Iterator[list[Old]]:
    """The ended cases of a section by their day of arrival, some at a time; ``before`` is the day by procedure.

    Nothing ends before it arrives, so the index of the day of arrival bounds what is read."""
    for procedure, day in sorted(before.items()):
        after: tuple[date, UUID] | None = None
        while True:
            found = Case.objects.annotate(ended_at=ENDED_AT).filter(
                section=section, procedure=procedure, state__in=states.ENDED, arrived_on__lt=day,
                ended_at__lt=clock.midnight(day),
            )  # fmt: skip
            if after is not None:
                found = found.extra(where=['("case".arrived_on, "case".id) > (%s, %s)'], params=list(after))
            rows = list(
                found.order_by("arrived_on", "id").values_list(
                    "id", "receipt", "procedure", "ended_at", "arrived_on"
                )[:_AT_ONCE]
            )
            if rows:
                yield [
                    Old(id_, receipt, name, clock.legal_date(at)) for id_, receipt, name, at, _arrived in rows
                ]
            if len(rows) < _AT_ONCE:
                break
            after = (rows[-1][4], rows[-1][0])


def procedures_ended(section: str) -> list[str]:
    """The procedures of which a section has ended cases, by the counters."""
    ended = CaseCount.objects.filter(section=section, n__gt=0, stage__in=[*states.ENDED, states.CLOSED])
    return sorted(set(ended.values_list("procedure", flat=True)))


def known_by_receipt(sections: Collection[str], receipt: str) -> tuple[UUID, str, str] | None:
    """The case of these sections with this receipt number, as people type it: its id, section and procedure. One query,
    which the index of receipt numbers answers."""
    found = Case.objects.filter(section__in=sections, receipt_digits=plain_digits(receipt) or "-")
    rows = found.values_list("id", "section", "procedure")[:2]
    return rows[0] if len(rows) == 1 else None
