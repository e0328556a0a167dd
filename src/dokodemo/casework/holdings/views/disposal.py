"""Disposals of a section: propose, look at what it takes, confirm as a second person, take back."""

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from dokodemo.base.access import allow, signed_in
from dokodemo.base.http import see_other
from dokodemo.casework.cases.rights import NotPossible
from dokodemo.casework.desk.views.guard import asked, polite, row_id, typed
from dokodemo.casework.holdings import actions, rights, words
from dokodemo.casework.holdings.queries import runs as queries
from dokodemo.casework.holdings.queries.runs import Sheet


@require_http_methods(["GET", "HEAD", "POST"])
@allow(*rights.READERS)
@polite
def runs(request: HttpRequest) -> HttpResponseBase:
    """The rules of one's section, its disposals; a POST proposes one."""
    actor, problem = signed_in(request), ""
    own = sorted(actor.sections) if actor.may("clerk", "approver") else []
    if request.method == "POST":
        try:
            section = typed(request, "section") or "".join(own[:1])
            number = actions.propose(actor, section)
            return see_other(reverse("disposal_run", args=[number]))
        except NotPossible as refused:
            problem = words.not_possible(refused.code)
    context = {
        "page": queries.page(actor, row_id(asked(request, "after"))),
        "own": [(each, queries.standing(each), queries.is_open(each)) for each in own],
        "problem": problem,
    }
    return TemplateResponse(request, "holdings/runs.html", context, status=409 if problem else 200)


@require_safe
@allow(*rights.READERS)
@polite
def run(request: HttpRequest, run_id: int) -> HttpResponseBase:
    """What it takes and leaves, how far it is, and the button of the second person."""
    return _page(request, _sheet(request, run_id))


def _sheet(request: HttpRequest, run_id: int) -> Sheet:
    sheet = queries.sheet(signed_in(request), run_id)
    if sheet is None:
        raise Http404
    return sheet


def _page(request: HttpRequest, sheet: Sheet, problem: str = "") -> HttpResponseBase:
    context = {"sheet": sheet, "row": sheet.row, "problem": problem, "most_left": queries.MOST_LEFT}
    return TemplateResponse(request, "holdings/run.html", context, status=409 if problem else 200)


@require_POST
@allow("clerk", "approver")
@polite
def confirm(request: HttpRequest, run_id: int) -> HttpResponseBase:
    """The second person says yes; the list that was seen is the one that goes."""
    sheet = _sheet(request, run_id)
    if typed(request, "understood") != "yes":
        return _page(request, sheet, words.not_possible("not_understood"))
    try:
        actions.confirm(signed_in(request), run_id)
    except ObjectDoesNotExist:
        raise Http404 from None
    except NotPossible as refused:
        return _page(request, sheet, words.not_possible(refused.code))
    return see_other(reverse("disposal_run", args=[run_id]))


@require_POST
@allow("clerk", "approver")
@polite
def drop(request: HttpRequest, run_id: int) -> HttpResponseBase:
    """Taken back, or turned down."""
    sheet = _sheet(request, run_id)
    try:
        actions.drop(signed_in(request), run_id)
    except NotPossible as refused:
        return _page(request, sheet, words.not_possible(refused.code))
    return see_other(reverse("disposal_run", args=[run_id]))
