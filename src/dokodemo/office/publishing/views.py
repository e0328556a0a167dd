"""Versions of the catalog, for who keeps the city's procedures: propose, look, publish with a second person."""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from dokodemo.base.access import allow, signed_in
from dokodemo.base.actor import Actor
from dokodemo.base.http import see_other
from dokodemo.casework.cases.rights import NotAllowed, NotPossible
from dokodemo.casework.desk.views.guard import asked, polite, typed
from dokodemo.catalog.changes import Change
from dokodemo.catalog.schema import Catalog, Listed, Procedure
from dokodemo.office.publishing import actions, previews, queries, uploading, words

_LONGEST_NOTE = 300


@require_http_methods(["GET", "HEAD", "POST"])
@allow("operator", "approver")
@polite
def publishing(request: HttpRequest) -> HttpResponseBase:
    """The version in force, its road, and what is proposed; a POST proposes a ZIP."""
    if request.method == "POST":
        return _propose(request)
    return _overview(request)


def _overview(
    request: HttpRequest, problem: str = "", said: list[uploading.Said] | None = None, missing: Any = ()
) -> HttpResponseBase:
    actor = signed_in(request)
    context = {
        "found": queries.overview(actor),
        "may_propose": actor.may("operator"),
        "problem": problem,
        "said": said or [],
        "missing": missing,
        "note": typed(request, "note"),
    }
    return TemplateResponse(request, "publishing/list.html", context, status=422 if problem or said else 200)


def _propose(request: HttpRequest) -> HttpResponseBase:
    actor, file = signed_in(request), request.FILES.get("city")
    if not actor.may("operator"):
        raise NotAllowed("catalog.propose")
    if file is None:
        return _overview(request, words.not_possible("no_file"))
    try:
        catalog, said = uploading.read(file.read())
    except uploading.NoCity as refused:
        return _overview(request, words.not_possible(refused.code))
    if catalog is None:
        return _overview(request, said=said)
    note = typed(request, "note").strip()[:_LONGEST_NOTE]
    try:
        number = actions.propose(catalog, actor, actions.UPLOAD, note)
    except NotPossible as refused:
        return _overview(request, words.not_possible(refused.code), missing=refused.problems.values())
    return see_other(reverse("publishing_proposal", args=[number]))


@require_safe
@allow("operator", "approver")
@polite
def proposal(request: HttpRequest, number: int) -> HttpResponseBase:
    """What one version changes, its previews, and the button of the second person."""
    return _proposal(request, number)


def _proposal(request: HttpRequest, number: int, problem: str = "") -> HttpResponseBase:
    actor, language = signed_in(request), getattr(request, "LANGUAGE_CODE", "ja")
    sheet = queries.sheet(actor, number)
    if sheet is None:
        raise Http404
    context = {
        "sheet": sheet,
        "row": sheet.row,
        "problem": problem,
        "changes": [_told(sheet.catalog, each, language) for each in sheet.changes.procedures],
        "others": [words.part(each) for each in sheet.changes.others],
        "every": [*sheet.catalog.procedures.values(), *sheet.catalog.counter.values()],
        "may_drop": sheet.row.end == "open" and actor.may("operator"),
    }
    return TemplateResponse(request, "publishing/proposal.html", context, status=409 if problem else 200)


def _told(catalog: Catalog, change: Change, language: str) -> dict[str, Any]:
    gone = catalog.withdrawn.get(change.procedure)
    return {
        "id": change.procedure,
        "kind": change.kind,
        "title": change.title.of(language),
        "online": change.online,
        "parts": [words.part(each) for each in change.parts],
        "letters": [each.of(language) for each in change.letters],
        "questions": [
            (each.kind, each.page.of(language), each.label.of(language)) for each in change.questions
        ],
        "reason": gone.reason_text.of(language) if gone else "",
        "instead": gone.instead_text.of(language) if gone else "",
    }


def _act(request: HttpRequest, number: int, act: Callable[[Actor], object]) -> HttpResponseBase:
    try:
        act(signed_in(request))
    except ObjectDoesNotExist:
        raise Http404 from None
    except NotPossible as refused:
        return _proposal(request, number, words.not_possible(refused.code))
    return see_other(reverse("publishing_proposal", args=[number]))


@require_POST
@allow("operator", "approver")
@polite
def publish(request: HttpRequest, number: int) -> HttpResponseBase:
    """The second person's word."""
    return _act(request, number, lambda actor: actions.publish(actor, number))


@require_POST
@allow("operator")
@polite
def drop(request: HttpRequest, number: int) -> HttpResponseBase:
    """It is not to be published."""
    return _act(request, number, lambda actor: actions.drop(actor, number))


@require_safe
@allow("operator", "approver")
@polite
def form(request: HttpRequest, number: int, procedure_id: str) -> HttpResponseBase:
    """One procedure at every entrance; ``words`` = ja, easy or en."""
    catalog, listed = _declared(request, number, procedure_id)
    chosen = asked(request, "words")
    chosen = chosen if chosen in previews.WORDS else "ja"
    context = {
        "number": number,
        "shown": previews.form(catalog, listed, chosen),
        "chosen": chosen,
        "choices": [(each, words.words_of(each), each == chosen) for each in previews.WORDS],
    }
    return TemplateResponse(request, "publishing/form.html", context)


@require_safe
@allow("operator", "approver")
@polite
def letter(request: HttpRequest, number: int, procedure_id: str, letter_id: str) -> HttpResponseBase:
    """One letter with invented facts, as PDF."""
    catalog, listed = _declared(request, number, procedure_id)
    pdf = previews.letter(catalog, listed, letter_id) if isinstance(listed, Procedure) else None
    if pdf is None:
        raise Http404
    response = HttpResponse(pdf, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{procedure_id}-{letter_id}.pdf"'
    return response


def _declared(request: HttpRequest, number: int, procedure_id: str) -> tuple[Catalog, Listed]:
    catalog = queries.catalog_of(signed_in(request), number)
    listed = catalog.listed(procedure_id) if catalog else None
    if catalog is None or listed is None:
        raise Http404
    return catalog, listed
