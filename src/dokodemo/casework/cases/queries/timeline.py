"""What happened to a case, in order, from its own rows: each event with its own time, nothing guessed."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection

from dokodemo.base import clock
from dokodemo.casework.cases import facts, states
from dokodemo.casework.cases.editions import editions
from dokodemo.casework.cases.loading import Loaded
from dokodemo.casework.cases.models import (
    Case,
    CaseAttachment,
    CaseDecision,
    CaseDocument,
    CaseLink,
    CaseSeat,
    CaseVersion,
    CaseWithdrawal,
)
from dokodemo.casework.cases.queries.route import title_of
from dokodemo.casework.cases.queries.withdrawn import withdrawal_of
from dokodemo.catalog.versions import current

#: Talks, and notes, which have no way.
_SAID = """
SELECT way, happened_at, by_name, said, whom, promise, until, kept_at, kept_name FROM case_contact WHERE case_id = %(case)s
UNION ALL
SELECT '', at, by_name, text, '', '', NULL, taken_back_at, '' FROM case_note WHERE case_id = %(case)s"""


@dataclass(frozen=True)
class Event:
    """``what`` is a word of the desk's list; ``who`` and ``note`` as they were then. ``whom``: who was spoken with, another
    word of the list; ``until``: the last day of a promise."""

    at: datetime
    what: str
    who: str = ""
    note: str = ""
    whom: str = ""
    until: date | None = None


def events(loaded: Loaded, language: str) -> tuple[Event, ...]:
    """Everything that is known, oldest first. Three queries, two more where the head was not read before; one each where
    there are seats, further versions, a linked person or a withdrawal."""
    case = loaded.case
    found = [Event(case.arrived_at, "arrived"), Event(case.registered_at, "registered")]
    if case.taken_at is not None:
        found.append(Event(case.taken_at, "taken"))  # who handles it may have changed since
    found += _of_answers(loaded)
    for each in (*loaded.replaced, *loaded.corrections):
        label = facts.label_of(loaded.procedure, each.field, language)
        found.append(Event(each.at, "corrected", each.by_name, f"{label}　{each.why}"))
    for file in CaseAttachment.objects.filter(case=case, complete_at__isnull=False):
        found.append(Event(file.complete_at or case.arrived_at, "file_complete", "", file.name))
    fee = getattr(case, "fee", None)
    if fee is not None:
        found.append(Event(fee.due_at, "fee_due", "", f"{fee.amount:,}円"))
        if fee.recorded_at is not None:
            found.append(Event(fee.recorded_at, "fee_received", fee.by_name, f"{fee.received_amount:,}円"))
    for decision in loaded.decisions:
        found += _of_decision(decision)
    withdrawal = withdrawal_of(case, loaded.decisions)
    if withdrawal is not None:
        found.append(_of_withdrawal(withdrawal))
    for document in CaseDocument.objects.filter(case=case).select_related("caseprint"):
        found += _of_document(document)
    if case.closed_at is not None:
        found.append(Event(case.closed_at, "closed", case.closed_name))
    found += _of_notes(case)
    if loaded.decisions:  # who sits on its way sits on a proposal's
        found += _of_seats(loaded, language)
    return tuple(sorted(found, key=lambda event: event.at))


def _of_answers(loaded: Loaded) -> list[Event]:
    """Who applied, what they were asked and when they answered."""
    case, found = loaded.case, []
    if case.person is not None or loaded.newest > 1:  # an answer may have parted them
        links = CaseLink.objects.filter(case=case)
        found += [Event(each.at, f"link_{each.how}", each.by_name) for each in links]
    if loaded.newest > 1:
        for version in CaseVersion.objects.filter(case=case, n__gt=1).defer("values", "private"):
            found.append(Event(version.at, "answered_late" if version.late else "answered"))
    for each in loaded.asked:
        found.append(Event(each.at, "asked", each.by_name, each.text, until=each.until))
    return found


def _of_withdrawal(found: CaseWithdrawal) -> Event:
    what = "withdrawn" if found.in_time else "withdrawn_late"
    return Event(found.arrived_at, what, found.by_name if found.way != states.WEB else "", found.reason)


def _of_seats(loaded: Loaded, language: str) -> list[Event]:
    """Who agreed on the way; who decided or returned it is said with the decision. One query."""
    found = []
    catalog = current() or loaded.catalog
    for seat in CaseSeat.objects.filter(case=loaded.case, state=states.SEAT_AGREED):
        title = title_of(seat, catalog, language)
        if not seat.final and seat.at is not None:
            found.append(Event(seat.at, "agreed", seat.by_name, f"{title}　{seat.opinion}"))
        if seat.instead_of and seat.at is not None:
            found.append(Event(seat.at, "instead", seat.by_name, f"{title}　{seat.instead_of}"))
        if seat.seen_at is not None:
            found.append(Event(seat.seen_at, "seen_later", seat.seen_name, title))
    return found


def _of_notes(case: Case) -> list[Event]:
    """Notes, and talks when they were held, not when they were written down. One query for both."""
    found = []
    with connection.cursor() as cursor:
        cursor.execute(_SAID, {"case": case.id})
        rows = cursor.fetchall()
    for way, at, by, said, whom, promise, until, over_at, kept_by in rows:
        if not way:
            found.append(Event(at, "note", by, "" if over_at else said))
            found += [Event(over_at, "note_taken_back", by)] if over_at else []
            continue
        found.append(Event(at, f"contact_{way}", by, said, whom=whom))
        found += [Event(at, "promised", by, promise, until=until)] if promise else []
        found += [Event(over_at, "promise_kept", kept_by, promise)] if over_at else []
    return found


def _of_decision(decision: CaseDecision) -> list[Event]:
    found = [
        Event(decision.proposed_at, f"proposed_{decision.called}", decision.proposed_name, decision.note)
    ]
    if decision.decided_at is not None and decision.state == "returned":
        found.append(Event(decision.decided_at, "returned", decision.decided_name, decision.returned_with))
    elif decision.decided_at is not None:
        found.append(Event(decision.decided_at, decision.called, decision.decided_name, decision.number))
    if decision.reopened_at is not None:
        found.append(Event(decision.reopened_at, "reopened", decision.reopened_name, decision.reopened_with))
    return found


def _of_document(document: CaseDocument) -> list[Event]:
    found = []
    if document.ready_at is not None:
        found.append(Event(document.ready_at, "document_ready", "", document.title))
    if document.delivered_at is not None:
        found.append(Event(document.delivered_at, "document_sent", "", document.title))
    paper = getattr(document, "caseprint", None)
    if paper is None:
        return found
    for each in editions(paper):
        if each.printed_at is not None:
            found.append(Event(each.printed_at, "printed", each.printed_name, document.title))
        if each.posted_at is not None:
            found.append(Event(each.posted_at, "posted", each.posted_name, document.title))
        if each.came_back_on is not None:
            day = clock.midnight(each.came_back_on)
            found.append(Event(day, "came_back", each.came_back_name, document.title))
    return found
