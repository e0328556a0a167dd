"""A whole case as one file (一件書類)."""

from uuid import UUID

from django.http import HttpRequest, HttpResponseBase
from django.views.decorators.http import require_POST

from dokodemo.base.access import allow, signed_in
from dokodemo.base.http import attached
from dokodemo.casework.cases.actions.whole import take_whole
from dokodemo.casework.desk import whole as files
from dokodemo.casework.desk.views.case import act_on
from dokodemo.casework.desk.views.guard import polite, typed


@require_POST
@allow("clerk", "approver")
@polite
def whole(request: HttpRequest, case_id: UUID) -> HttpResponseBase:
    """The file, or the page with what was wrong."""
    actor, reason = signed_in(request), typed(request, "reason")
    made: list[bytes] = []

    def make(version: int) -> None:
        made.append(files.made(actor, take_whole(actor, case_id, reason), reason))

    answer = act_on(request, case_id, "files", make)
    return attached(made[0], "application/pdf", "case.pdf") if made else answer
