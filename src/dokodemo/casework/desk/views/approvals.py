"""決裁: what waits for one's own seat, and what others decided in one's place (後閲)."""

from uuid import UUID

from django.http import HttpRequest, HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from dokodemo.base.access import allow, signed_in
from dokodemo.base.http import see_other
from dokodemo.casework.cases import actions
from dokodemo.casework.cases.queries import route
from dokodemo.casework.desk.views.case import act_on
from dokodemo.casework.desk.views.guard import asked, polite, row_id, typed


@require_http_methods(["GET", "HEAD"])
@allow("clerk", "approver")
@polite
def approvals(request: HttpRequest) -> HttpResponseBase:
    """Both lists, the second only where there is something in it, or on its own page (``?later``)."""
    actor, before = signed_in(request), row_id(asked(request, "before")) or None
    later = "later" in request.GET
    rows, more = (route.unseen if later else route.waiting)(actor, before)
    unseen = 0 if later or before else route.unseen_count(actor)
    context = {"rows": rows, "more": more, "later": later, "paged": before is not None, "unseen": unseen}
    return TemplateResponse(request, "desk/approvals.html", context)


@require_POST
@allow("clerk", "approver")
@polite
def seen(request: HttpRequest) -> HttpResponseBase:
    """What was decided in one's place was looked at."""
    seats = [number for each in request.POST.getlist("seat") if (number := row_id(each))]
    actions.look_later(signed_in(request), seats)
    return see_other(f"{reverse('approvals')}?later")


@require_POST
@allow("clerk", "approver")
@polite
def agree(request: HttpRequest, case_id: UUID) -> HttpResponseBase:
    """Agree to a proposal on its way."""
    actor, opinion = signed_in(request), typed(request, "opinion")
    return act_on(
        request, case_id, "application", lambda version: actions.agree(actor, case_id, version, opinion)
    )
