"""The trail, for the auditor. Everything that filters is posted: a person's number never stands in an address to be read."""

from django.http import HttpRequest, HttpResponseBase
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from dokodemo.base.access import allow, signed_in
from dokodemo.base.audit.queries import Entries
from dokodemo.base.http import table_streamed
from dokodemo.base.ui.question import Problem
from dokodemo.casework.desk import trail as trails
from dokodemo.casework.desk import words
from dokodemo.casework.desk.sealed import asks
from dokodemo.casework.desk.trail import Checked, Filter
from dokodemo.casework.desk.views.guard import day_of, polite, row_id, typed
from dokodemo.values.numbers import plain_digits

_ASKED = ("actor", "subject", "case", "act", "since", "until")


def _given(request: HttpRequest) -> dict[str, str]:
    """What was typed, by the names of the form."""
    given = {name: typed(request, name).strip()[:100] for name in _ASKED}
    if (number := plain_digits(given["subject"])).isdecimal():
        given["subject"] = number
    return given


def _filter(given: dict[str, str]) -> tuple[Filter, dict[str, str]]:
    """What is asked for, and what is wrong with it."""
    problems, days = {}, {name: day_of(given[name]) for name in ("since", "until")}
    for name, day in days.items():
        if given[name] and day is None:
            problems[name] = _("日を 2026年11月24日 のように入れてください。")
    since, until = days["since"], days["until"]
    if since and until and since > until:
        problems["since"] = _("はじめの日を、おわりの日より前にしてください。")
    exact = {name: given[name] for name in ("actor", "subject", "case", "act")}
    return Filter(**exact, since=since, until=until), problems


@require_http_methods(["GET", "HEAD", "POST"])
@allow("auditor")
@polite
@asks(*_ASKED, "before")
def trail(request: HttpRequest) -> HttpResponseBase:
    """The newest acts, or those that were asked for."""
    return _show(request)


def _show(
    request: HttpRequest, checked: Checked | None = None, wrong: dict[str, str] | None = None
) -> HttpResponseBase:
    before, given = row_id(typed(request, "before")) or None, _given(request)
    wanted, problems = _filter(given)
    found = Entries((), None) if problems else trails.page(signed_in(request), wanted, before)
    problems |= wrong or {}
    context = {
        "rows": found.rows, "before": found.next_before, "given": given, "checked": checked, "paged": before is not None,
        "acts": words.acts(), "reasons": words.trail_reasons(), "problems": [Problem(*each) for each in problems.items()],
        "wrong": problems,
    }  # fmt: skip
    return TemplateResponse(request, "desk/trail.html", context, status=422 if problems else 200)


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
    """Everything that fits the filter as a file for a spreadsheet, with the ``reason`` for taking it."""
    reason = typed(request, "reason")
    wanted, problems = _filter(_given(request))
    if reason not in dict(words.trail_reasons()):
        problems["reason"] = _("ファイルにする理由を選んでください。")
    if problems:
        return _show(request, wrong=problems)
    return table_streamed(trails.export(signed_in(request), wanted, reason), "audit.csv")
