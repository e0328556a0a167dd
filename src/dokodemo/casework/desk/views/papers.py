"""Files in the browser, and the print and post queue."""

import contextlib
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
from dokodemo.casework.desk import questions, words
from dokodemo.casework.desk.views.guard import asked, day_of, polite, typed
from dokodemo.casework.documents import GlyphsMissing

# A file that residents sent runs nothing, loads nothing and knows no origin, even if the opening room were wrong.
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src 'self'; frame-ancestors 'self'; sandbox"


def inline(content: files.Content | None) -> HttpResponseBase:
    """A file of residents in the browser; 404 where there is none."""
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
    return inline(files.attachment_content(signed_in(request), case_id, attachment_id))


@require_GET
@allow("clerk", "approver")
@polite
def document(request: HttpRequest, case_id: UUID, document_id: UUID) -> HttpResponseBase:
    """A document of the decision."""
    return inline(files.document_content(signed_in(request), case_id, document_id))


@require_http_methods(["GET", "HEAD", "POST"])
@allow("clerk", "approver")
@polite
def prints(request: HttpRequest) -> HttpResponseBase:
    """What is to be printed and posted; a POST marks what was done, or makes the labels of what is chosen."""
    actor = signed_in(request)
    state = request.GET["state"] if request.GET.get("state") in states.PRINT_STATES else states.READY
    chosen = _ids(request.POST.getlist("document"))
    nothing = request.method == "POST" and not chosen
    if chosen and typed(request, "do") == "labels":
        found = queue.labels(actor, chosen)
        if not found:
            raise Http404
        return inline(
            files.Content(documents.render("addresses", {"labels": found}), "application/pdf", "labels.pdf")
        )
    if chosen:
        return _mark(request, state, chosen)
    kind, order = typed(request, "kind") or asked(request, "kind"), asked(request, "order")
    page = queue.page(actor, state, kind, asked(request, "after"), order)
    context = {
        "rows": page.rows,
        "after": page.after,
        "state": state,
        "kind": kind,
        "order": order,
        "states": [(code, words.print_state(code)) for code in states.PRINT_STATES],
        "kinds": [(code, words.paper_kind(code)) for code in ("notice", "told", "tag", "juminhyo")],
        "problems": [Problem("documents", _("文書が1つも選ばれていません。左の欄で選んでから、もう一度押してください。"))] if nothing else [],
    }  # fmt: skip
    return TemplateResponse(request, "desk/prints.html", context, status=422 if nothing else 200)


def _ids(texts: list[str]) -> list[UUID]:
    found = []
    for text in texts:
        with contextlib.suppress(ValueError):
            found.append(UUID(text))
    return found


def _mark(request: HttpRequest, shown: str, chosen: list[UUID]) -> HttpResponseBase:
    try:
        actions.mark(signed_in(request), chosen, typed(request, "mark"))
    except NotAllowed:
        raise Http404 from None
    except NotPossible:
        pass  # a button that is not on the page: the page is shown as it is
    query = {"state": shown, "kind": typed(request, "kind"), "order": asked(request, "order")}
    return see_other(f"{reverse('prints')}?{urlencode({name: each for name, each in query.items() if each})}")


@require_http_methods(["GET", "HEAD", "POST"])
@allow("clerk", "approver")
@polite
def paper(request: HttpRequest, document_id: UUID) -> HttpResponseBase:
    """One paper of the queue; ``do`` of a POST: track, came_back, again."""
    actor = signed_in(request)
    problems: dict[str, str] = {}
    if request.method == "POST":
        try:
            _do(request, document_id)
            return see_other(reverse("print_paper", args=[document_id]))
        except NotAllowed:
            raise Http404 from None
        except NotPossible as refused:
            problems = refused.problems or {"paper": words.not_possible_with_paper(refused.code)}
        except GlyphsMissing as missing:
            problems = {"recipient": str(missing)}
    row = queue.one(actor, document_id)
    if row is None:
        raise Http404
    context = {
        "row": row,
        "form": questions.of_paper(row, request.POST if problems else {}, problems),
        "problems": [Problem(name, text) for name, text in problems.items()],
        "acting": typed(request, "do"),
    }
    return TemplateResponse(request, "desk/paper.html", context, status=422 if problems else 200)


def _do(request: HttpRequest, document_id: UUID) -> None:
    """Raises NotAllowed, NotPossible, GlyphsMissing."""
    actor, do = signed_in(request), typed(request, "do")
    if do == "track":
        actions.track(actor, document_id, typed(request, "tracking"))
    elif do == "came_back":
        day = day_of(typed(request, "came_back_on"))
        actions.bring_back(actor, document_id, day, typed(request, "came_back_why"))
    else:
        label = {name: typed(request, name) for name in ("recipient", "postal", "address")}
        actions.send_again(actor, document_id, label)


@require_GET
@allow("clerk", "approver")
@polite
def to_print(request: HttpRequest, document_id: UUID) -> HttpResponseBase:
    """The paper as it is to be printed: a reprint is marked as one."""
    return inline(queue.paper(signed_in(request), document_id))


@require_GET
@allow("clerk", "approver")
@polite
def label(request: HttpRequest, document_id: UUID) -> HttpResponseBase:
    """The address label of one paper, as PDF."""
    found = queue.labels(signed_in(request), [document_id])
    if not found:
        raise Http404
    return inline(files.Content(documents.render("address", found[0]), "application/pdf", "label.pdf"))
