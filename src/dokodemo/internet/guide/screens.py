"""The screens that everybody sees on the way through the guide, poured from moulds: while somebody answers, nothing else
costs as much as rendering."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.utils.translation import gettext as _

from dokodemo.base import clock
from dokodemo.base.access import actor_of
from dokodemo.base.ui.moulds import Mould, PageStore, cast, cast_page, language_of, mark, text
from dokodemo.base.ui.question import Problem
from dokodemo.base.ui.templatetags.ui import day
from dokodemo.catalog import answers as types
from dokodemo.catalog.guide import Step, Walked
from dokodemo.catalog.guiding import Guide, LifeEvent
from dokodemo.catalog.schema import Section
from dokodemo.catalog.terms import Field

_pages, _parts = PageStore(), PageStore()


def event(request: HttpRequest, chosen: LifeEvent, declared: Guide) -> HttpResponse:
    """What happened, and what may have happened besides."""

    def make() -> Mould:
        others = [each for each in declared.events if each is not chosen]
        return cast_page(
            "guide/event.html", {"event": chosen, "others": others}, request, f"/guide/{chosen.id}"
        )

    return _poured(request, ("event", chosen.id), make)


def question(
    request: HttpRequest, walked: Walked, asked: Field, typed: str, problem: str = ""
) -> HttpResponse:
    """One question; 422 with what is wrong with the answer."""
    at, language = walked.asked.index(asked), language_of(request)
    before = walked.asked[at - 1].id if at else ""
    begun = next((name for name, on in walked.environment.items() if on is True), "")
    rows = _rows(asked, language)
    chosen = typed if any(typed == value for value, _label in rows) else ""

    def make() -> Mould:
        context: dict[str, Any] = {
            "question": asked,
            "number": mark("number"),
            "before": before,
            "event": begun,
            "typed": chosen if rows else mark("typed"),
            "rows": rows,
            "problem": mark("problem") if problem else "",
            "problems": [Problem("answer", mark("problem"))] if problem else [],
        }
        return cast_page("guide/question.html", context, request, f"/guide/questions/{asked.id}")

    key = ("question", asked.id, before, begun, chosen, bool(problem))
    return _poured(
        request,
        key,
        make,
        status=422 if problem else 200,
        number=str(at + 1),
        typed=text(typed),
        problem=text(problem),
    )


def step(needed: Step, section: Section, language: str) -> str:
    """One procedure of the sheet; its dates are put in."""
    due = needed.due
    late = due is not None and due.by < clock.today()

    def make() -> Mould:
        dates = {
            "by": mark("by"),
            "counted": mark("counted"),
            "opens": mark("opens") if due and due.opens else "",
            "late": late,
            "moved": due and due.moved,
        }
        context = {"step": needed, "section": section, "due": dates if due else None}
        return cast("guide/step.html", context, language)

    key = ("step", needed.procedure.id, needed.why.ja, due is None, due and due.moved, late, language)
    by, counted, opens = (
        (day(due.by), day(due.counted), day(due.opens) if due.opens else "") if due else ("", "", "")
    )
    return _parts.get(key, make).pour(by=text(by), counted=text(counted), opens=text(opens))


def given(question: Field, value: object, language: str) -> str:
    """One line of what was answered."""

    def make() -> Mould:
        return cast("guide/given.html", {"question": question, "answer": mark("answer")}, language)

    said = types.show(question, value, language)
    return _parts.get(("given", question.id, language), make).pour(answer=text(said))


def _rows(asked: Field, language: str) -> list[tuple[str, str]]:
    if asked.type == "boolean":
        return [("true", _("はい")), ("false", _("いいえ"))]
    return [(choice.code, choice.label.of(language)) for choice in asked.choices or []]


def _poured(
    request: HttpRequest, key: tuple[object, ...], make: Callable[[], Mould], status: int = 200, **values: str
) -> HttpResponse:
    """The page for this language, and for who is signed in or not: its head differs."""
    mould = _pages.get((*key, language_of(request), actor_of(request) is None), make)
    return HttpResponse(mould.pour(csrf=get_token(request), **values), status=status)
