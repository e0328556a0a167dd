"""The receipt, poured from a mould: every resident sees this page once."""

from django.http import HttpRequest, HttpResponse

from dokodemo.base.clock import legal_date
from dokodemo.base.ui.templatetags.ui import day, moment
from dokodemo.catalog import versions
from dokodemo.internet.apply.moulds import Mould, PageStore, cast_page, language_of, mark, text
from dokodemo.internet.apply.queries import Application
from dokodemo.internet.apply.screens import csrf_of
from dokodemo.values.days import days_after

_pages = PageStore()


def show(request: HttpRequest, application: Application, *, unreached: bool) -> HttpResponse:
    """Number, legal arrival, what happens next and by when (the standard period counts from the day after arrival, and
    an end on a closed day moves on), whom to call. ``unreached``: no mail will say that something has arrived."""
    key = (application.catalog_hash, application.procedure, unreached, language_of(request))
    mould = _pages.get(key, lambda: _mould(request, application, unreached))
    procedure = versions.at(application.catalog_hash).procedures[application.procedure]
    html = mould.pour(
        csrf=csrf_of(request),
        id=str(application.id),
        number=text(application.receipt),
        at=text(moment(application.submitted_at)),
        by=text(day(days_after(legal_date(application.submitted_at), procedure.standard_days))),
    )
    return HttpResponse(html)


def _mould(request: HttpRequest, application: Application, unreached: bool) -> Mould:
    catalog = versions.at(application.catalog_hash)
    procedure = catalog.procedures[application.procedure]
    context = {
        "procedure": procedure,
        "section": catalog.sections[procedure.section],
        "number": mark("number"),
        "at": mark("at"),
        "by": mark("by"),
        "unreached": unreached,
    }
    return cast_page("apply/receipt.html", context, request, f"/receipts/{mark('id')}")
