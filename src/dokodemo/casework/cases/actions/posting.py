"""The print and post queue: printed, posted, brought back (返戻), sent again."""

import re
from collections.abc import Iterable, Mapping
from datetime import date
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from dokodemo.base import clock
from dokodemo.base.actor import Actor
from dokodemo.base.audit.actions import record
from dokodemo.casework import documents
from dokodemo.casework.cases import replies, states
from dokodemo.casework.cases.actions import bulk, telling
from dokodemo.casework.cases.actions.telling import KIND as TOLD
from dokodemo.casework.cases.editions import journey, put_by
from dokodemo.casework.cases.loading import load
from dokodemo.casework.cases.models import Case, CaseDocument, CasePrint
from dokodemo.casework.cases.rights import NotPossible, require
from dokodemo.values import addresses
from dokodemo.values.names import strip_ivs
from dokodemo.values.numbers import plain_digits

#: お問い合わせ番号 of Japan Post: 11 or 12 digits, or abroad as in UPU S10.
_TRACKING = re.compile(r"[0-9]{11,12}|[A-Z]{2}[0-9]{9}[A-Z]{2}")
_POSTAL = re.compile(r"[0-9]{7}")
LONGEST = 200


@transaction.atomic
def mark(actor: Actor, document_ids: Iterable[UUID], state: str) -> int:
    """Say that papers were printed, or posted, or (``ready``) that it was a mistake. Returns how many changed.

    When the last paper of a decision is posted the resident is told. That is not taken back with a mark: it was said. That
    a paper came back, or went out again, is: what is told of it is how it stands now.

    Raises NotAllowed when one of them is another section's, NotPossible for a word that is no such mark."""
    if state not in (states.READY, states.PRINTED, states.POSTED):
        raise NotPossible("state")
    rows = list(
        CasePrint.objects.select_for_update(of=("self",))
        .select_related("document")
        .filter(document_id__in=list(document_ids))
        .order_by("document_id")
    )
    for row in rows:
        require(actor, row.section, "print.mark", "clerk", "approver")
    # What came back was posted: it can only be that again, or go out anew.
    changed = [
        row
        for row in rows
        if row.state != state and (row.state != states.CAME_BACK or state == states.POSTED)
    ]
    retold = []
    for row in changed:
        before = journey(row)
        _stamp(row, state, actor)
        row.save()
        if journey(row) != before:
            retold.append(row)
        record(
            actor, f"print.{state}", object_kind="case", object_id=str(row.document.case_id),
            detail={"document": str(row.document_id)},
        )  # fmt: skip
    if state != states.POSTED:
        for case in Case.objects.filter(documents__in=[row.document_id for row in changed]).distinct():
            bulk.take_out(case, actor)
    posted = {row.document.case_id for row in changed if state == states.POSTED and row.kind != TOLD}
    # One order for all: who marks others at the same time waits, and never in a circle.
    for case_id in sorted(posted | {row.document.case_id for row in retold}):
        if case_id in posted:
            _tell_when_all_are_posted(case_id)
        for row in retold:
            if row.document.case_id == case_id:
                _tell_journey(row)
    return len(changed)


def _tell_when_all_are_posted(case_id: UUID) -> None:
    """One message for the whole decision; the resident's zone keeps the first instant when it is said again."""
    # Locked: who posts the other paper now waits, and sees this one.
    case = Case.objects.select_for_update().get(id=case_id)
    # Its decision may be taken up again by now: then the paper delivers nothing.
    if case.state not in states.OUTCOMES:
        return
    unmade = CaseDocument.objects.filter(case=case, state=states.PREPARING).exclude(kind=TOLD)
    posted_or_told = Q(state=states.POSTED) | Q(kind=TOLD)
    unposted = CasePrint.objects.filter(document__case=case).exclude(posted_or_told)
    if unmade.exists() or unposted.exists():
        return
    replies.send(case, "application.state", clock.now(), state=states.POSTED)


def _tell_journey(row: CasePrint) -> None:
    """How it stands with a paper, by the post, in the place of what was said before. Only of one that is addressed to the
    applicant: where somebody else could not be reached is not theirs to know."""
    document = row.document
    loaded = load(document.case)
    applicant = {loaded.applicant.name, telling.applicant(loaded)["recipient"]}
    if _bare(document.facts["recipient"]) not in map(_bare, applicant):
        return
    content = {
        "document": str(document.id),
        "title": document.title,
        "declared": document.declared,
        "journey": journey(row),
    }
    replies.send_sealed(document.case, replies.DOCUMENT_RETURNED, clock.now(), content)


def _bare(name: str) -> str:
    return "".join(strip_ivs(name).split())


def _stamp(row: CasePrint, state: str, actor: Actor) -> None:
    now = clock.now()
    row.state = state
    row.came_back_on, row.came_back_why, row.came_back_name = None, "", ""
    if state == states.READY:
        row.printed_at, row.printed_name, row.posted_at, row.posted_name = None, "", None, ""
    elif state == states.PRINTED:
        row.printed_at, row.printed_name = row.printed_at or now, row.printed_name or actor.name
        row.posted_at, row.posted_name = None, ""
    else:
        row.printed_at, row.printed_name = row.printed_at or now, row.printed_name or actor.name
        row.posted_at, row.posted_name = row.posted_at or now, row.posted_name or actor.name


@transaction.atomic
def track(actor: Actor, document_id: UUID, number: str) -> None:
    """Keep the number under which the post office delivers it (書留, 特定記録 and the like); "" takes it away.

    Raises NotAllowed, NotPossible (``tracking``)."""
    row = _held(actor, document_id)
    number = plain_digits(number).upper()
    if number and not _TRACKING.fullmatch(number):
        words = _("お問い合わせ番号は、11桁か12桁の数字です（外国あては英字2つ、数字9桁、英字2つ）。")
        raise NotPossible("paper", {"tracking": words})
    row.tracking = number
    row.save()
    _record(actor, "print.track", row)


@transaction.atomic
def bring_back(actor: Actor, document_id: UUID, on: date | None, why: str) -> None:
    """A paper that was posted is here again; the applicant is told.

    Raises NotAllowed, NotPossible (``came_back_on``, ``came_back_why``)."""
    row = _held(actor, document_id)
    if row.state != states.POSTED or row.posted_at is None:
        raise NotPossible("not_posted")
    problems = {}
    if on is None or not clock.legal_date(row.posted_at) <= on <= clock.today():
        problems["came_back_on"] = _("戻ってきた日は、発送した日から今日までの日付を入力してください。")
    if why not in states.CAME_BACK_WHY:
        problems["came_back_why"] = _("戻ってきたわけを選んでください。")
    if problems:
        raise NotPossible("paper", problems)
    row.state, row.came_back_on, row.came_back_why, row.came_back_name = states.CAME_BACK, on, why, actor.name
    row.save()
    bulk.take_out(row.document.case, actor)
    _record(actor, "print.came_back", row)
    _tell_journey(row)


@transaction.atomic
def send_again(actor: Actor, document_id: UUID, label: Mapping[str, str]) -> None:
    """Print it once more, marked as a reprint, for ``label`` (recipient, postal, address). What went out before is kept.

    Raises NotAllowed, NotPossible (by control), GlyphsMissing."""
    row = _held(actor, document_id)
    if row.state == states.READY:
        raise NotPossible("not_printed")
    postal = plain_digits(label["postal"])
    problems = {
        name: _("%(most)s文字以内で入力してください。") % {"most": LONGEST}
        for name in ("recipient", "address")
        if not 0 < len(label[name].strip()) <= LONGEST
    }
    if postal and not _POSTAL.fullmatch(postal):
        problems["postal"] = _("郵便番号は、7桁の数字です。")
    if problems:
        raise NotPossible("paper", problems)
    documents.check(label)
    put_by(row)
    row.label = {**row.label, "recipient": label["recipient"].strip(), "address": label["address"].strip()}
    row.label["postal"] = row.postal = addresses.postal(postal)
    row.edition, row.tracking, row.at = row.edition + 1, "", clock.now()
    _stamp(row, states.READY, actor)
    row.save()
    bulk.take_out(row.document.case, actor)
    _record(actor, "print.again", row)


def _held(actor: Actor, document_id: UUID) -> CasePrint:
    """The row, locked, of a paper of the actor's section. Raises NotAllowed, NotPossible ("nothing")."""
    row = (
        CasePrint.objects.select_for_update(of=("self",))
        .select_related("document__case")
        .filter(document_id=document_id)
        .first()
    )
    if row is None:
        raise NotPossible("nothing")
    require(actor, row.section, "print.mark", "clerk", "approver")
    return row


def _record(actor: Actor, action: str, row: CasePrint) -> None:
    record(
        actor, action, object_kind="case", object_id=str(row.document.case_id), detail={"document": str(row.document_id)}
    )  # fmt: skip
