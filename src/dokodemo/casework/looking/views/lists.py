"""The list of notable people, and whose own number is known: an administrator or an auditor keeps them."""

from django.http import Http404, HttpRequest, HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from dokodemo.base.access import allow, signed_in
from dokodemo.base.http import see_other
from dokodemo.base.ui.question import Problem, Question
from dokodemo.casework.cases.rights import NotPossible
from dokodemo.casework.desk.views.guard import asked, day_of, polite, row_id, typed
from dokodemo.casework.looking import actions
from dokodemo.casework.looking.actions.lists import NotThere
from dokodemo.casework.looking.queries import lists as queries


@require_http_methods(["GET", "HEAD", "POST"])
@allow("administrator", "auditor")
@polite
def notable(request: HttpRequest) -> HttpResponseBase:
    """A POST puts somebody on the list, or takes them off."""
    actor, problems = signed_in(request), dict[str, str]()
    person, reason = typed(request, "person").strip()[:40], typed(request, "reason")
    if request.method == "POST":
        try:
            if typed(request, "end"):
                actions.end_notable(actor, row_id(typed(request, "end")))
            else:
                actions.add_notable(actor, person, reason)
            return see_other(reverse("notable"))
        except NotPossible as refused:
            problems = refused.problems
        except NotThere:
            raise Http404 from None
    questions = [
        Question(
            "person", "text", _("宛名番号"), True, person, error=problems.get("person", ""),
            width="medium", inputmode="numeric",
        ),
        Question(
            "reason", "text", _("名簿に入れる理由"), True, reason, error=problems.get("reason", ""),
            help=_("例：市長、報道された事件の関係者。名前は書かないでください。"),
        ),
    ]  # fmt: skip
    context = {
        "page": queries.notable(actor, row_id(asked(request, "before"))),
        "questions": questions,
        "problems": [Problem(*each) for each in problems.items()],
    }
    return TemplateResponse(request, "looking/notable.html", context, status=422 if problems else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@allow("administrator", "auditor")
@polite
def own_numbers(request: HttpRequest) -> HttpResponseBase:
    """A POST keeps a member's own number with the day of their consent, or lets it go."""
    actor, problems = signed_in(request), dict[str, str]()
    given = {name: typed(request, name).strip()[:40] for name in ("member", "person", "consented_on")}
    if request.method == "POST":
        try:
            if typed(request, "forget"):
                actions.forget_own_number(actor, typed(request, "forget"))
            else:
                actions.give_own_number(
                    actor, given["member"], given["person"], day_of(given["consented_on"])
                )
            return see_other(reverse("own_numbers"))
        except NotPossible as refused:
            problems = refused.problems

    def question(name: str, label: str, help_: str = "") -> Question:
        return Question(
            name, "text", label, True, given[name], help_, problems.get(name, ""), width="medium"
        )  # fmt: skip

    context = {
        "page": queries.own_numbers(actor, asked(request, "after")),
        "questions": [
            question("member", _("職員番号")),
            question("person", _("その職員の宛名番号")),
            question("consented_on", _("本人が同意した日"), _("例：2026-12-10、令和8年12月10日")),
        ],
        "problems": [Problem(*each) for each in problems.items()],
    }
    return TemplateResponse(request, "looking/own_numbers.html", context, status=422 if problems else 200)
