"""What is mine: the list, one application, a document. Another resident's is not there (404)."""

from urllib.parse import quote
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_GET, require_POST

from dokodemo.base.access import RESIDENT, allow
from dokodemo.base.crypto import Unreadable
from dokodemo.base.http import see_other
from dokodemo.catalog import versions
from dokodemo.catalog.schema import Section
from dokodemo.internet.accounts.resident import Resident, resident_actor, signed_in_resident
from dokodemo.internet.apply import actions as applications
from dokodemo.internet.apply import queries as sent
from dokodemo.internet.apply.answering import Asked, labels_of
from dokodemo.internet.apply.queries import Application, NotHere, copy_of, is_offered
from dokodemo.internet.guide import sheet as sheets
from dokodemo.internet.inbox import actions, mine, opening, papers, queries, saying
from dokodemo.internet.inbox.queries import OneApplication
from dokodemo.internet.inbox.states import with_days
from dokodemo.internet.site import queries as site


@allow(RESIDENT)
@require_GET
def my(request: HttpRequest) -> HttpResponseBase:
    """Everything of mine, what needs me first."""
    resident = signed_in_resident(request)
    context = {
        "page": mine.my_page(resident),
        "done": request.GET.get("done"),
        "unreached": resident.unreached,
        "guided": sheets.of(request) is not None,
    }
    return TemplateResponse(request, "inbox/my.html", context)


@allow(RESIDENT)
@require_GET
def application(request: HttpRequest, application_id: UUID) -> HttpResponseBase:
    """One application: how far it is, what was decided, what has arrived, what was sent."""
    resident = signed_in_resident(request)
    try:
        one = queries.one(resident, application_id)
    except NotHere as error:
        raise Http404 from error
    context = {
        "one": one,
        "application": one.application,
        "section": _section(one.application),
        "may_rate": not site.has_rated(application_id),
        "rate_missing": request.GET.get("rate") == "missing",
        "done": request.GET.get("done"),
        "late": _late(one.application),
        "withdrawn": one.application.decided_at is None and not is_offered(one.application.procedure),
        **_opened(resident, one),
    }
    unread = [notice.id for notice in one.notices if notice.kind != "document" and notice.read_at is None]
    if unread:
        actions.mark_read(resident, unread)
    return TemplateResponse(request, "inbox/application.html", context)


def _late(application: Application) -> dict[str, bool]:
    """What the resident sent after the decision: it changed nothing."""
    decided, answered = application.decided_at, application.answered_at
    return {
        "mended": decided is not None and answered is not None and answered > decided,
        "withdrawal": decided is not None and application.withdrawal_at is not None,
    }


def _opened(resident: Resident, one: OneApplication) -> dict[str, object]:
    """What arrived and what was sent, readable. Something that does not open is said, not left out."""
    shown: dict[str, object] = {"unreadable": False, "steps": one.steps}
    try:
        shown["decisions"] = [
            saying.decision(one.application, opening.decision(resident, notice))
            for notice in one.of("decided")
        ]
        shown["letters"] = [
            papers.letter(one.application, opening.document(resident, notice))
            for notice in one.of("document")
        ]
        returned = opening.returned(resident, one.of("returned"))
        shown["by_post"] = papers.by_post(one.application, returned)
        shown["steps"] = with_days(one.steps, papers.steps(one.application, returned))
        asked = one.of("correction")
        if asked and one.application.asked_until and one.application.is_open:
            shown["asked"] = wanted = opening.correction(resident, asked[-1])
            shown["asked_labels"] = _labels(one.application, wanted)
        fees = one.of("fee")
        if fees and one.application.is_open:
            # A correction can change it: what was said last counts.
            last = max(fees, key=lambda notice: notice.at)
            shown["fee"] = saying.fee(one.application, opening.fee(resident, last))
        if one.application.has_copy:
            shown["sections"] = copy_of(resident, one.application.id)
    except Unreadable:
        shown["unreadable"] = True
    return shown


def _labels(application: Application, wanted: Asked) -> list[str]:
    """What the form calls what is to be mended."""
    procedure = versions.at(application.catalog_hash).procedures[application.procedure]
    language = get_language() or "ja"
    return labels_of(procedure, wanted.fields, wanted.attachments, wanted.values, language)


def _section(application: Application) -> Section | None:
    """Whom to call about it."""
    catalog = versions.at(application.catalog_hash)
    return catalog.sections.get(catalog.procedures[application.procedure].section)


@allow(RESIDENT)
@require_POST
def delete_copy(request: HttpRequest, application_id: UUID) -> HttpResponseBase:
    """Forget the copy of what was sent; the application itself goes on."""
    try:
        applications.delete_copy(resident_actor(signed_in_resident(request).account_id), application_id)
    except NotHere as error:
        raise Http404 from error
    return see_other(reverse("my_application", args=[application_id]))


@allow(RESIDENT)
@require_GET
def document(request: HttpRequest, document_id: UUID) -> HttpResponseBase:
    """Take a document out of the inbox: saved by the browser, never shown inside our pages."""
    resident = signed_in_resident(request)
    notice = _document(resident, document_id)
    try:
        what = opening.document(resident, notice)
        contents = opening.contents(resident, what)
    except Unreadable:
        return TemplateResponse(request, "inbox/unreadable.html", {"notice": notice}, status=500)
    actions.note_document_opened(resident, notice)
    disposition = (
        f"attachment; filename=\"{notice.id}.pdf\"; filename*=UTF-8''{quote(what.file_name, safe='')}"
    )
    return HttpResponse(contents, content_type=what.media_type, headers={"Content-Disposition": disposition})


@allow(RESIDENT)
@require_GET
def document_text(request: HttpRequest, document_id: UUID) -> HttpResponseBase:
    """The same document as text, in the order of the paper: for who cannot use the PDF."""
    resident = signed_in_resident(request)
    notice = _document(resident, document_id)
    try:
        found = opening.document(resident, notice)
    except Unreadable:
        return TemplateResponse(request, "inbox/unreadable.html", {"notice": notice}, status=500)
    if not found.parts:
        raise Http404
    application = sent.application(resident.account_id, notice.application_id)
    actions.note_document_opened(resident, notice)
    context = {"letter": papers.letter(application, found), "application": application}
    return TemplateResponse(request, "inbox/document.html", context)


def _document(resident: Resident, document_id: UUID) -> queries.Notice:
    """One document of this resident. Raises Http404."""
    try:
        return queries.document(resident, document_id)
    except NotHere as error:
        raise Http404 from error
