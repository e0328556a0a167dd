"""Asking for a look, answering who asks, and the cases to be read."""

from uuid import UUID

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from dokodemo.base.access import CHIEF, allow, signed_in
from dokodemo.base.http import see_other
from dokodemo.base.ui.moulds import language_of
from dokodemo.base.ui.question import Problem, Question, choose
from dokodemo.casework.breakglass import actions, queries
from dokodemo.casework.cases import states
from dokodemo.casework.cases.rights import NotPossible
from dokodemo.casework.desk.views.guard import asked, polite, row_id, typed
from dokodemo.catalog import versions


@require_http_methods(["GET", "HEAD", "POST"])
@allow("administrator", CHIEF)
@polite
def breakglass(request: HttpRequest) -> HttpResponseBase:
    """What was asked for and what waits for an answer; a POST asks."""
    problems: dict[str, str] = {}
    if request.method == "POST":
        try:
            actions.ask(
                signed_in(request),
                typed(request, "section"),
                row_id(typed(request, "hours")),
                typed(request, "reason"),
            )
            return see_other(reverse("breakglass"))
        except NotPossible as refused:
            problems = {name: _said(code) for name, code in refused.problems.items()}
    return _overview(request, problems)


def _overview(
    request: HttpRequest, problems: dict[str, str] | None = None, closed: bool = False
) -> HttpResponseBase:
    actor, problems = signed_in(request), problems or {}
    context = {
        "questions": _questions(request, problems) if actor.may("administrator") else [],
        "problems": [Problem(name, text) for name, text in problems.items()],
        "closed": closed,
        "mine": [(each, _title(request, each.section)) for each in queries.mine(actor)],
        "waiting": [(each, _title(request, each.section)) for each in queries.waiting(actor)],
    }
    status = 422 if problems else 409 if closed else 200
    return TemplateResponse(request, "breakglass/list.html", context, status=status)


def _title(request: HttpRequest, section: str) -> str:
    return versions.section_title(section).of(language_of(request))


def _questions(request: HttpRequest, problems: dict[str, str]) -> list[Question]:
    return [
        Question(
            "section", "select", _("どの課の申請"), True, typed(request, "section"), error=problems.get("section", ""),
            choices=(choose(), *((id_, _title(request, id_)) for id_ in queries.sections())),
        ),
        Question(
            "hours", "text", _("何時間"), True, typed(request, "hours"), error=problems.get("hours", ""), width="short",
            inputmode="numeric", help=_("1から8まで。認められたときから数えます。"),
        ),
        Question(
            "reason", "textarea", _("なぜ見るのか"), True, typed(request, "reason"), error=problems.get("reason", ""),
            help=_("10文字以上300文字まで。見るたびに、この理由が記録に残ります。住民の名前は書かないでください。"),
        ),
    ]  # fmt: skip


def _said(code: str) -> str:
    return {
        "section": _("どの課の申請を見るのか、選んでください。"),
        "hours": _("1から8までの数字を入力してください。"),
        "reason": _("理由を10文字以上300文字までで入力してください。"),
    }[code]


@require_POST
@allow("administrator", CHIEF)
@polite
def answer(request: HttpRequest, number: int) -> HttpResponseBase:
    """The second person's word: ``answer`` is yes, or anything else for no."""
    try:
        actions.answer(signed_in(request), number, typed(request, "answer") == "yes")
    except ObjectDoesNotExist:
        raise Http404 from None
    except NotPossible:
        return _overview(request, closed=True)
    return see_other(reverse("breakglass"))


@require_POST
@allow("administrator")
@polite
def end(request: HttpRequest, number: int) -> HttpResponseBase:
    """Whoever looks is done."""
    try:
        actions.end(signed_in(request), number)
    except ObjectDoesNotExist:
        raise Http404 from None
    return see_other(reverse("breakglass"))


@require_safe
@allow("administrator")
@polite
def section(request: HttpRequest, number: int) -> HttpResponseBase:
    """The section's cases, open ones first asked for."""
    found = queries.looking(signed_in(request), number, "list")
    if found is None:
        raise Http404
    language = language_of(request)
    state = asked(request, "state")
    state = state if state in states.STAGES else ""
    page = queries.page(found, state, asked(request, "after"))
    rows = [(row, versions.procedure_title(row.procedure).of(language)) for row in page.rows]
    context = {
        "grant": found.grant,
        "title": _title(request, found.grant.section),
        "rows": rows,
        "after": page.after,
        "state": state,
        "stages": states.STAGES,
    }
    return TemplateResponse(request, "breakglass/section.html", context)


@require_safe
@allow("administrator")
@polite
def case(request: HttpRequest, number: int, case_id: UUID) -> HttpResponseBase:
    """One case, to be read."""
    found = queries.looking(signed_in(request), number, "case", str(case_id))
    sheet = queries.sheet(found, case_id, language_of(request)) if found else None
    if found is None or sheet is None:
        raise Http404
    return TemplateResponse(
        request, "breakglass/case.html", {"grant": found.grant, "sheet": sheet, "head": sheet.head}
    )
