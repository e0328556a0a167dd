"""Who has seen one person's data. Number and reason are posted: neither ever stands in an address to be read."""

from django.http import HttpRequest, HttpResponseBase
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from dokodemo.base import clock
from dokodemo.base.access import allow, signed_in
from dokodemo.base.http import attached
from dokodemo.base.ui.moulds import language_of
from dokodemo.base.ui.question import Problem, Question
from dokodemo.casework.cases.rights import NotPossible
from dokodemo.casework.desk import sealed
from dokodemo.casework.desk.views.guard import day_of, polite, typed
from dokodemo.casework.documents import GlyphsMissing
from dokodemo.casework.looking import papers, words
from dokodemo.casework.looking.queries import looks as queries
from dokodemo.casework.looking.queries.report import section_title


@require_http_methods(["GET", "HEAD", "POST"])
@allow("clerk", "approver", "auditor")
@polite
def looks(request: HttpRequest) -> HttpResponseBase:
    """A POST asks; ``as`` pdf is the paper for the resident."""
    actor, language = signed_in(request), language_of(request)
    today, asks = clock.today(), request.method == "POST" or sealed.read(request)
    given = {
        "person": typed(request, "person").strip()[:40], "reason": typed(request, "reason"),
        "since": typed(request, "since") or (today - queries.USUAL).isoformat(),
        "until": typed(request, "until") or today.isoformat(),
    }  # fmt: skip
    problems, found = dict[str, str](), None
    if asks:
        since, until = day_of(given["since"]), day_of(given["until"])
        try:
            if request.method == "POST" and typed(request, "as") != "pdf":
                queries.check(actor, given["person"], since, until, given["reason"])
                return sealed.go_on(request, given)
            found = queries.looks(actor, given["person"], since, until, given["reason"])
            if typed(request, "as") == "pdf":
                return attached(papers.of_looks(found), "application/pdf", "looks.pdf")
        except NotPossible as refused:
            problems = refused.problems
        except GlyphsMissing as refused:
            problems = {"person": str(refused)}
    context = {
        "questions": _questions(given, problems),
        "given": given,
        "problems": [Problem(*each) for each in problems.items()],
        "found": found,
        "lines": [
            (each, section_title(each.section, language), words.seen(each.action)) for each in found.lines
        ]
        if found
        else [],
        "notes": words.notes_for_the_resident(found.more) if found else [],
    }
    return TemplateResponse(request, "looking/looks.html", context, status=422 if problems else 200)


def _questions(given: dict[str, str], problems: dict[str, str]) -> list[Question]:
    def asked(name: str, label: str, help_: str = "", mode: str = "") -> Question:
        return Question(
            name, "text", label, True, given[name], help_, problems.get(name, ""), width="medium",
            inputmode=mode,
        )  # fmt: skip

    return [
        asked("person", _("見られた人の宛名番号"), mode="numeric"),
        asked("since", _("はじめの日"), _("例：2026-12-10、令和8年12月10日")),
        asked("until", _("おわりの日")),
        Question(
            "reason", "choice", _("調べる理由"), True, given["reason"], error=problems.get("reason", ""),
            choices=words.ask_reasons(), help=_("だれが何のために調べたかが記録され、あとから点検されます。"),
        ),
    ]  # fmt: skip
