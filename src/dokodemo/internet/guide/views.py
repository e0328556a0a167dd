"""One question a screen, then the sheet. For everybody; nothing is written anywhere but into the visitor's own cookie."""

import logging
import uuid
from collections.abc import Sequence
from typing import Any

import segno
from django.http import Http404, HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from dokodemo.base import clock, config
from dokodemo.base.access import VISITOR, allow
from dokodemo.base.http import away, see_other
from dokodemo.base.ui.question import Problem
from dokodemo.catalog import answers as types
from dokodemo.catalog import combining, finding, guide, versions
from dokodemo.catalog.guide import Step, Walked
from dokodemo.catalog.guiding import Guide
from dokodemo.catalog.schema import Catalog, Procedure
from dokodemo.catalog.sentences import say
from dokodemo.catalog.terms import Field
from dokodemo.catalog.wording import Term
from dokodemo.gateway import outbox
from dokodemo.gateway.identity import KeyProblem
from dokodemo.internet.accounts import limits
from dokodemo.internet.guide import figures, keeping, screens
from dokodemo.internet.guide import sheet as sheets
from dokodemo.internet.guide.sheet import Sheet

log = logging.getLogger(__name__)

# Deadlines are counted from the dates, and the calendar ends on both sides.
FIRST_DAY, LAST_DAY = "1000-01-01", "2999-12-31"
STARS = ("1", "2", "3", "4", "5")
MOST_COMMENT = 500
# Of one address in an hour. Many people share one (a library, a telephone company); a sheet is small and gone in a day.
MOST_RATINGS, MOST_KEPT = 20, 200


def _city() -> tuple[Catalog, Guide]:
    catalog = versions.current()
    if catalog is None or catalog.guide is None:
        raise Http404
    return catalog, catalog.guide


def _see(name: str, *arguments: str) -> HttpResponseRedirect:
    return see_other(reverse(name, args=arguments))


def _onwards(walked: Walked) -> HttpResponseRedirect:
    """To the first question without an answer, or to the sheet."""
    return _see("guide_question", walked.next.id) if walked.next else _see("guide_result")


@allow(VISITOR)
@require_safe
def event(request: HttpRequest, event_id: str) -> HttpResponseBase:
    """What happened, and what happened besides; then the questions begin."""
    _catalog, declared = _city()
    chosen = declared.event(event_id)
    if chosen is None:
        raise Http404
    figures.shown(f"event:{chosen.id}")
    return screens.event(request, chosen, declared)


@allow(VISITOR)
@require_POST
def begin(request: HttpRequest) -> HttpResponseBase:
    """``event``: one or more life events. Answers given before are kept: they are not asked twice."""
    catalog, declared = _city()
    chosen = request.POST.getlist("event")  # the page's own event first, then what happened besides
    events = tuple(each.id for each in declared.events if each.id in chosen)
    if not events:
        return _see("home")
    before = sheets.of(request)
    sheet = Sheet(events, before.answers if before and set(before.events) & set(events) else {})
    figures.answered("event:" + next(each for each in chosen if each in events))
    response = _onwards(sheet.walked(catalog))
    sheets.keep(response, sheet)
    return response


@allow(VISITOR)
@require_POST
def forget(request: HttpRequest) -> HttpResponseBase:
    """やりなおす: nothing of it stays."""
    response = _see("home")
    sheets.forget(response)
    return response


@allow(VISITOR)
@require_http_methods(["GET", "HEAD", "POST"])
def question(request: HttpRequest, question_id: str) -> HttpResponseBase:
    """One question. ``answer``: what was chosen or typed."""
    catalog, declared = _city()
    asked, sheet = declared.question(question_id), sheets.of(request)
    if asked is None:
        raise Http404
    if sheet is None:
        return _see("home")
    walked = sheet.walked(catalog)
    if asked not in walked.asked:
        return _onwards(walked)
    if request.method != "POST":
        figures.shown(asked.id)
        return screens.question(request, walked, asked, types.typed_as(asked, walked.given.get(asked.id)))
    typed = request.POST.get("answer", "")
    try:
        value = _read(asked, typed)
    except types.Refused as refused:
        language = get_language() or "ja"
        problem = say(refused.key, language, label=asked.labels.of(language), **refused.words)
        return screens.question(request, walked, asked, typed, problem)
    figures.answered(asked.id)
    sheet.answers[asked.id] = value
    response = _onwards(sheet.walked(catalog))
    sheets.keep(response, sheet)
    return response


def _read(asked: Field, typed: str) -> Any:
    """The answer as a value. Raises answers.Refused."""
    value = types.read(asked, typed)
    if value is None:
        raise types.Refused("required" if asked.type == "date" else "choice")
    if asked.type == "date" and not FIRST_DAY <= value <= LAST_DAY:
        raise types.Refused("date-form")
    if asked.type == "choice" and value not in asked.codes:
        raise types.Refused("choice")
    return value


@allow(VISITOR)
@require_safe
def result(request: HttpRequest) -> HttpResponseBase:
    """What is to be done, in order; and what was answered, to be changed."""
    sheet = sheets.of(request)
    if sheet is None:
        return _see("home")
    return _result(request, sheet)


def _result(request: HttpRequest, sheet: Sheet, problem: str = "", comment: str = "") -> HttpResponseBase:
    catalog, declared = _city()
    walked = sheet.walked(catalog)
    if walked.next is not None:
        return _onwards(walked)
    steps, language = guide.steps(catalog, walked, clock.today()), get_language() or "ja"
    context = {
        "events": [each for each in declared.events if each.id in sheet.events],
        "steps": [screens.step(each, catalog.sections[each.procedure.section], language) for each in steps],
        "together": _together(steps),
        "most": combining.MOST,
        "earliest": _earliest(steps),
        "terms": _terms(catalog, steps),
        "answers": [screens.given(each, walked.given[each.id], language) for each in walked.asked],
        "stars": STARS,
        "comment": comment,
        "problem": problem,
        "problems": [Problem("stars", problem)] if problem else [],
    }
    return TemplateResponse(request, "guide/result.html", context, status=422 if problem else 200)


def _terms(catalog: Catalog, steps: Sequence[Step]) -> list[Term]:
    """The terms in what is said of these procedures."""
    said = [text for step in steps for text in (step.procedure.titles, step.why, *step.procedure.bring)]
    return catalog.glossary.explains(said) if catalog.glossary else []


@allow(VISITOR)
@require_POST
def keep(request: HttpRequest) -> HttpResponseBase:
    """A QR code and an address with which another device goes on; nothing is stored before this is asked for."""
    sheet = sheets.of(request)
    if sheet is None:
        return _see("home")
    if not limits.allowed("guide-keep", limits.client_of(request), MOST_KEPT):
        return TemplateResponse(request, "guide/keep.html", status=429)
    token = keeping.keep(sheet)
    address = config.load().public_url + reverse("guide_kept", args=[token.cookie])
    image = segno.make(address, error="m").svg_data_uri(scale=6, border=4)
    until = clock.now() + keeping.KEPT
    return TemplateResponse(request, "guide/keep.html", {"address": address, "image": image, "until": until})


@allow(VISITOR)
@require_http_methods(["GET", "HEAD", "POST"])
def kept(request: HttpRequest, token: str) -> HttpResponseBase:
    """The other device: a button first, so that a preview of the address changes nothing."""
    catalog, _declared = _city()
    if request.method != "POST":
        return TemplateResponse(request, "guide/kept.html")
    sheet = keeping.take_up(token)
    if sheet is None:
        return TemplateResponse(request, "guide/kept.html", {"gone": True}, status=410)
    response = _onwards(sheet.walked(catalog))
    sheets.keep(response, sheet)
    return response


@allow(VISITOR)
@require_POST
def rate(request: HttpRequest) -> HttpResponseBase:
    """``stars`` 1 to 5 and a ``comment``: sealed to office, kept nowhere here."""
    sheet, stars = sheets.of(request), request.POST.get("stars", "")
    if sheet is None:
        return _see("home")
    comment = request.POST.get("comment", "").replace("\0", "").strip()[:MOST_COMMENT]
    if stars not in STARS:
        return _result(request, sheet, _("1から5のどれかを選んでください"), comment)
    if limits.allowed("guide-rating", limits.client_of(request), MOST_RATINGS):
        body = {"stars": int(stars), "comment": comment, "events": list(sheet.events)}
        try:
            outbox.post("office", uuid.uuid4(), "guide.rated", 1, body)
        except KeyProblem:
            log.exception("a rating could not be sealed")
            return away(request)
    return TemplateResponse(request, "guide/rated.html")


def _together(steps: list[Step]) -> list[Step]:
    """What can be applied for here as one form; nothing where that is only one."""
    online = [
        step
        for step in steps
        if isinstance(step.procedure, Procedure) and not combining.alone(step.procedure)
    ]
    return online if len(online) > 1 else []


def _earliest(steps: list[Step]) -> Step | None:
    """What is due first, of what is still ahead."""
    ahead = [step for step in steps if step.due is not None and step.due.by >= clock.today()]
    return min(ahead, key=lambda step: step.due.by, default=None)  # type: ignore[union-attr]


@allow(VISITOR)
@require_safe
def search(request: HttpRequest) -> HttpResponseBase:
    """``q``: everyday words. The page says what fits, and what to do when nothing does."""
    catalog = versions.current()
    if catalog is None:
        raise Http404
    typed = request.GET.get("q", "").replace("\0", "").strip()[: finding.MOST_TYPED]
    found = finding.find(catalog, typed, get_language() or "ja") if typed else None
    events = catalog.guide.events if catalog.guide else []
    return TemplateResponse(request, "guide/search.html", {"typed": typed, "found": found, "events": events})
