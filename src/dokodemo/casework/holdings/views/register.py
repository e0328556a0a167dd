"""The register of personal information files, for the operator and the auditor."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.template.response import TemplateResponse
from django.views.decorators.http import require_safe

from dokodemo.base.access import allow, signed_in
from dokodemo.base.http import table_attached
from dokodemo.casework.desk.views.guard import asked, polite
from dokodemo.casework.documents import FactsMissing
from dokodemo.casework.holdings.queries import register as queries


@require_safe
@allow("operator", "auditor")
@polite
def files(request: HttpRequest) -> HttpResponseBase:
    """Every file of this zone."""
    return TemplateResponse(request, "holdings/files.html", {"entries": queries.entries(signed_in(request))})


@require_safe
@allow("operator", "auditor")
@polite
def file(request: HttpRequest, file_id: str) -> HttpResponseBase:
    """One of them with the twelve items."""
    entry = queries.entry(signed_in(request), file_id)
    if entry is None:
        raise Http404
    return TemplateResponse(request, "holdings/file.html", {"entry": entry})


@require_safe
@allow("operator", "auditor")
@polite
def csv_file(request: HttpRequest) -> HttpResponseBase:
    """Those that must be published, or (``?all=1``) all."""
    text = queries.as_csv(signed_in(request), asked(request, "all") == "1")
    return table_attached(text, "holdings.csv")


@require_safe
@allow("operator", "auditor")
@polite
def pdf_file(request: HttpRequest) -> HttpResponseBase:
    """The same as PDF."""
    try:
        pdf = queries.as_pdf(signed_in(request), asked(request, "all") == "1")
    except FactsMissing:
        raise Http404 from None
    response = HttpResponse(pdf, content_type="application/pdf")
    response["Content-Disposition"] = 'inline; filename="holdings.pdf"'
    return response
