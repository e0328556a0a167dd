"""What came in by the national portal, and what of it could not be read."""

from django.http import Http404, HttpRequest, HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from dokodemo.base.access import allow, signed_in
from dokodemo.base.actor import Actor
from dokodemo.base.http import see_other
from dokodemo.casework.cases.rights import NotPossible
from dokodemo.casework.desk.views.guard import asked, polite, row_id, typed
from dokodemo.casework.portal import actions, queries


@require_GET
@allow("clerk", "approver", "operator")
@polite
def intakes(request: HttpRequest) -> HttpResponseBase:
    """The packages of the reader's sections (of an operator: all), the newest first."""
    actor = _concerned(request)
    broken, after = asked(request, "state") == "broken", row_id(asked(request, "after"))
    page = queries.page(actor, broken=broken, after=after)
    context = {"page": page, "broken": broken, "result": asked(request, "result")}
    return TemplateResponse(request, "portal/list.html", context)


@require_POST
@allow("clerk", "approver", "operator")
@polite
def retry(request: HttpRequest) -> HttpResponseBase:
    """Have a package read again."""
    actor, result = _concerned(request), "again"
    try:
        actions.retry(actor, row_id(typed(request, "intake")))
    except NotPossible:
        result = "gone"
    return see_other(f"{reverse('portal')}?result={result}")


def _concerned(request: HttpRequest) -> Actor:
    """Who works in a section that the portal sends to, or an operator; to others the page is not there."""
    actor = signed_in(request)
    if not queries.concerns(actor):
        raise Http404
    return actor
