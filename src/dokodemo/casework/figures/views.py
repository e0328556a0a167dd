"""The chief's board, what somebody was told of deadlines, the statistics and their open data."""

from uuid import UUID

from django.http import HttpRequest, HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from dokodemo.base.access import CHIEF, allow, signed_in
from dokodemo.base.http import see_other, table_attached
from dokodemo.base.ui.question import Problem
from dokodemo.casework.desk.views.guard import asked, month_of, polite, row_id, typed
from dokodemo.casework.figures import actions, rights, words
from dokodemo.casework.figures.queries import board as boards
from dokodemo.casework.figures.queries import deadlines as told
from dokodemo.casework.figures.queries import opendata
from dokodemo.casework.figures.queries import statistics as counted
from dokodemo.casework.figures.queries.steps import ON_THE_WAY, SHOWN


@require_safe
@allow(CHIEF)
@polite
def board(request: HttpRequest) -> HttpResponseBase:
    """The section, for its chief."""
    found = boards.board(signed_in(request))
    context = {
        "board": found,
        "steps": [(each, words.step(each)) for each in ON_THE_WAY],
        "most": max((each.total for each in found.loads), default=0),
        "most_aged": max((each.n for each in found.ages), default=0),
        "most_due": max((found.late, *(each.n for each in found.days))),
        "first": UUID(int=0),  # the queue goes on after a due day and a case: from the first of that day on
    }
    return TemplateResponse(request, "figures/board.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@allow("clerk", "approver")
@polite
def deadlines(request: HttpRequest) -> HttpResponseBase:
    """What the reader was told of deadlines; a POST says that it was read."""
    actor = signed_in(request)
    if request.method == "POST":
        actions.read_messages(actor)
        return see_other(reverse("deadlines"))
    before = row_id(asked(request, "before")) or None
    found = told.items(actor, before)
    return TemplateResponse(request, "figures/deadlines.html", {"found": found, "paged": before is not None})


@require_safe
@allow(*rights.READERS)
@polite
def statistics(request: HttpRequest) -> HttpResponseBase:
    """Procedures and months."""
    found = counted.statistics(signed_in(request), asked(request, "section"), asked(request, "procedure"))
    context = {
        "found": found,
        "steps": [(each, words.step(each)) for each in SHOWN],
        "most": max((line.arrived for _first, line in found.lines), default=0),
        "problems": _problems(asked(request, "wrong")),
    }
    return TemplateResponse(request, "figures/statistics.html", context)


@require_POST
@allow(*rights.READERS)
@polite
def open_data(request: HttpRequest) -> HttpResponseBase:
    """One month as a file to be published."""
    actor, month = signed_in(request), month_of(typed(request, "month"))
    made = opendata.export(actor, month)
    if made is None:
        return see_other(f"{reverse('statistics')}?wrong=month")
    return table_attached(made.content, made.name)


def _problems(code: str) -> list[Problem]:
    """What was wrong with the press before."""
    said = _("その月は、まだ数え終わっていません。終わった月を選んでください。数えるのは毎晩です。")
    return [Problem("month", said)] if code == "month" else []
