"""Attachments: one at a time, each in a request of its own, refused ones told at once."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods

from dokodemo.base import opening
from dokodemo.base.access import RESIDENT, allow
from dokodemo.base.http import away, content_length
from dokodemo.base.ui.question import Problem
from dokodemo.catalog.schema import Attachment
from dokodemo.internet.accounts.resident import Resident, signed_in_resident
from dokodemo.internet.apply import actions, files_screen, queries, uploading
from dokodemo.internet.apply.draft import FILES, Draft
from dokodemo.internet.apply.views.common import own_draft, screen, see_other, sent_already


@csrf_exempt  # only until the size is known: the token is checked by _posted, which reads the body
@allow(RESIDENT)
@require_http_methods(["GET", "POST"])
def files(request: HttpRequest, draft_id: UUID) -> HttpResponseBase:
    """The attachments of a draft. POST: ``?attachment=`` with ``file``; or ``remove`` = id; or ``go`` = next | back."""
    draft = own_draft(signed_in_resident(request), draft_id)
    if isinstance(draft, HttpResponse):
        return draft
    if not draft.attachments:
        return see_other(screen(draft.id, draft.next_step()))
    if request.method == "GET":
        return _page(request, draft)
    if content_length(request) > uploading.MAX_REQUEST:
        return _page(request, draft, refused=(_attachment(request, draft), "size"))
    return _posted(request, draft)


@csrf_protect
def _posted(request: HttpRequest, draft: Draft) -> HttpResponseBase:
    resident = signed_in_resident(request)
    if "remove" in request.POST:
        return _remove(request, resident, draft)
    if "go" in request.POST:
        return _go_on(request, resident, draft)
    attachment = _attachment(request, draft)
    if attachment is None:
        raise Http404
    try:
        uploading.take_in(resident, draft, attachment, request.FILES.get("file"))
    except uploading.NotTaken as refused:
        return _page(request, draft, refused=(attachment, refused.code))
    except queries.NotHere:
        return sent_already(resident, draft.id)
    return see_other(f"{screen(draft.id, FILES)}#list-{attachment.id}")


def _attachment(request: HttpRequest, draft: Draft) -> Attachment | None:
    """The attachment that these answers call for and that the address names."""
    wanted = draft.attachments
    return next((each for each in wanted if each.id == request.GET.get("attachment")), None)


def _remove(request: HttpRequest, resident: Resident, draft: Draft) -> HttpResponse:
    try:
        actions.remove_file(resident, draft.id, UUID(request.POST["remove"]))
    except (queries.NotHere, ValueError) as error:
        raise Http404 from error
    return see_other(screen(draft.id, FILES))


def _go_on(request: HttpRequest, resident: Resident, draft: Draft) -> HttpResponseBase:
    if request.POST["go"] == "back":
        before = draft.step_before(FILES)
        return see_other(screen(draft.id, before or draft.next_step()))
    try:
        done = actions.finish_files(resident, draft)
    except queries.NotHere:
        return sent_already(resident, draft.id)
    except actions.Busy:
        return away(request)
    return see_other(screen(draft.id, done.next_step()))


def _page(
    request: HttpRequest, draft: Draft, refused: tuple[Attachment | None, str] | None = None
) -> HttpResponse:
    """The page; with what was refused and why."""
    found = queries.files_of(draft)
    problem: Problem | None = None
    if refused is not None:
        attachment, code = refused
        problem = Problem(
            f"file-{attachment.id}" if attachment else "main", uploading.explain(code, attachment)
        )
    status = _status(request, refused[1]) if refused is not None else 200
    return files_screen.show(request, draft, found, problem, status)


def _status(request: HttpRequest, code: str) -> int:
    """413 for what was too large to be read, 503 where the same file may be taken in a little later, else 422."""
    if content_length(request) > uploading.MAX_REQUEST:
        return 413
    return 503 if code in opening.Refused.NOT_THE_FILE else 422
