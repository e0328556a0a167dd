"""The list of what is to be entered elsewhere, one decision of it, and the list as a file."""

from django.http import Http404, HttpRequest, HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from dokodemo.base.access import allow, signed_in
from dokodemo.base.http import see_other, table_attached
from dokodemo.base.ui.question import Problem, Question
from dokodemo.casework.cases.rights import NotAllowed, NotPossible
from dokodemo.casework.desk.sealed import asks
from dokodemo.casework.desk.views.guard import asked, polite, row_id, typed
from dokodemo.casework.transfer import actions, queries


@require_http_methods(["GET", "HEAD", "POST"])
@allow("clerk", "approver")
@asks("q", "after")
def entries(request: HttpRequest) -> HttpResponseBase:
    """What waits, or what is done; a POST searches (a name never stands in an address)."""
    actor, text = signed_in(request), typed(request, "q")[:100]
    procedure, done = asked(request, "procedure"), asked(request, "state") == "done"
    after = typed(request, "after") or asked(request, "after")
    try:
        page = queries.page(actor, done=done, procedure=procedure, text=text, after=row_id(after))
    except NotAllowed:
        raise Http404 from None
    context = {
        "page": page, "done": done, "q": text, "procedure": procedure, "procedures": queries.procedures(actor),
    }  # fmt: skip
    return TemplateResponse(request, "transfer/list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@allow("clerk", "approver")
@polite
def entry(request: HttpRequest, entry_id: int) -> HttpResponseBase:
    """One decision to type over; a POST says that it was entered, or that it was not after all."""
    actor, problems = signed_in(request), {}
    reference = typed(request, "reference")
    if request.method == "POST":
        if queries.sheet(actor, entry_id) is None:
            raise Http404
        try:
            actions.mark(actor, entry_id, typed(request, "mark"), reference)
            return see_other(reverse("transfer_entry", args=[entry_id]))
        except NotPossible as refused:
            problems = refused.problems
    sheet = queries.sheet(actor, entry_id)
    if sheet is None:
        raise Http404
    question = Question(
        "reference", "text", _("反映先での番号"), False, reference, error=problems.get("reference", ""), width="medium",
        help=_("番号がつくときだけ入力してください。"),
    )  # fmt: skip
    context = {
        "sheet": sheet, "question": question, "problems": [Problem(*each) for each in problems.items()],
    }  # fmt: skip
    return TemplateResponse(request, "transfer/entry.html", context, status=422 if problems else 200)


@require_POST
@allow("clerk", "approver")
def export(request: HttpRequest) -> HttpResponseBase:
    """What waits of one procedure, as CSV."""
    actor, procedure = signed_in(request), typed(request, "procedure")
    known = dict(queries.procedures(actor))
    if not known:
        raise Http404
    if procedure not in known:
        return see_other(reverse("transfer"))
    return table_attached(queries.export(actor, procedure), f"transfer-{procedure}.csv")
