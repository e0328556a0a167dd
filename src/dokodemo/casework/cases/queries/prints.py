"""The print and post queue of a section."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from dokodemo.base import clock, files
from dokodemo.base.actor import Actor
from dokodemo.base.audit.actions import record, record_each
from dokodemo.casework import documents
from dokodemo.casework.cases import locked, states
from dokodemo.casework.cases.editions import Edition, editions
from dokodemo.casework.cases.models import CasePrint
from dokodemo.casework.cases.official_seal import stamped
from dokodemo.casework.cases.queries.files import Content
from dokodemo.casework.cases.queries.queue import section_of
from dokodemo.casework.cases.rights import may_see

PAGE = 50
#: The oldest first, or as a pile is sorted for the post office; and what comes after a row in that order.
ORDERS = {
    "": ("at", "(case_print.at, case_print.document_id) > (%s, %s)"),
    "postal": ("postal", "(case_print.postal, case_print.document_id) > (%s, %s)"),
}


@dataclass(frozen=True)
class PrintRow:
    """One paper to print and post: how it stands ``now``, and its earlier editions. ``entrance``: of its case."""

    document: UUID
    case: UUID
    receipt: str
    entrance: str
    title: str
    kind: str
    state: str
    at: datetime
    now: Edition
    before: tuple[Edition, ...]


@dataclass(frozen=True)
class PrintPage:
    rows: tuple[PrintRow, ...]
    after: str


def page(
    actor: Actor, state: str = states.READY, kind: str = "", after: str = "", order: str = ""
) -> PrintPage:
    """A page in one of ``ORDERS``, with the look at the list recorded. Two queries. Raises NotAllowed."""
    rows = CasePrint.objects.select_related("document__case").filter(section=section_of(actor))
    rows = rows.filter(state=state if state in states.PRINT_STATES else states.READY)
    if kind:
        rows = rows.filter(kind=kind)
    by, beyond = ORDERS.get(order, ORDERS[""])
    start = _start(after, by)
    if start is not None:
        rows = rows.extra(where=[beyond], params=list(start))  # noqa: S610 - one of ORDERS
    found = list(rows.order_by(by, "document_id")[: PAGE + 1])
    shown = tuple(_row(row) for row in found[:PAGE])
    last = found[PAGE - 1] if len(found) > PAGE else None
    record(actor, "print.list", detail={"shown": len(shown)})
    return PrintPage(shown, _key(last, by) if last else "")


def _key(row: CasePrint, by: str) -> str:
    return f"{row.at.isoformat() if by == 'at' else row.postal}~{row.document_id}"


def _start(after: str, by: str) -> tuple[datetime | str, UUID] | None:
    value, _, id_ = after.partition("~")
    try:
        return (datetime.fromisoformat(value) if by == "at" else value), UUID(id_)
    except ValueError:
        return None


def _row(row: CasePrint) -> PrintRow:
    document, (*before, now) = row.document, editions(row)
    return PrintRow(
        document.id, document.case_id, document.case.receipt, document.case.entrance, document.title, row.kind, row.state,
        row.at, now, tuple(before),
    )  # fmt: skip


def one(actor: Actor, document_id: UUID) -> PrintRow | None:
    """One paper, with the look recorded; None when it is not the actor's business."""
    row = _own(actor, document_id)
    if row is None:
        return None
    _record(actor, "print.view", row)
    return _row(row)


def paper(actor: Actor, document_id: UUID) -> Content | None:
    """The paper as it is to be printed, with the look recorded: as it was made, and from the second edition on marked as a
    reprint. None when it is not the actor's business."""
    row = _own(actor, document_id)
    if row is None:
        return None
    _record(actor, "document.view", row)
    document = row.document
    if row.edition == 1:
        data = files.open_file(document.sha256, locked.unlock_key(document.id, bytes(document.key or b"")))
    else:
        facts = {**stamped(document), "reprint": clock.legal_date(row.at).isoformat()}
        data = documents.render(document.kind, facts, str(document.facts.get("language", "ja")))
    return Content(data, "application/pdf", f"{document.title}.pdf")


def labels(actor: Actor, document_ids: Collection[UUID]) -> list[dict[str, Any]]:
    """What goes on the envelopes of these papers, in the order of their postal codes, with the looks recorded; those that are
    not the actor's business are left out. Two queries."""
    rows = CasePrint.objects.select_related("document__case").filter(document_id__in=document_ids)
    rows = rows.filter(section=section_of(actor)).order_by("postal", "document_id")
    found = list(rows)
    record_each(
        actor, "label.view", "case", [str(row.document.case_id) for row in found], {},
        subjects=[row.document.case.person or "" for row in found],
    )  # fmt: skip
    return [dict(row.label) for row in found]


def _own(actor: Actor, document_id: UUID) -> CasePrint | None:
    row = CasePrint.objects.select_related("document__case").filter(document_id=document_id).first()
    return row if row is not None and may_see(actor, row.section) else None


def _record(actor: Actor, action: str, row: CasePrint) -> None:
    record(
        actor, action, object_kind="case", object_id=str(row.document.case_id),
        subject=row.document.case.person or "", detail={"document": str(row.document_id)},
    )  # fmt: skip
