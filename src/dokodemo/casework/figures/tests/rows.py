"""Cases in many states, made in one stroke from a real one."""

import itertools
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db import connection
from django.test.utils import CaptureQueriesContext

from dokodemo.base import clock
from dokodemo.casework.cases.models import Case, CaseAsked, CaseContact, CaseDecision

_numbers = itertools.count(1)


def queries_of(act: Callable[[], object]) -> int:
    """How many queries it makes, without the one that asks every two seconds which catalog is in force."""
    with CaptureQueriesContext(connection) as made:
        act()
    return sum('"catalog_' not in each["sql"] for each in made.captured_queries)


def noon(day: date) -> datetime:
    return datetime.combine(day, time(12), clock.TOKYO)


def of(like: UUID, arrived: date, **changes: object) -> Case:
    """Another case like that one, which arrived on that day at noon."""
    row, n = Case.objects.get(id=like), next(_numbers)
    row.id, row.receipt, row.receipt_digits = UUID(int=n), f"9900-{n:06}", f"9900{n:06}"
    row.arrived_at, row.arrived_on, row.due = noon(arrived), arrived, arrived + timedelta(days=14)
    for name, value in changes.items():
        setattr(row, name, value)
    Case.objects.bulk_create([row])
    return Case.objects.get(id=row.id)


def decided(
    like: UUID, arrived: date, taken: date | None, proposed: date, on: date, outcome: str = "approved", **changes: object
) -> Case:  # fmt: skip
    """One that went the whole way, on these days."""
    n = next(_numbers)
    case = of(
        like, arrived, state=outcome, decided_at=noon(on), number=f"試第{n}号", number_year=2026,
        taken_at=noon(taken) if taken else None, **{"taken_by": "clerk" if taken else "", **changes},
    )  # fmt: skip
    CaseDecision.objects.create(
        case=case, state="decided", outcome=outcome, proposed_by="clerk", proposed_name="試験 担当", proposed_at=noon(proposed),
        decided_by="chief", decided_name="試験 課長", decided_at=noon(on), decided_on=on, number=case.number,
    )  # fmt: skip
    return case


def asked(case: Case, at: date, closed: date | None) -> CaseAsked:
    return CaseAsked.objects.create(
        case=case, text="印が読めません", until=at + timedelta(days=14), by_id="clerk", by_name="試験 担当", at=noon(at),
        closed_at=noon(closed) if closed else None,
    )  # fmt: skip


def promised(case: Case, until: date, by: str = "clerk") -> CaseContact:
    return CaseContact.objects.create(
        case=case, way="telephone", whom="applicant", happened_at=clock.now(), said="話した", promise="電話する", until=until,
        by_id=by, by_name=f"試験 {by}",
    )  # fmt: skip
