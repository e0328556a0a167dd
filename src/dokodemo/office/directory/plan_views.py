"""Reorganisations, for administrators: prepared from two sheets, looked at, confirmed by a second person, reported."""

import uuid
from collections.abc import Callable
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from dokodemo.base.access import allow, signed_in
from dokodemo.base.actor import Actor
from dokodemo.base.http import see_other
from dokodemo.base.ui.question import Problem, Question
from dokodemo.casework.cases.rights import NotAllowed, NotPossible
from dokodemo.casework.desk.views.guard import day_of, polite, typed
from dokodemo.casework.reorganise import queries as plans
from dokodemo.catalog import versions
from dokodemo.office.directory import forms, queries, reorganising, sheets, words
from dokodemo.office.directory.sheets import Known

#: Transfers that the page of a plan shows; the sheet that was imported has them all.
_SHOWN = 200


@require_http_methods(["GET", "HEAD", "POST"])
@allow("administrator")
@polite
def reorganisations(request: HttpRequest) -> HttpResponseBase:
    """All plans; a POST prepares one from two CSV files."""
    if request.method == "POST":
        return _prepare(request)
    return _overview(request, {}, [])


def _overview(request: HttpRequest, problems: dict[str, str], said: list[sheets.Problem]) -> HttpResponseBase:
    context = {
        "plans": plans.page(signed_in(request)),
        "questions": [
            Question("title", "text", _("計画の名前"), True, typed(request, "title"), error=problems.get("title", "")),
            Question(
                "day", "text", _("いつから"), True, typed(request, "day"), error=problems.get("day", ""), width="medium",
                help=_("この日の0時に切りかわります。"), autocomplete="off",
            ),
        ],
        "problems": [Problem(name, text) for name, text in problems.items()],
        "said": said,
        "columns": [",".join(sheets.MOVES), ",".join(sheets.TRANSFERS)],
    }  # fmt: skip
    return TemplateResponse(request, "directory/plans.html", context, status=422 if problems else 200)


def _prepare(request: HttpRequest) -> HttpResponseBase:
    actor, day = signed_in(request), day_of(typed(request, "day"))
    known = _known()
    if known is None:
        raise NotAllowed("reorganisation.prepare")
    found = sheets.read(_content(request, "moves"), _content(request, "transfers"), known)
    if found.problems:
        return _overview(request, {"moves": words.not_possible("problems")}, found.problems)
    if day is None:
        return _overview(request, {"day": words.not_possible("no_day")}, [])
    try:
        made = reorganising.prepare(
            actor, typed(request, "title"), day, list(found.moves), list(found.transfers)
        )
    except NotPossible as refused:
        control = {"title": "title", "past": "day", "day": "day"}.get(refused.code, "moves")
        return _overview(request, {control: words.not_possible(refused.code)}, [])
    return see_other(reverse("reorganisation", args=[made]))


def _content(request: HttpRequest, name: str) -> bytes:
    file = request.FILES.get(name)
    return file.read() if isinstance(file, UploadedFile) else b""


def _known() -> Known | None:
    catalog = versions.current()
    return Known(catalog, versions.gone(), versions.moved(), queries.placed_members()) if catalog else None


@require_safe
@allow("administrator", "auditor")
@polite
def reorganisation(request: HttpRequest, plan_id: uuid.UUID) -> HttpResponseBase:
    """One plan: what it moves, what both zones said of it, and afterwards what was moved."""
    return _plan(request, plan_id, "")


def _plan(request: HttpRequest, plan_id: uuid.UUID, problem: str) -> HttpResponseBase:
    actor, language = signed_in(request), str(getattr(request, "LANGUAGE_CODE", "ja"))
    sheet = plans.sheet(actor, plan_id)
    if sheet is None:
        raise Http404
    places, posts = dict(forms.places(language)), dict(forms.posts(language))
    known = _known()
    context: dict[str, Any] = {
        "sheet": sheet,
        "row": sheet.row,
        "problem": problem,
        "here": plans.said_of(sheet.moves),
        "moves": [
            (places.get(each.old, each.old), each.procedure, places.get(each.new, each.new), each.old == each.new)
            for each in sheet.moves
        ],
        "transfers": [
            (each.member, places.get(each.section, each.section), posts.get(each.post, each.post), each.roles)
            for each in sheet.transfers[:_SHOWN]
        ],
        "more": max(0, len(sheet.transfers) - _SHOWN),
        "unstaffed": [
            places.get(each, each)
            for each in (sheets.unstaffed(sheet.moves, sheet.transfers, known.members) if known else [])
        ] if sheet.row.state in ("prepared", "confirmed") else [],
        "reports": [
            (name, report, [(places.get(old, old), procedure, places.get(new, new), n.items())
                            for old, procedure, new, n in report.get("moved", [])])
            for name, report in ((_("LGWAN接続系"), sheet.report), (_("マイナンバー利用事務系"), sheet.core_report))
            if report
        ],
        "may_confirm": sheet.row.state == "prepared" and actor.may("administrator") and actor.id != sheet.row.made_by,
        "mine": sheet.row.state == "prepared" and actor.id == sheet.row.made_by,
        "may_withdraw": sheet.row.state in ("prepared", "confirmed") and actor.may("administrator"),
    }  # fmt: skip
    return TemplateResponse(request, "directory/plan.html", context, status=409 if problem else 200)


@require_POST
@allow("administrator")
@polite
def confirm(request: HttpRequest, plan_id: uuid.UUID) -> HttpResponseBase:
    """The second person's word."""
    return _act(request, plan_id, reorganising.confirm)


@require_POST
@allow("administrator")
@polite
def withdraw(request: HttpRequest, plan_id: uuid.UUID) -> HttpResponseBase:
    """It does not happen."""
    return _act(request, plan_id, reorganising.withdraw)


def _act(
    request: HttpRequest, plan_id: uuid.UUID, act: Callable[[Actor, uuid.UUID], None]
) -> HttpResponseBase:
    try:
        act(signed_in(request), plan_id)
    except ObjectDoesNotExist:
        raise Http404 from None
    except NotPossible as refused:
        return _plan(request, plan_id, words.not_possible(refused.code))
    return see_other(reverse("reorganisation", args=[plan_id]))
