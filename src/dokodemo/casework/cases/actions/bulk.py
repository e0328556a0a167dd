"""What one press does to many cases: each is asked for its right and its version, what was done can be taken back."""

import uuid
from collections.abc import Callable, Collection, Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import transaction

from dokodemo.base import clock
from dokodemo.base.actor import Actor
from dokodemo.base.audit.actions import record
from dokodemo.casework.cases import states
from dokodemo.casework.cases.models import (
    BulkAct,
    Case,
    CaseContact,
    CaseDecision,
    CaseDocument,
    CaseFee,
    CasePrint,
)
from dokodemo.casework.cases.rights import NotAllowed, NotPossible, grow, require
from dokodemo.casework.staff.queries import colleague

#: As many as a page of the queue holds.
MOST = 50
KEPT = timedelta(days=1)

#: Why a case was left as it was; the words are the desk's.
LEFT = ("changed", "decided", "not_decided", "closed", "paper", "fee", "promise", "same")


class _Left(Exception):
    """This case stays as it is. ``why`` ∈ LEFT."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


Chosen = Sequence[tuple[UUID, int]]
Change = Callable[[Case], dict[str, Any]]


def assign(actor: Actor, chosen: Chosen, member: str) -> BulkAct:
    """Give cases that are not decided to a colleague of the section (`member`; "" gives them back to everybody).

    Raises NotAllowed, NotPossible ("member", "nothing", "many")."""
    to = colleague(actor.sections, member) if member else None
    if member and to is None:
        raise NotPossible("member")

    def change(case: Case) -> dict[str, Any]:
        _must_be_open(case)
        if case.taken_by == member:
            raise _Left("same")
        return {"taken_by": member, "taken_name": to.name if to else ""}

    return _each(actor, chosen, "assign", to.name if to else "", change)


def flag(actor: Actor, chosen: Chosen, word: str) -> BulkAct:
    """Mark cases for colleagues, or ("") take the mark away. Raises NotAllowed, NotPossible ("flag", …)."""
    if word not in ("", *states.FLAGS):
        raise NotPossible("flag")

    def change(case: Case) -> dict[str, Any]:
        if word:
            _must_be_open(case)
        if case.flag == word:
            raise _Left("same")
        return {"flag": word}

    return _each(actor, chosen, "flag", word, change)


def close(actor: Actor, chosen: Chosen) -> BulkAct:
    """完結: file what is decided, when its papers are made and posted, its fee is received and what was promised is done.

    Raises NotAllowed, NotPossible ("nothing", "many")."""
    kept: dict[UUID, str] | None = None

    def change(case: Case) -> dict[str, Any]:
        if case.state not in states.ENDED:
            raise _Left("not_decided")
        if case.closed_at is not None:
            raise _Left("closed")
        nonlocal kept
        if kept is None:  # asked when all are locked: a paper may just be coming
            kept = unfinished([id_ for id_, _version in chosen])
        if case.id in kept:
            raise _Left(kept[case.id])
        return {"closed_at": clock.now(), "closed_name": actor.name, "flag": ""}

    return _each(actor, chosen, "close", "", change)


def _must_be_open(case: Case) -> None:
    if case.state not in states.OPEN:
        raise _Left("decided")


def unfinished(ids: Collection[UUID]) -> dict[UUID, str]:
    """Which of these have a paper that is not made or not posted, a decision that waits for its day of 施行, a fee that nobody
    received, or a promise that is still open. Five queries."""
    fees = CaseFee.objects.filter(case__in=ids, case__state=states.APPROVED, received_amount__isnull=True)
    found = dict.fromkeys(fees.values_list("case_id", flat=True), "fee")
    promises = CaseContact.objects.filter(case__in=ids, until__isnull=False, kept_at__isnull=True)
    found |= dict.fromkeys(promises.values_list("case_id", flat=True), "promise")
    unmade = CaseDocument.objects.filter(case__in=ids, state=states.PREPARING)
    unposted = CasePrint.objects.filter(document__case__in=ids).exclude(state=states.POSTED)
    unsent = CaseDecision.objects.filter(case__in=ids, state="decided", unsent=True)
    papers = [
        *unsent.values_list("case_id", flat=True),
        *unmade.values_list("case_id", flat=True),
        *unposted.values_list("document__case_id", flat=True),
    ]
    return found | dict.fromkeys(papers, "paper")


@transaction.atomic
def _each(actor: Actor, chosen: Chosen, kind: str, word: str, change: Change) -> BulkAct:
    wanted = dict(chosen)
    if not wanted:
        raise NotPossible("nothing")
    if len(wanted) > MOST:
        raise NotPossible("many")
    rows: list[dict[str, Any]] = []
    left: list[list[str]] = []
    for case in _locked(wanted):
        require(actor, case.section, f"case.{kind}", "clerk", "approver")
        try:
            if case.version != wanted[case.id]:
                raise _Left("changed")
            now = change(case)
        except _Left as stays:
            left.append([case.receipt, stays.why])
            continue
        rows.append({"id": str(case.id), "was": {name: _plain(getattr(case, name)) for name in now}})
        rows[-1]["version"] = _write(actor, f"case.{kind}", case, now)
    act = BulkAct(
        id=uuid.uuid4(), member=actor.id, kind=kind, word=word, rows=rows, left=left, at=clock.now()
    )
    act.save(force_insert=True)
    return act


def _locked(ids: Collection[UUID]) -> list[Case]:
    """These cases, locked in one order and written in the order of their counters (which the trigger locks), so that two
    presses never wait for each other in a circle."""
    found = Case.objects.select_for_update().filter(id__in=ids).order_by("id")
    return sorted(found, key=lambda case: (case.section, case.state, case.procedure, case.id))


@transaction.atomic
def undo(actor: Actor, act_id: UUID) -> BulkAct:
    """Take back what one's own press did, where nobody has changed the case since; the others are ``left``.

    Raises NotPossible: "gone" (not the actor's own, older than a day), "undone" (already)."""
    act = BulkAct.objects.select_for_update().filter(id=act_id, member=actor.id).first()
    if act is None or act.at < clock.now() - KEPT:
        raise NotPossible("gone")
    if act.undone_at is not None:
        raise NotPossible("undone")
    before = {UUID(row["id"]): row for row in act.rows}
    left = []
    for case in _locked(before):
        row = before[case.id]
        try:
            require(actor, case.section, f"case.{act.kind}", "clerk", "approver")
        except NotAllowed:
            left.append([case.receipt, "changed"])  # it has moved to another section
            continue
        if case.version != row["version"]:
            left.append([case.receipt, "changed"])
            continue
        _write(actor, f"case.{act.kind}.undo", case, row["was"])
    act.undone_at, act.left = clock.now(), left
    act.save(update_fields=["undone_at", "left"])
    return act


def _write(actor: Actor, act: str, case: Case, now: dict[str, Any]) -> int:
    for name, value in now.items():
        setattr(case, name, value)
    grow(case, *now)
    detail = {"case.assign": {"to": case.taken_by}, "case.flag": {"flag": case.flag}}.get(
        act.removesuffix(".undo")
    )
    record(actor, act, object_kind="case", object_id=str(case.id), subject=case.person or "", detail=detail)
    return case.version


def _plain(value: Any) -> Any:
    return value.isoformat() if hasattr(value, "isoformat") else value


def take_out(case: Case, actor: Actor) -> None:
    """A filed case has something to do again: a letter was laid into it, or a paper was not posted after all."""
    if Case.objects.filter(id=case.id, closed_at__isnull=False).update(closed_at=None, closed_name=""):
        record(
            actor, "case.close.undo", object_kind="case", object_id=str(case.id), subject=case.person or ""
        )


def forget() -> int:
    """Remove what can no longer be taken back; returns how many presses that were."""
    return BulkAct.objects.filter(at__lt=clock.now() - KEPT).delete()[0]
