"""The trail, for the auditor. Everything that filters is posted: a person's number never stands in an address to be read."""

from django.http import HttpRequest, HttpResponseBase
from django.template.response import TemplateResponse
from django.views.decorators.http import require_http_methods, require_POST

from dokodemo.base.access import allow, signed_in
from dokodemo.base.http import table_attached
from dokodemo.casework.desk import trail as trails
from dokodemo.casework.desk.sealed import asks
from dokodemo.casework.desk.trail import Checked, Filter
from dokodemo.casework.desk.views.guard import polite, row_id, typed


def _filter(request: HttpRequest) -> Filter:
    return Filter(*(typed(request, name).strip()[:100] for name in ("actor", "subject", "case")))


@require_http_methods(["GET", "HEAD", "POST"])
@allow("auditor")
@polite
@asks("actor", "subject", "case", "before")
def trail(request: HttpRequest) -> HttpResponseBase:
    """The newest acts, or those that were asked for."""
    return _show(request)


def _show(request: HttpRequest, checked: Checked | None = None) -> HttpResponseBase:
    text = typed(request, "before")
    before = row_id(text) or None
    wanted = _filter(request)
    found = trails.page(signed_in(request), wanted, before)
    context = {
        "rows": found.rows, "before": found.next_before, "wanted": wanted, "checked": checked, "paged": before is not None,
    }  # fmt: skip
    return TemplateResponse(request, "desk/trail.html", context)


@require_POST
@allow("auditor")
@polite
def verify(request: HttpRequest) -> HttpResponseBase:
    """Check the chain now."""
    return _show(request, trails.verify(signed_in(request)))


@require_POST
@allow("auditor")
@polite
def export(request: HttpRequest) -> HttpResponseBase:
    """The filtered trail as a file for a spreadsheet."""
    return table_attached(trails.export(signed_in(request), _filter(request)), "audit.csv")
