"""Notes and talks of a case, and what calls a member of staff."""

import re
import unicodedata
from datetime import datetime, time
from uuid import UUID

from django.http import HttpRequest, HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from dokodemo.base import clock
from dokodemo.base.access import allow, signed_in
from dokodemo.base.http import see_other
from dokodemo.casework.cases import actions
from dokodemo.casework.cases.actions.contacts import Contact
from dokodemo.casework.cases.queries import notes
from dokodemo.casework.desk.views.case import act_on
from dokodemo.casework.desk.views.guard import asked, day_of, polite, row_id, typed

_TIME = re.compile(r"(?P<half>午前|午後)?(?P<hour>\d{1,2})(?::|時)(?P<minute>\d{1,2})?分?", re.ASCII)


@require_POST
@allow("clerk", "approver")
@polite
def note(request: HttpRequest, case_id: UUID) -> HttpResponseBase:
    """Write a note."""
    actor, text = signed_in(request), typed(request, "note_text")
    tell = [typed(request, "note_tell")]
    return act_on(
        request, case_id, "notes", lambda version: actions.write_note(actor, case_id, version, text, tell)
    )


@require_POST
@allow("clerk", "approver")
@polite
def take_back(request: HttpRequest, case_id: UUID) -> HttpResponseBase:
    """Take back one's own note."""
    actor, which = signed_in(request), row_id(typed(request, "note"))
    return act_on(
        request, case_id, "notes", lambda version: actions.take_back_note(actor, case_id, version, which)
    )


@require_POST
@allow("clerk", "approver")
@polite
def contact(request: HttpRequest, case_id: UUID) -> HttpResponseBase:
    """Write down a talk."""
    actor, until = signed_in(request), typed(request, "contact_until")
    said = Contact(
        way=typed(request, "contact_way"),
        whom=typed(request, "contact_whom"),
        happened_at=_moment(typed(request, "contact_on"), typed(request, "contact_time")),
        said=typed(request, "contact_said"),
        promise=typed(request, "contact_promise"),
        until=day_of(until),
        readable=not until.strip() or day_of(until) is not None,
    )
    return act_on(
        request, case_id, "notes", lambda version: actions.log_contact(actor, case_id, version, said)
    )


@require_POST
@allow("clerk", "approver")
@polite
def promise(request: HttpRequest, case_id: UUID) -> HttpResponseBase:
    """What was promised was done."""
    actor, which = signed_in(request), row_id(typed(request, "contact"))
    return act_on(
        request, case_id, "notes", lambda version: actions.keep_promise(actor, case_id, version, which)
    )


@require_http_methods(["GET", "HEAD", "POST"])
@allow("clerk", "approver")
@polite
def mentions(request: HttpRequest) -> HttpResponseBase:
    """What calls the reader; a POST says that all of it was read."""
    actor = signed_in(request)
    if request.method == "POST":
        actions.read_every_mention(actor)
        return see_other(reverse("mentions"))
    before = row_id(asked(request, "before")) or None
    found = notes.mentions(actor, before)
    context = {
        "rows": found.rows,
        "before": found.before,
        "unread": notes.unread(actor),
        "paged": before is not None,
    }
    return TemplateResponse(request, "desk/mentions.html", context)


def _moment(day: str, at: str) -> datetime | None:
    """A day and a time of that day in Tokyo; None for what is neither."""
    on, found = day_of(day), _TIME.fullmatch("".join(unicodedata.normalize("NFKC", at).split()))
    if on is None or found is None:
        return None
    hour, minute = int(found["hour"]), int(found["minute"] or 0)
    if found["half"] and hour <= 12:
        hour = hour % 12 + (12 if found["half"] == "午後" else 0)
    if hour > 23 or minute > 59:
        return None
    return datetime.combine(on, time(hour, minute), clock.TOKYO)
