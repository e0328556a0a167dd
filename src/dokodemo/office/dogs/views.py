"""The register of dogs for the section that keeps it."""

from django.http import Http404, HttpRequest, HttpResponseBase
from django.template.response import TemplateResponse
from django.views.decorators.http import require_http_methods, require_safe

from dokodemo.base.access import allow, signed_in
from dokodemo.casework.cases.rights import NotAllowed
from dokodemo.casework.desk.sealed import asks
from dokodemo.casework.desk.views.guard import asked, typed
from dokodemo.office.dogs import queries


@require_http_methods(["GET", "HEAD", "POST"])
@allow("clerk", "approver")
@asks("q", "after")
def dogs(request: HttpRequest) -> HttpResponseBase:
    """The newest first; a POST searches (an owner's name never stands in an address)."""
    text = typed(request, "q")
    try:
        found = queries.dogs(signed_in(request), text, typed(request, "after") or asked(request, "after"))
    except NotAllowed:
        raise Http404 from None
    return TemplateResponse(request, "dogs/list.html", {"found": found, "q": text})


@require_safe
@allow("clerk", "approver")
def dog(request: HttpRequest, number: str) -> HttpResponseBase:
    """One dog with its history."""
    try:
        rows = queries.dog(signed_in(request), number)
        events = queries.events(signed_in(request), number)
    except NotAllowed:
        raise Http404 from None
    if not rows:
        raise Http404
    return TemplateResponse(request, "dogs/dog.html", {"dog": rows[0], "before": rows[1:], "events": events})
