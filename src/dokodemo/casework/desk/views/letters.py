"""A letter to the applicant: looked at before it is sent, then sent."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_POST

from dokodemo.base.access import allow, signed_in
from dokodemo.casework.cases import actions
from dokodemo.casework.cases.actions import writing
from dokodemo.casework.cases.queries import case as cases
from dokodemo.casework.desk.views.case import act_on
from dokodemo.casework.desk.views.guard import polite, typed


@require_POST
@allow("clerk", "approver")
@polite
def letter(request: HttpRequest, case_id: UUID) -> HttpResponseBase:
    """``do`` = look: the letter as a PDF, nothing is sent; else it is sent."""
    actor, title, text = signed_in(request), typed(request, "letter_title"), typed(request, "letter_text")
    if typed(request, "do") != "look":
        return act_on(
            request,
            case_id,
            "files",
            lambda version: actions.write_letter(actor, case_id, version, title, text),
        )
    seen: list[bytes] = []

    def look(version: int) -> None:
        loaded = cases.look(actor, case_id)
        if loaded is None:
            raise Http404
        seen.append(writing.preview(loaded, title, text))

    answer = act_on(request, case_id, "files", look)
    if not seen:
        return answer
    response = HttpResponse(seen[0], content_type="application/pdf")
    response["Content-Disposition"] = content_disposition_header(False, "letter.pdf") or "inline"
    return response
