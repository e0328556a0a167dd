"""The ledger as a clerk of the section sees it."""

from datetime import date, datetime, timedelta
from typing import Any

from django.http import Http404, HttpRequest, HttpResponseBase
from django.template.response import TemplateResponse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from dokodemo.base.access import allow, signed_in
from dokodemo.casework.cases.rights import NotAllowed
from dokodemo.casework.desk.sealed import asks
from dokodemo.casework.desk.views.guard import asked, row_id, typed
from dokodemo.core.child_allowance import queries
from dokodemo.core.child_allowance.saying import month_ja


@require_http_methods(["GET", "HEAD", "POST"])
@allow("clerk", "approver")
@asks("q", "before")
def claims(request: HttpRequest) -> HttpResponseBase:
    """The newest decisions; a POST searches (a person's number never stands in an address)."""
    text, before = typed(request, "q").strip()[:100], typed(request, "before") or asked(request, "before")
    place = row_id(before) or None
    try:
        found, next_before = queries.entries(signed_in(request), place, text)
    except NotAllowed:
        raise Http404 from None
    rows = [_row(each) for each in found]
    return TemplateResponse(
        request, "child_allowance/claims.html", {"rows": rows, "next_before": next_before, "q": text}
    )


@require_safe
@allow("clerk", "approver")
def ledger(request: HttpRequest, entry_id: int) -> HttpResponseBase:
    """The months of one decision's person (whose number never stands in an address); ``?known=`` (an ISO instant of ours)
    shows what was held then."""
    try:
        sheet = queries.sheet_of_entry(entry_id, signed_in(request), _instant(request.GET.get("known")))
    except NotAllowed:
        raise Http404 from None
    if sheet is None:
        raise Http404
    rows = [
        {
            "month": _month(each.starts),
            "until": _month(each.ends - timedelta(1)) if each.ends else "",
            "it": each,
        }
        for each in sheet.months
    ]
    events = [_row(each) for each in reversed(sheet.entries)]
    return TemplateResponse(
        request, "child_allowance/ledger.html", {"sheet": sheet, "rows": rows, "events": events}
    )


def _row(entry: queries.Entry) -> dict[str, Any]:
    return {"it": entry, "kind": _kind(entry), "month": _month(entry.starts) if entry.starts else ""}


def _kind(entry: queries.Entry) -> str:
    """What a decision is called; a note is called as its procedure."""
    words = {"grant": _("認定"), "revise": _("額の改定"), "end": _("受給事由の消滅")}
    if entry.kind in words:
        return words[entry.kind]
    return entry.titles.of(get_language() or "ja") if entry.titles else _("記録")


def _month(day: date) -> str:
    """令和8年12月分, or December 2026."""
    return f"{day:%B} {day.year}" if get_language() == "en" else month_ja(day)


def _instant(text: str | None) -> datetime | None:
    """An instant as our own links write it; anything else is now."""
    try:
        at = datetime.fromisoformat(text) if text else None
    except ValueError:
        return None
    return at if at is not None and at.tzinfo is not None else None
