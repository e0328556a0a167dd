"""The print and post queue of a section."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from dokodemo.base.actor import Actor
from dokodemo.base.audit.actions import record
from dokodemo.casework.cases import states
from dokodemo.casework.cases.models import CasePrint
from dokodemo.casework.cases.queries.queue import section_of
from dokodemo.casework.cases.rights import may_see

PAGE = 50


@dataclass(frozen=True)
class PrintRow:
    """One paper to print and post. ``label`` has recipient, postal, address and sender."""

    document: UUID
    case: UUID
    receipt: str
    title: str
    kind: str
    state: str
    label: dict[str, Any]
    at: datetime
    printed_at: datetime | None
    printed_name: str
    posted_at: datetime | None
    posted_name: str


@dataclass(frozen=True)
class PrintPage:
    rows: tuple[PrintRow, ...]
    after: str


def page(actor: Actor, state: str = states.READY, kind: str = "", after: str = "") -> PrintPage:
    """The oldest first, with the look at the list recorded. Two queries. Raises NotAllowed."""
    rows = CasePrint.objects.select_related("document__case").filter(section=section_of(actor))
    rows = rows.filter(state=state if state in states.PRINT_STATES else states.READY)
    if kind:
        rows = rows.filter(kind=kind)
    value, _, id_ = after.partition("~")
    try:
        start = (datetime.fromisoformat(value), UUID(id_))
    except ValueError:
        pass
    else:
        rows = rows.extra(where=["(case_print.at, case_print.document_id) > (%s, %s)"], params=list(start))
    found = list(rows.order_by("at", "document_id")[: PAGE + 1])
    shown = tuple(_row(row) for row in found[:PAGE])
    last = found[PAGE - 1] if len(found) > PAGE else None
    record(actor, "print.list", detail={"shown": len(shown)})
    return PrintPage(shown, f"{last.at.isoformat()}~{last.document_id}" if last else "")


def _row(row: CasePrint) -> PrintRow:
    document = row.document
    return PrintRow(
        document=document.id,
        case=document.case_id,
        receipt=document.case.receipt,
        title=document.title,
        kind=row.kind,
        state=row.state,
        label=row.label,
        at=row.at,
        printed_at=row.printed_at,
        printed_name=row.printed_name,
        posted_at=row.posted_at,
        posted_name=row.posted_name,
    )


def label(actor: Actor, document_id: UUID) -> dict[str, Any] | None:
    """What goes on the envelope of one paper, with the look recorded; None when it is not the actor's business."""
    row = CasePrint.objects.select_related("document__case").filter(document_id=document_id).first()
    if row is None or not may_see(actor, row.section):
        return None
    record(
        actor, "label.view", object_kind="case", object_id=str(row.document.case_id), subject=row.document.case.person or ""
    )  # fmt: skip
    return dict(row.label)
