"""Which cases stay although their time is over, and which rule takes a procedure's."""

from collections.abc import Collection, Iterable
from datetime import date
from uuid import UUID

from dokodemo.casework import disposing
from dokodemo.casework.cases.actions import disposing as cases
from dokodemo.casework.disposing import Gone
from dokodemo.casework.holdings.models import Hold
from dokodemo.catalog import versions


def years_of(procedures: Iterable[str]) -> dict[str, int]:
    """How many fiscal years a decided case of each procedure is kept, as declared now, or last where it is not offered
    any more. A procedure that nobody here knows is not in it: its cases stay."""
    known = versions.known()
    return {each: known[each].retention_years for each in procedures if each in known}


def staying(ids: Collection[UUID], on: date) -> dict[UUID, str]:
    """Which of these decided cases must stay on that day, and why (∈ disposing.WHY)."""
    found: dict[UUID, str] = {}
    for holder in disposing.holders():
        found |= holder.unfinished(ids)
    found |= cases.unfinished(ids)
    held = Hold.objects.filter(case_id__in=ids, ended_at=None, until__gte=on)
    return found | dict.fromkeys(held.values_list("case_id", flat=True), "held")


def counted(ids: Collection[UUID]) -> Gone:
    """What hangs on these cases in every room."""
    gone = cases.count(ids)
    for holder in disposing.holders():
        gone.add(holder.count(ids))
    return gone
