"""Reading the trail, for the auditor: filtered, page by page, as a file, and checked."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from uuid import UUID

from dokodemo.base import clock, config
from dokodemo.base.actor import Actor
from dokodemo.base.audit import chain, queries
from dokodemo.base.audit.actions import record
from dokodemo.casework.cases.queries import case as cases
from dokodemo.casework.cases.rights import NotAllowed
from dokodemo.gateway import anchors
from dokodemo.values.cells import as_csv

#: So many rows are read at once for a file.
BATCH = 2_000


@dataclass(frozen=True)
class Filter:
    """Exact: a member of staff, a person's 宛名番号, a case by its receipt number or identifier, an act by its code; days
    included."""

    actor: str = ""
    subject: str = ""
    case: str = ""
    act: str = ""
    since: date | None = None
    until: date | None = None


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
    itself in the trail, also with what was asked for."""
    _require(actor)
    found = _entries(wanted, before)
    record(actor, "audit.view", subject=wanted.subject, detail={"shown": len(found.rows), **_asked(wanted)})
    receipts = cases.receipts_of({row.object_id for row in found.rows if row.object_kind == "case"})
    rows = tuple(replace(row, object_id=receipts.get(row.object_id, row.object_id)) for row in found.rows)
    return replace(found, rows=rows)


def _entries(wanted: Filter, before: int | None, most: int = queries.PAGE) -> queries.Entries:
    return queries.entries(
        before=before,
        since=clock.midnight(wanted.since) if wanted.since else None,
        until=clock.midnight(wanted.until + timedelta(days=1)) if wanted.until else None,
        actor=wanted.actor,
        action=wanted.act,
        subject=wanted.subject,
        object_id=_object(wanted.case),
        most=most,
    )


def _asked(wanted: Filter) -> dict[str, str]:
    """What the trail keeps of a filter besides the person, who is the row's subject: only what was asked for. A case is named as
    the trail names it."""
    days = {"since": wanted.since, "until": wanted.until}
    texts = {"actor": wanted.actor, "case": _object(wanted.case), "act": wanted.act}
    return {name: text for name, text in texts.items() if text} | {
        name: day.isoformat() for name, day in days.items() if day
    }


def _object(text: str) -> str:
    """The case's identifier for what was typed; what is no case finds nothing."""
    if not text:
        return ""
    try:
        return str(UUID(text))
    except ValueError:
        return cases.id_of_receipt(text) or "-"


def export(actor: Actor, wanted: Filter, reason: str) -> Iterator[str]:
    """The filtered trail as CSV, part by part, up to the moment at which it was asked for. The act is recorded before the
    first part, with its ``reason`` (one of ``words.trail_reasons``). No cell is a formula. Raises NotAllowed."""
    _require(actor)
    newest = queries.newest()
    detail = {"newest": newest, **_asked(wanted)}
    record(actor, "audit.export", subject=wanted.subject, reason=reason, detail=detail)
    return _parts(wanted, newest + 1)


def _parts(wanted: Filter, before: int | None) -> Iterator[str]:
    yield as_csv([(
        "id", "at", "actor_kind", "actor_id", "actor_name", "action", "object_kind", "object_id", "subject", "reason",
        "detail", "chained",
    )])  # fmt: skip
    while before is not None:
        found = _entries(wanted, before, BATCH)
        yield as_csv(
            (
                row.id, row.at.isoformat(), row.actor_kind, row.actor_id, row.actor_name, row.action, row.object_kind,
                row.object_id, row.subject, row.reason, json.dumps(row.detail, ensure_ascii=False), row.chained,
            )
            for row in found.rows
        )  # fmt: skip
        before = found.next_before


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
