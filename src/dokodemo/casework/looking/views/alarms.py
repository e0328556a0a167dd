"""The alarms of a section, one of them with its answer, and the month in figures."""

from datetime import date

from django.http import Http404, HttpRequest, HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from dokodemo.base import clock
from dokodemo.base.access import CHIEF, allow, signed_in
from dokodemo.base.http import attached, see_other, table_attached
from dokodemo.base.ui.moulds import language_of
from dokodemo.base.ui.question import Problem, Question
from dokodemo.casework.cases.rights import NotPossible
from dokodemo.casework.desk.views.guard import asked, month_of, polite, row_id, typed
from dokodemo.casework.looking import actions, papers, words
from dokodemo.casework.looking.queries import alarms as queries
from dokodemo.casework.looking.queries import report as figures
from dokodemo.casework.looking.queries import told as messages
from dokodemo.casework.looking.rights import TOLD, is_auditor
from dokodemo.values.ages import first_of_month


@require_GET
@allow(CHIEF, "auditor")
@polite
def alarms(request: HttpRequest) -> HttpResponseBase:
    """What waits for an answer, the oldest first."""
    actor = signed_in(request)
    tab = asked(request, "tab") if asked(request, "tab") in queries.TABS else queries.WAITING
    context = {
        "page": queries.page(actor, tab, row_id(asked(request, "after"))),
        "tab": tab,
        "tabs": [(code, words.tab(code)) for code in queries.TABS],
        "auditor": is_auditor(actor),
    }
    return TemplateResponse(request, "looking/alarms.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@allow(CHIEF, "auditor")
@polite
def alarm(request: HttpRequest, alarm_id: int) -> HttpResponseBase:
    """One alarm; a POST says what it came to."""
    actor, problems = signed_in(request), dict[str, str]()
    word, remark = typed(request, "word"), typed(request, "remark")
    sheet = queries.sheet(actor, alarm_id)
    if sheet is None:
        raise Http404
    if request.method == "POST":
        try:
            actions.answer(actor, alarm_id, word, remark)
            return see_other(reverse("alarms"))
        except NotPossible as refused:
            problems = refused.problems
    questions = [
        Question("word", "choice", _("点検の結果"), True, word, error=problems.get("word", ""), choices=words.answers()),
        Question(
            "remark", "textarea", _("確かめたこと"), True, remark, error=problems.get("remark", ""),
            help=_("だれに何を聞き、どう判断したかを書いてください。見られた人の名前や住所は書かないでください。"),
        ),
    ]  # fmt: skip
    context = {
        "sheet": sheet,
        "questions": questions,
        "problems": [Problem(*each) for each in problems.items()],
    }
    return TemplateResponse(request, "looking/alarm.html", context, status=422 if problems else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@allow(*TOLD)
@polite
def told(request: HttpRequest) -> HttpResponseBase:
    """What the reader was told of alarms; a POST says that it was read."""
    actor = signed_in(request)
    if request.method == "POST":
        actions.read_told(actor)
        return see_other(reverse("alarms_told"))
    before = row_id(asked(request, "before")) or None
    context = {"found": messages.items(actor, before), "paged": before is not None}
    return TemplateResponse(request, "looking/told.html", context)


@require_GET
@allow("auditor")
@polite
def report(request: HttpRequest) -> HttpResponseBase:
    """The month that is asked for, else this one."""
    month, language = _month(asked(request, "month")), language_of(request)
    made = figures.report(signed_in(request), month)
    context = {
        "value": f"{made.month:%Y-%m}",
        "columns": words.report_columns(),
        "rows": [figures.cells(line, language) for line in made.lines],
        "total": made.total,
    }
    return TemplateResponse(request, "looking/report.html", context)


@require_POST
@allow("auditor")
@polite
def report_file(request: HttpRequest) -> HttpResponseBase:
    """The same as a file: CSV or PDF."""
    month, language = _month(typed(request, "month")), language_of(request)
    made = figures.report(signed_in(request), month, as_file=True)
    if typed(request, "as") == "pdf":
        return attached(papers.of_report(made), "application/pdf", f"looks-{made.month:%Y-%m}.pdf")
    return table_attached(figures.as_csv(made, language), f"looks-{made.month:%Y-%m}.csv")


def _month(text: str) -> date:
    """The month that is asked for; this one for what is none."""
    return month_of(text) or first_of_month(clock.today())
