"""When a case was on somebody's desk: for who judges whether a look had one. No look at anybody."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from dokodemo.casework.cases.models import Case
from dokodemo.casework.cases.queries.disposing import ENDED_AT


@dataclass(frozen=True)
class Period:
    """From the arrival until the last that was done: closed, else decided or taken back. ``ended`` is None while it is open."""

    section: str
    person: str
    begun: datetime
    ended: datetime | None


def of_cases(ids: Iterable[str]) -> dict[str, Period]:
    """By the case's identifier as the trail writes it. One query, none for nothing."""
    known = identifiers(ids)
    return dict(_periods(Case.objects.filter(id__in=known))) if known else {}


def identifiers(ids: Iterable[str]) -> list[UUID]:
    """Those of these texts of the trail that are identifiers."""
    known = []
    for each in ids:
        try:
            known.append(UUID(each))
        except ValueError:
            continue
    return known


def of_persons(persons: Collection[str], sections: Collection[str]) -> list[Period]:
    """The cases of these residents in these sections. One query, none for nobody."""
    if not persons or not sections:
        return []
    rows = Case.objects.filter(person__in=persons, section__in=sections)
    return [period for _id, period in _periods(rows)]


def _periods(rows: QuerySet[Case]) -> list[tuple[str, Period]]:
    found = rows.annotate(ended_at=ENDED_AT).order_by()
    read = found.values_list("id", "section", "person", "arrived_at", "closed_at", "ended_at")
    return [
        (str(id_), Period(section, person or "", begun, closed or ended))
        for id_, section, person, begun, closed, ended in read
    ]
