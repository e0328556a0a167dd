"""The page of the queue, poured from moulds: all that is asked for in it says the same to everybody, and there is much of it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from dokodemo.base.access import signed_in
from dokodemo.base.ui.moulds import Mould, PageStore, Store, cast, cast_page, language_of, mark, text
from dokodemo.base.ui.question import Problem
from dokodemo.casework.cases import states
from dokodemo.casework.cases.queries.own import View
from dokodemo.casework.cases.queries.queue import Counts, Page, Wanted
from dokodemo.casework.desk import aside, head, words
from dokodemo.casework.desk.rows import listed
from dokodemo.casework.staff.queries import Colleague
from dokodemo.catalog.versions import section_title

_pages, _parts = PageStore(), Store()
_SELECTED = SafeString(" selected")
#: What can be asked for besides stages: all that is open, and three of it.
_OPEN_QUEUES = ("", "mine", "nobody", "asked")
_DUES = ("late", "today", "soon")


@dataclass(frozen=True)
class Shown:
    """What stands on the page. ``titles``: what the section's procedures are called; ``searched``: what was looked for, "" for
    the queue; ``act``: what the press before did; ``empty``: what an empty list says."""

    section: str
    page: Page
    counts: Counts
    titles: Mapping[str, str]
    wanted: Wanted
    searched: str
    views: Sequence[View]
    colleagues: Sequence[Colleague]
    act: Mapping[str, Any] | None
    problems: Sequence[Problem]
    empty: str


def show(request: HttpRequest, shown: Shown) -> HttpResponse:
    """The queue, or what was found."""
    language, wanted = language_of(request), shown.wanted
    searched, rows, goes_on = bool(shown.searched), bool(shown.page.rows), bool(shown.page.after)
    filtered = bool(filters(replace(wanted, after="", sort="due", state="")))
    waiting = aside.waiting(signed_in(request))
    mould = _pages.get(
        (language, searched, rows, goes_on, filtered, *waiting),
        lambda: _mould(request, searched=searched, rows=rows, goes_on=goes_on, filtered=filtered),
    )
    here = query(wanted)
    html = mould.pour(
        csrf=get_token(request),
        head=head.poured(request),
        section=text(section_title(shown.section).of(language)),
        views=_views(request, shown),
        act=_said("desk/parts/act.html", request, act=shown.act, here=here) if shown.act else "",
        problems=_said("ui/error_summary.html", request, problems=shown.problems) if shown.problems else "",
        searched=text(shown.searched),
        procedures=_procedures(shown, language),
        by_arrival=_SELECTED if wanted.sort == "arrived" else "",
        more_open=" open" if wanted.entrance or wanted.flag or wanted.since or wanted.until else "",
        here=text(here),
        members=_members(shown, signed_in(request).id, language),
        listed=listed(shown.page.rows, shown.titles, language) if rows else "",
        after=text(shown.page.after),
        next=text(query(replace(wanted, after=shown.page.after))) if goes_on else "",
        empty=text(shown.empty),
        **_queues(shown),
        **_dues(shown),
        **{_waits(name): _waiting(n, language) for name, n in waiting.items()},
        **{f"wanted_{name}": text(value) for name, value in said(wanted).items()},
        **_selected("state", (*_OPEN_QUEUES, *states.STAGES), wanted.state),
        **_selected("due", _DUES, wanted.due),
        **_selected("entrance", ("", *states.ENTRANCES), wanted.entrance),
        **_selected("flag", states.FLAGS, wanted.flag),
    )
    return HttpResponse(html)


def _mould(request: HttpRequest, *, searched: bool, rows: bool, goes_on: bool, filtered: bool) -> Mould:
    names = (
        "head", "section", "views", "act", "problems", "procedures", "by_arrival", "more_open", "here", "members", "listed",
        "next", "empty",
    )  # fmt: skip
    queues, dues = _queue_words(), _due_words()
    context: dict[str, Any] = {name: mark(name) for name in names}
    context |= {
        "searched": mark("searched") if searched else "",
        "after": mark("after") if goes_on else "",
        "rows": rows,
        "filtered": filtered,
        "wanted": {name: mark(f"wanted_{name}") for name in said(Wanted())},
        "queues": [
            {"label": label} | _marks("queue", code, "query", "current", "count")
            for code, label in queues
            if code in _COUNTED
        ],
        "dues": [
            {"label": label, "code": code, "selected": mark(_place("due", code, "selected"))}
            | _marks("due", code, "query", "look", "count")
            for code, label in dues
        ],
        "states": _options("state", queues),
        "entrances": _options(
            "entrance", [("", _("すべて")), *((each, words.entrance(each)) for each in states.ENTRANCES)]
        ),
        "flags": _options("flag", [(each, words.flag(each)) for each in states.FLAGS]),
        "lines": [
            {"href": line.href, "label": line.label, "waiting": mark(_waits(line.url_name))}
            for line in aside.lines(signed_in(request))
        ],
    }
    return cast_page("desk/queue.html", context, request, "/")


def _queue_words() -> list[tuple[str, str]]:
    """What of the queue can be asked for, and what it is called."""
    named = (
        _("処理するもの"), _("自分の担当"), _("担当が決まっていないもの"), _("補正を待っているもの"),
    )  # fmt: skip
    return [
        *zip(_OPEN_QUEUES, named, strict=True),
        *((each, words.state(each)) for each in states.STAGES),
    ]


def _due_words() -> list[tuple[str, str]]:
    return [*zip(_DUES, (_("期限切れ"), _("今日まで"), _("3営業日以内")), strict=True)]


#: The queues in the left column: those whose number of cases is kept.
_COUNTED = ("", "mine", *states.STAGES)


def _queues(shown: Shown) -> dict[str, str]:
    """The left column: how many, address, whether it is the one shown."""
    counts, wanted = shown.counts, replace(shown.wanted, after="")
    kept = {"": counts.open, "mine": counts.mine}
    found = {}
    for code in _COUNTED:
        current = code == wanted.state and not shown.searched
        found[_place("queue", code, "count")] = str(kept.get(code, counts.by_state.get(code, 0)))
        found[_place("queue", code, "query")] = text(query(replace(wanted, state=code)))
        found[_place("queue", code, "current")] = head.CURRENT if current else ""
    return found


def _dues(shown: Shown) -> dict[str, str]:
    """The deadlines in the left column: how many, address, how it looks."""
    counts, wanted = shown.counts, replace(shown.wanted, after="", state="")
    every = zip(
        _DUES, (counts.late, counts.due_today, counts.due_soon), (" is-late", " is-soon", ""), strict=True
    )
    found = {}
    for code, count, look in every:
        found[_place("due", code, "count")] = str(count)
        found[_place("due", code, "query")] = text(query(replace(wanted, due=code)))
        found[_place("due", code, "look")] = look if count else ""
    return found


def _place(kind: str, code: str, what: str) -> str:
    return f"{kind}_{code or 'all'}_{what}"


def _marks(kind: str, code: str, *whats: str) -> dict[str, str]:
    return {what: mark(_place(kind, code, what)) for what in whats}


def _options(kind: str, every: Iterable[tuple[str, str]]) -> list[dict[str, str]]:
    return [
        {"code": code, "label": label, "selected": mark(_place(kind, code, "selected"))}
        for code, label in every
    ]


def _selected(kind: str, codes: Iterable[str], wanted: str) -> dict[str, str]:
    return {_place(kind, code, "selected"): _SELECTED if code == wanted else "" for code in codes}


def _procedures(shown: Shown, language: str) -> str:
    option = _parts.get(
        ("procedure", language), lambda: _option(f"{mark('label')}（{mark('count')}）", language)
    )
    return "".join(
        option.pour(
            code=text(id_),
            selected=_SELECTED if id_ == shown.wanted.procedure else "",
            label=text(title),
            count=str(shown.counts.by_procedure.get(id_, 0)),
        )
        for id_, title in shown.titles.items()
    )


def _members(shown: Shown, reader: str, language: str) -> str:
    option = _parts.get(("member", language), lambda: _option(mark("label"), language))
    return "".join(
        option.pour(
            code=text(each.id), selected=_SELECTED if each.id == reader else "", label=text(each.name)
        )
        for each in shown.colleagues
    )


def _option(label: str, language: str) -> Mould:
    each = {"code": mark("code"), "selected": mark("selected"), "label": label}
    return cast("desk/parts/option.html", {"each": each}, language)


def _waits(url_name: str) -> str:
    return f"waits_{url_name}"


def _waiting(n: int, language: str) -> str:
    """How many are unread, where there are any."""
    if not n:
        return ""
    many = n > aside.MOST

    def make() -> Mould:
        return cast("desk/parts/waiting.html", {"many": many, "waiting": mark("waiting")}, language)

    return _parts.get(("waiting", many, language), make).pour(waiting=str(n))


def _views(request: HttpRequest, shown: Shown) -> str:
    if not shown.views:
        return ""
    narrowed = filters(replace(shown.wanted, after=""))
    views = [(each, each.query == narrowed) for each in shown.views]
    return _said("desk/parts/views.html", request, views=views)


def _said(template: str, request: HttpRequest, **context: Any) -> str:
    """What stands on few pages, by its template."""
    return render_to_string(template, context, request)


def said(wanted: Wanted) -> dict[str, str]:
    """What is asked for as an address or a form says it, "" for what is not."""
    return {
        "state": wanted.state,
        "procedure": wanted.procedure,
        "entrance": wanted.entrance,
        "due": wanted.due,
        "flag": wanted.flag,
        "since": wanted.since.isoformat() if wanted.since else "",
        "until": wanted.until.isoformat() if wanted.until else "",
        "sort": wanted.sort,
        "after": wanted.after,
    }


_USUAL = said(Wanted())


def filters(wanted: Wanted) -> str:
    """What of an address narrows the queue, without what is as usual; "" where all is."""
    return urlencode({name: value for name, value in said(wanted).items() if value != _USUAL[name]})


def query(wanted: Wanted) -> str:
    """The address of a queue."""
    narrowed = filters(wanted)
    return f"{_desk()}?{narrowed}" if narrowed else _desk()


@cache
def _desk() -> str:
    return reverse("desk")
