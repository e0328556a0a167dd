"""Attachments: what was chosen is attached with whichever button is pressed; refused ones are told at once."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods

from dokodemo.base import opening, uploads
from dokodemo.base.access import RESIDENT, allow
from dokodemo.base.http import away, content_length, see_other
from dokodemo.base.ui.question import Problem
from dokodemo.catalog.schema import Attachment
from dokodemo.internet.accounts.resident import Resident, signed_in_resident
from dokodemo.internet.apply import actions, files_screen, queries, uploading
from dokodemo.internet.apply.draft import FILES, Draft
from dokodemo.internet.apply.views.common import not_attached_is_said, own_draft, screen, sent_already


@csrf_exempt  # only until the size is known: the token is checked by _posted, which reads the body
@not_attached_is_said
@allow(RESIDENT)
@require_http_methods(["GET", "POST"])
def files(request: HttpRequest, draft_id: UUID) -> HttpResponseBase:
    """The attachments of a draft. POST: ``attach`` = attachment, ``remove`` = id, or ``go`` = next | back; whichever
    button it is, the files that were chosen (``file-<attachment>``) come along. ``?attachment=`` says ``attach`` once
    more, for a request that is too large to be read."""
    draft = own_draft(signed_in_resident(request), draft_id)
    if isinstance(draft, HttpResponse):
        return draft
    if not draft.attachments:
        return see_other(screen(draft.id, draft.next_step()))
    if request.method == "GET":
        return _missed(request, draft) if "missed" in request.GET else _page(request, draft)
    if content_length(request) > uploads.MAX_REQUEST:
        return _too_large(request, draft)
    return _posted(request, draft)


@csrf_protect
def _posted(request: HttpRequest, draft: Draft) -> HttpResponseBase:
    resident, wanted = signed_in_resident(request), request.POST.get("attach", request.GET.get("attachment"))
    pressed = _named(draft, wanted)
    if wanted is not None and pressed is None:
        raise Http404
    if "remove" in request.POST:
        _remove(request, resident, draft)
    try:
        refused = _take_chosen(request, resident, draft)
    except queries.NotHere:
        return sent_already(resident, draft.id)
    if pressed is not None and _control(pressed) not in request.FILES:
        refused[pressed.id] = "none"
    if refused:
        return _page(request, draft, refused)
    if "go" in request.POST:
        return _go_on(request, resident, draft)
    return see_other(f"{screen(draft.id, FILES)}{f'#list-{pressed.id}' if pressed else ''}")


def _take_chosen(request: HttpRequest, resident: Resident, draft: Draft) -> dict[str, str]:
    """Attach every file that was chosen: what was not let in, attachment → code. Raises NotHere."""
    refused = {}
    for attachment in draft.attachments:
        upload = request.FILES.get(_control(attachment))
        if upload is None:
            continue
        try:
            uploading.take_in(resident, draft, attachment, upload)
        except uploads.NotTaken as error:
            refused[attachment.id] = error.code
    return refused


def _control(attachment: Attachment) -> str:
    """The name, and the id, of the control that takes its files."""
    return f"file-{attachment.id}"


def _named(draft: Draft, wanted: str | None) -> Attachment | None:
    """The attachment of that id, if these answers call for it."""
    return next((each for each in draft.attachments if each.id == wanted), None)


def _remove(request: HttpRequest, resident: Resident, draft: Draft) -> None:
    try:
        actions.remove_file(resident, draft.id, UUID(request.POST["remove"]))
    except (queries.NotHere, ValueError) as error:
        raise Http404 from error


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


def _page(request: HttpRequest, draft: Draft, refused: dict[str, str] | None = None) -> HttpResponse:
    """The page; with what was refused and why (attachment → code)."""
    problems = [
        Problem(_control(each), uploads.explain(refused[each.id], each))
        for each in draft.attachments
        if refused and each.id in refused
    ]
    return files_screen.show(request, draft, queries.files_of(draft), problems, _status(refused))


def _status(refused: dict[str, str] | None) -> int:
    """503 where the same file may be taken in a little later, 422 where one is not let in, else 200."""
    if not refused:
        return 200
    return 503 if {*refused.values()} <= {*opening.Refused.NOT_THE_FILE} else 422


def _missed(request: HttpRequest, draft: Draft) -> HttpResponse:
    """Back from the sign-in, without the files that were chosen before it."""
    said = _("サインインの時間が終わったため、選んだファイルを添付できませんでした。もう一度選んでください。前に添付したものは残っています。")  # fmt: skip
    return files_screen.show(request, draft, queries.files_of(draft), [Problem("main", said)], 200)


def _too_large(request: HttpRequest, draft: Draft) -> HttpResponse:
    """Nothing of it was read: 413. Which file it was is known only where there is one place for files."""
    wanted = _named(draft, request.GET.get("attachment"))
    if wanted is not None and len(draft.attachments) == 1:
        problem = Problem(_control(wanted), uploads.explain("size", wanted))
    else:
        words = {"mb": uploads.limit_bytes(wanted or draft.attachments[0]) // uploads.MEBI}
        said = _("選んだファイルが大きすぎます。どれも添付していません。合わせて%(mb)sMBまでにして、もう一度選んでください。1つずつなら、選ぶたびに「添付する」を押してください。")  # fmt: skip
        problem = Problem(_control(wanted) if wanted else "main", said % words)
    return files_screen.show(request, draft, queries.files_of(draft), [problem], 413)
