"""What is held back from disposal: the list, and the form to hold a case."""

from dataclasses import replace

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from dokodemo.base.access import allow, signed_in
from dokodemo.base.http import see_other
from dokodemo.base.ui.question import Problem, Question
from dokodemo.casework.cases.rights import NotAllowed, NotPossible
from dokodemo.casework.desk.views.guard import asked, day_of, polite, row_id, typed
from dokodemo.casework.holdings import actions, rights, words
from dokodemo.casework.holdings.queries import records as queries


@require_http_methods(["GET", "HEAD", "POST"])
@allow(*rights.READERS)
@polite
def holds(request: HttpRequest) -> HttpResponseBase:
    """What is held; a POST holds one more."""
    actor, problems = signed_in(request), {}
    if request.method == "POST":
        try:
            actions.hold(
                actor, typed(request, "receipt"), typed(request, "reason"), typed(request, "note"),
                day_of(typed(request, "until")),
            )  # fmt: skip
            return see_other(reverse("disposal_holds"))
        except NotPossible as refused:
            problems = refused.problems
    context = {
        "page": queries.holds(actor, row_id(asked(request, "after"))),
        "questions": _questions(request, problems) if actor.may("clerk", "approver") else (),
        "problems": [Problem(*each) for each in problems.items()],
    }
    return TemplateResponse(request, "holdings/holds.html", context, status=422 if problems else 200)


def _questions(request: HttpRequest, problems: dict[str, str]) -> tuple[Question, ...]:
    questions = (
        Question("receipt", "text", _("受付番号"), True, width="medium"),
        Question("reason", "choice", _("残す理由"), True, choices=words.hold_reasons()),
        Question(
            "note", "text", _("補足"), help=_("事件番号、請求の番号など。人の名前は書かないでください。")
        ),
        Question(
            "until", "text", _("いつまで残すか"), True, help=_("この日まで残します。例：2027-03-31、令和9年3月31日"), width="medium",
        ),
    )  # fmt: skip
    return tuple(
        replace(each, value=typed(request, each.name), error=problems.get(each.name, ""))
        for each in questions
    )


@require_POST
@allow("clerk", "approver")
@polite
def end(request: HttpRequest, hold_id: int) -> HttpResponseBase:
    """The reason is over. What is another section's looks as what is not there."""
    try:
        actions.end_hold(signed_in(request), hold_id)
    except (ObjectDoesNotExist, NotAllowed):
        raise Http404 from None
    return see_other(reverse("disposal_holds"))
