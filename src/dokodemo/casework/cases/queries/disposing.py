"""Which decided cases are older than a day: what a run of disposal looks at. No person, no answer is read here."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from dokodemo.base import clock
from dokodemo.casework.cases import states
from dokodemo.casework.cases.models import Case, CaseCount
from dokodemo.values.numbers import plain_digits

_AT_ONCE = 500


@dataclass(frozen=True)
class Old:
    """A case that was decided before the day that was asked for."""

    id: UUID
    receipt: str
    procedure: str
    decided_on: date


def decided_before(section: str, before: Mapping[str, date]) -> Iterator[list[Old]]:
    """The decided cases of a section by their day of arrival, some at a time; ``before`` is the day by procedure.

    Nothing is decided before it arrives, so the index of the day of arrival bounds what is read."""
    for procedure, day in sorted(before.items()):
        after: tuple[date, UUID] | None = None
        while True:
            found = Case.objects.filter(
                section=section, procedure=procedure, state__in=states.OUTCOMES, arrived_on__lt=day,
                decided_at__lt=clock.midnight(day),
            )  # fmt: skip
            if after is not None:
                found = found.extra(where=["(arrived_on, id) > (%s, %s)"], params=list(after))
            rows = list(
                found.order_by("arrived_on", "id").values_list(
                    "id", "receipt", "procedure", "decided_at", "arrived_on"
                )[:_AT_ONCE]
            )
            if rows:
                yield [
                    Old(id_, receipt, name, clock.legal_date(at))
                    for id_, receipt, name, at, _arrived in rows
                    if at is not None
                ]
            if len(rows) < _AT_ONCE:
                break
            after = (rows[-1][4], rows[-1][0])


def procedures_decided(section: str) -> list[str]:
    """The procedures of which a section has decided cases, by the counters."""
    decided = CaseCount.objects.filter(section=section, n__gt=0, stage__in=[*states.OUTCOMES, states.CLOSED])
    return sorted(set(decided.values_list("procedure", flat=True)))


def known_by_receipt(sections: Collection[str], receipt: str) -> tuple[UUID, str, str] | None:
    """The case of these sections with this receipt number, as people type it: its id, section and procedure. One query,
    which the index of receipt numbers answers."""
    found = Case.objects.filter(section__in=sections, receipt_digits=plain_digits(receipt) or "-")
    rows = found.values_list("id", "section", "procedure")[:2]
    return rows[0] if len(rows) == 1 else None
