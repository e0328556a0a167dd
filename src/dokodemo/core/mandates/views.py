"""The ledger of mandates as the desk sees it: whom somebody may act for, and one mandate."""

from django.http import Http404, HttpRequest, HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from dokodemo.base.access import allow, signed_in
from dokodemo.base.http import see_other
from dokodemo.base.ui.question import Problem, Question
from dokodemo.casework.cases.rights import NotAllowed, NotPossible
from dokodemo.casework.desk.sealed import asks
from dokodemo.casework.desk.views.guard import asked, polite, row_id, typed
from dokodemo.core.mandates import actions, queries


@require_http_methods(["GET", "HEAD", "POST"])
@allow("clerk", "approver")
@asks("q", "before")
def mandates(request: HttpRequest) -> HttpResponseBase:
    """The newest, by number only; a POST searches (a name never stands in an address)."""
    text, before = typed(request, "q").strip()[:100], typed(request, "before") or asked(request, "before")
    place = row_id(before) or None
    try:
        page = queries.page(signed_in(request), text, place)
    except NotAllowed:
        raise Http404 from None
    return TemplateResponse(request, "mandates/list.html", {"page": page, "q": text})


@require_http_methods(["GET", "HEAD", "POST"])
@allow("clerk", "approver")
@polite
def mandate(request: HttpRequest, mandate_id: int) -> HttpResponseBase:
    """One mandate; a POST ends it, with a reason."""
    actor, problems, why = signed_in(request), {}, typed(request, "why")
    try:
        sheet = queries.sheet(actor, mandate_id)
    except NotAllowed:
        raise Http404 from None
    if sheet is None:
        raise Http404
    if request.method == "POST":
        try:
            actions.revoke(actor, mandate_id, why)
            return see_other(reverse("mandate", args=[mandate_id]))
        except NotPossible as refused:
            problems = refused.problems
    question = Question(
        "why", "textarea", _("終わらせる理由"), True, why, error=problems.get("why", ""),
        help=_("本人に送るお知らせにも書かれます。例：後見が終わったことを登記で確かめたため"),
    )  # fmt: skip
    context = {
        "sheet": sheet,
        "question": question,
        "problems": [Problem(*each) for each in problems.items()],
    }
    return TemplateResponse(request, "mandates/mandate.html", context, status=422 if problems else 200)
