"""Reading the trail: for the auditor, and for the sealer's neighbour."""

from dataclasses import dataclass
from datetime import datetime

from dokodemo.base.audit.models import AuditRow

PAGE = 50


@dataclass(frozen=True)
class Entry:
    id: int
    at: datetime
    actor_kind: str
    actor_id: str
    actor_name: str
    action: str
    object_kind: str
    object_id: str
    subject: str
    reason: str
    detail: dict[str, object]
    chained: bool


@dataclass(frozen=True)
class Entries:
    rows: tuple[Entry, ...]
    next_before: int | None


def entries(*, before: int | None = None, actor: str = "", subject: str = "", object_id: str = "") -> Entries:
    """The newest acts first, ``PAGE`` at a time, older than row ``before``; filtered exactly."""
    rows = AuditRow.objects.select_related("link").order_by("-id")
    if before is not None:
        rows = rows.filter(id__lt=before)
    if actor:
        rows = rows.filter(actor_id=actor)
    if subject:
        rows = rows.filter(subject=subject)
    if object_id:
        rows = rows.filter(object_id=object_id)
    found = list(rows[: PAGE + 1])
    page = tuple(
        Entry(
            row.id, row.at, row.actor_kind, row.actor_id, row.actor_name, row.action, row.object_kind, row.object_id,
            row.subject, row.reason, row.detail, hasattr(row, "link"),
        )
        for row in found[:PAGE]
    )  # fmt: skip
    return Entries(page, page[-1].id if len(found) > PAGE else None)
