"""Files in the browser, and the print and post queue."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.http import content_disposition_header, urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from dokodemo.base.access import allow, signed_in
from dokodemo.base.http import see_other
from dokodemo.base.ui.question import Problem
from dokodemo.casework import documents
from dokodemo.casework.cases import actions, states
from dokodemo.casework.cases.queries import files
from dokodemo.casework.cases.queries import prints as queue
from dokodemo.casework.cases.rights import NotAllowed, NotPossible
from dokodemo.casework.desk import words
from dokodemo.casework.desk.views.guard import asked, polite, typed

# A file that residents sent runs nothing, loads nothing and knows no origin, even if the opening room were wrong.
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src 'self'; frame-ancestors 'self'; sandbox"


def _inline(content: files.Content | None) -> HttpResponseBase:
    if content is None:
        raise Http404
    response = HttpResponse(content.data, content_type=content.media)
    response["Content-Disposition"] = content_disposition_header(False, content.name) or "inline"
    response["Content-Security-Policy"] = _POLICY
    return response


@require_GET
@allow("clerk", "approver")
@polite
def attachment(request: HttpRequest, case_id: UUID, attachment_id: UUID) -> HttpResponseBase:
    """The rebuilt file, shown in the browser. The original is never sent out."""
    return _inline(files.attachment_content(signed_in(request), case_id, attachment_id))


@require_GET
@allow("clerk", "approver")
@polite
def document(request: HttpRequest, case_id: UUID, document_id: UUID) -> HttpResponseBase:
    """A document of the decision."""
    return _inline(files.document_content(signed_in(request), case_id, document_id))


@require_http_methods(["GET", "HEAD", "POST"])
@allow("clerk", "approver")
@polite
def prints(request: HttpRequest) -> HttpResponseBase:
    """What is to be printed and posted; a POST marks what was done."""
    actor = signed_in(request)
    state = request.GET["state"] if request.GET.get("state") in states.PRINT_STATES else states.READY
    nothing = request.method == "POST" and _nothing_chosen(request)
    if request.method == "POST" and not nothing:
        return _mark(request, state)
    kind = typed(request, "kind") or asked(request, "kind")
    page = queue.page(actor, state, kind, asked(request, "after"))
    context = {
        "rows": page.rows,
        "after": page.after,
        "state": state,
        "kind": kind,
        "states": [(code, words.print_state(code)) for code in states.PRINT_STATES],
        "kinds": [(code, words.paper_kind(code)) for code in ("notice", "tag")],
        "problems": [Problem("documents", _("文書が1つも選ばれていません。左の欄で選んでから、もう一度押してください。"))] if nothing else [],
    }  # fmt: skip
    return TemplateResponse(request, "desk/prints.html", context, status=422 if nothing else 200)


def _nothing_chosen(request: HttpRequest) -> bool:
    """A button of the page, and no paper to do it to: said, not passed over."""
    return typed(request, "mark") in states.PRINT_STATES and not request.POST.getlist("document")


def _mark(request: HttpRequest, shown: str) -> HttpResponseBase:
    ids = []
    for text in request.POST.getlist("document"):
        try:
            ids.append(UUID(text))
        except ValueError:
            continue
    try:
        actions.mark(signed_in(request), ids, typed(request, "mark"))
    except NotAllowed:
        raise Http404 from None
    except NotPossible:
        pass  # a button that is not on the page: the page is shown as it is
    query = {"state": shown, "kind": typed(request, "kind")}
    return see_other(f"{reverse('prints')}?{urlencode(query)}")


@require_GET
@allow("clerk", "approver")
@polite
def label(request: HttpRequest, document_id: UUID) -> HttpResponseBase:
    """The address label of one paper, as PDF."""
    facts = queue.label(signed_in(request), document_id)
    if facts is None:
        raise Http404
    return _inline(files.Content(documents.render("address", facts), "application/pdf", "label.pdf"))
