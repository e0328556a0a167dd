"""The records of disposal: found by receipt number, and as a file."""

from django.http import HttpRequest, HttpResponseBase
from django.template.response import TemplateResponse
from django.views.decorators.http import require_http_methods, require_POST

from dokodemo.base.access import allow, signed_in
from dokodemo.base.http import table_attached
from dokodemo.casework.desk.sealed import asks
from dokodemo.casework.desk.views.guard import asked, polite, row_id, typed
from dokodemo.casework.holdings import rights
from dokodemo.casework.holdings.personal import RECORD_YEARS
from dokodemo.casework.holdings.queries import records as queries


@require_http_methods(["GET", "HEAD", "POST"])
@allow(*rights.READERS)
@asks("q")
@polite
def records(request: HttpRequest) -> HttpResponseBase:
    """What was destroyed, or the one that was asked for (a POST goes on to it)."""
    receipt = typed(request, "q").strip()[:100]
    page = queries.page(signed_in(request), receipt, row_id(asked(request, "after")))
    return TemplateResponse(
        request, "holdings/records.html", {"page": page, "q": receipt, "years": RECORD_YEARS}
    )


@require_POST
@allow(*rights.READERS)
@polite
def export(request: HttpRequest) -> HttpResponseBase:
    """The records as CSV."""
    return table_attached(queries.export(signed_in(request)), "disposal.csv")
