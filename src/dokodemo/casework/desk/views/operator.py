"""The machinery, for the operator."""

from django.http import HttpRequest, HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from dokodemo.base.access import allow, signed_in
from dokodemo.base.http import see_other
from dokodemo.casework.cases.rights import NotPossible
from dokodemo.casework.desk import machinery
from dokodemo.casework.desk.views.guard import asked, polite, row_id


@require_GET
@allow("operator")
@polite
def operations(request: HttpRequest) -> HttpResponseBase:
    """What waits, what is stuck."""
    actor = signed_in(request)
    context = {
        "gateway": machinery.gateway_status(actor),
        "jobs": machinery.jobs(actor),
        "result": asked(request, "result"),
    }
    return TemplateResponse(request, "desk/operations.html", context)


@require_POST
@allow("operator")
@polite
def retry(request: HttpRequest) -> HttpResponseBase:
    """Set one stuck thing going again."""
    actor, result = signed_in(request), "gone"
    try:
        if "job" in request.POST:
            machinery.retry_job(actor, row_id(request.POST["job"]))
            result = "again"
        elif "message" in request.POST:
            result = machinery.retry_message(actor, row_id(request.POST["message"]))
    except NotPossible:
        result = "gone"
    return see_other(f"{reverse('operations')}?result={result}")
