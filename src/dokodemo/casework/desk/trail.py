"""Reading the trail, for the auditor: filtered, page by page, as a file, and checked."""

import json
from dataclasses import dataclass, replace
from uuid import UUID

from dokodemo.base import config
from dokodemo.base.actor import Actor
from dokodemo.base.audit import chain, queries
from dokodemo.base.audit.actions import record
from dokodemo.casework.cases.queries import case as cases
from dokodemo.casework.cases.rights import NotAllowed
from dokodemo.gateway import anchors
from dokodemo.values.cells import as_csv

MOST_EXPORTED = 10_000


@dataclass(frozen=True)
class Filter:
    """Exact: a member of staff, a person's 宛名番号, a case by its receipt number or identifier."""

    actor: str = ""
    subject: str = ""
    case: str = ""


@dataclass(frozen=True)
class Checked:
    """What walking the chain found. ``neighbours``: whose heads are kept here, with number, hash and time."""

    head: int
    fault: chain.Fault | None
    neighbours: tuple[anchors.Anchor, ...]
    contradictions: tuple[str, ...]


def _require(actor: Actor) -> None:
    if not actor.may("auditor"):
        raise NotAllowed("audit.view")


def page(actor: Actor, wanted: Filter, before: int | None) -> queries.Entries:
    """One page, newest first, cases by their receipt numbers (the file has the identifiers); the look at the trail is
    itself in the trail."""
    _require(actor)
    found = _entries(wanted, before)
    record(actor, "audit.view", detail={"shown": len(found.rows)})
    receipts = cases.receipts_of({row.object_id for row in found.rows if row.object_kind == "case"})
    rows = tuple(replace(row, object_id=receipts.get(row.object_id, row.object_id)) for row in found.rows)
    return replace(found, rows=rows)


def _entries(wanted: Filter, before: int | None) -> queries.Entries:
    object_id = _object(wanted.case)
    return queries.entries(before=before, actor=wanted.actor, subject=wanted.subject, object_id=object_id)


def _object(text: str) -> str:
    """The case's identifier for what was typed; what is no case finds nothing."""
    if not text:
        return ""
    try:
        return str(UUID(text))
    except ValueError:
        return cases.id_of_receipt(text) or "-"


def export(actor: Actor, wanted: Filter) -> str:
    """The filtered trail as CSV (at most 10,000 rows, said in the last one). No cell is a formula."""
    _require(actor)
    rows: list[tuple[object, ...]] = [
        ("id", "at", "actor_kind", "actor_id", "actor_name", "action", "object_kind", "object_id", "subject", "reason",
         "detail", "chained")
    ]  # fmt: skip
    written, before = 0, None
    while written < MOST_EXPORTED:
        found = _entries(wanted, before)
        for row in found.rows:
            rows.append((
                row.id, row.at.isoformat(), row.actor_kind, row.actor_id, row.actor_name, row.action, row.object_kind,
                row.object_id, row.subject, row.reason, json.dumps(row.detail, ensure_ascii=False), row.chained,
            ))  # fmt: skip
        written += len(found.rows)
        before = found.next_before
        if before is None:
            break
    if before is not None:
        rows.append((f"only the newest {written} rows; there are older ones",))
    record(actor, "audit.export", detail={"rows": written})
    return as_csv(rows)


def verify(actor: Actor) -> Checked:
    """Walk this zone's whole chain, and see whether a neighbour ever showed two heads for one number.

    The heads of this zone lie with the neighbours; ``dokodemo audit verify`` compares with them."""
    _require(actor)
    own = {each.sequence: bytes.fromhex(each.hash) for each in anchors.anchors(config.load().zone)}
    fault = next(chain.faults(own), None)
    kept = [(name, anchors.anchors(name)) for name in sorted(config.load().peers)]
    contradictions = tuple(
        name for name, heads in kept if len({each.sequence for each in heads}) != len(heads)
    )
    record(actor, "audit.verify", detail={"fault": fault.sequence if fault else None})
    return Checked(
        chain.head().sequence, fault, tuple(heads[-1] for _, heads in kept if heads), contradictions
    )
