"""The receipt, poured from a mould: every resident sees this page once."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

from dokodemo.base.clock import legal_date
from dokodemo.base.ui.moulds import Mould, PageStore, cast_page, language_of, mark, text
from dokodemo.base.ui.templatetags.ui import day, moment
from dokodemo.catalog import meanings, versions
from dokodemo.internet.apply.queries import Application
from dokodemo.internet.apply.screens import csrf_of
from dokodemo.values.days import days_after

_pages = PageStore()


def show(request: HttpRequest, sent: Sequence[Application], *, unreached: bool) -> HttpResponse:
    """Number, legal arrival, what happens next and by when (the standard period counts from the day after arrival, and
    an end on a closed day moves on), whom to call; of each application, where several were ``sent`` as one form.
    ``unreached``: no mail will say that something has arrived."""
    return _one(request, sent[0], unreached) if len(sent) == 1 else _several(request, sent, unreached)


def _one(request: HttpRequest, application: Application, unreached: bool) -> HttpResponse:
    key = (application.catalog_hash, application.procedure, unreached, language_of(request))
    mould = _pages.get(key, lambda: _mould(request, application, unreached))
    html = mould.pour(
        csrf=csrf_of(request),
        id=str(application.id),
        number=text(application.receipt),
        at=text(moment(application.submitted_at)),
        by=text(day(_due(application))),
    )
    return HttpResponse(html)


def _due(application: Application) -> date:
    procedure = versions.at(application.catalog_hash).procedures[application.procedure]
    return days_after(legal_date(application.submitted_at), procedure.standard_days)


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
        "keeps": meanings.pages_of(procedure),
        "id": mark("id"),
    }
    return cast_page("apply/receipt.html", context, request, f"/receipts/{mark('id')}")


def _several(request: HttpRequest, sent: Sequence[Application], unreached: bool) -> HttpResponse:
    catalog = versions.at(sent[0].catalog_hash)
    rows: list[dict[str, Any]] = []
    for each in sent:
        procedure = catalog.procedures[each.procedure]
        section = catalog.sections[procedure.section]
        rows.append({"it": each, "procedure": procedure, "section": section, "by": _due(each)})
    keeps = {text.ja: text for row in rows for text in meanings.pages_of(row["procedure"])}
    context = {
        "rows": rows,
        "at": sent[0].submitted_at,
        "unreached": unreached,
        "keeps": list(keeps.values()),
    }
    return HttpResponse(render_to_string("apply/receipts.html", context, request))
