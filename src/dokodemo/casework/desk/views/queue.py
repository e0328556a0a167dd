"""The queue of a section."""

from dataclasses import replace
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect, QueryDict
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from dokodemo.base.access import STAFF_ROLES, allow, signed_in
from dokodemo.base.actor import Actor
from dokodemo.base.ui.moulds import language_of
from dokodemo.base.ui.question import Problem
from dokodemo.casework.cases import states
from dokodemo.casework.cases.queries import own, queue, searching
from dokodemo.casework.cases.queries.queue import Wanted
from dokodemo.casework.desk import words
from dokodemo.casework.desk.rows import listed
from dokodemo.casework.desk.sealed import asks
from dokodemo.casework.desk.views.guard import asked, day_of, polite, typed
from dokodemo.casework.staff.queries import colleagues
from dokodemo.catalog.versions import current, gone

#: So much of what is typed into the search is looked for.
MOST_TYPED = 100


@require_http_methods(["GET", "HEAD", "POST"])
@allow(*STAFF_ROLES)
@polite
@asks("q", "after")
def desk(request: HttpRequest) -> HttpResponseBase:
    """The queue; a POST searches (a name never stands in an address to be read). Who has no cases goes to their own page."""
    actor = signed_in(request)
    if not actor.may("clerk", "approver"):
        theirs = {"operator": "operations", "administrator": "breakglass"}
        page_of = next((page for role, page in theirs.items() if actor.may(role)), "trail")
        return HttpResponseRedirect(reverse(page_of))
    if not queue.has_queue(actor):
        return HttpResponseRedirect(reverse("approvals"))
    wanted = wanted_of(request.GET)
    text = typed(request, "q").strip()[:MOST_TYPED]
    page = searching.search(actor, text, typed(request, "after")) if text else queue.page(actor, wanted)
    counts = queue.counts(actor)
    titles = titles_of(request, queue.section_of(actor), counts)
    context: dict[str, Any] = {
        "section": queue.section_of(actor),
        "rows": page.rows,
        "listed": listed(page.rows, titles, language_of(request)),
        "after": page.after,
        "counts": counts,
        "titles": titles,
        "wanted": wanted,
        "searched": text,
        "queues": _queues(wanted, counts, searching=bool(text)),
        "procedures": [(id_, title, counts.by_procedure.get(id_, 0)) for id_, title in titles.items()],
        "states": [(code, label) for code, label, _n in _stages(counts)],
        "entrances": [("", _("すべて")), *((each, words.entrance(each)) for each in states.ENTRANCES)],
        "dues": [
            {
                "code": code,
                "label": label,
                "count": count,
                "query": query(replace(wanted, state="", due=code, after="")),
            }
            for code, label, count in _dues(counts)
        ],
        "flags": [(each, words.flag(each)) for each in states.FLAGS],
        "here": query(wanted),
        "next": query(replace(wanted, after=page.after)) if page.after and not text else "",
        "filtered": bool(filters(replace(wanted, after="", sort="due", state=""))),
        "views": [(each, each.query == filters(replace(wanted, after=""))) for each in own.views(actor)],
        "colleagues": colleagues(queue.section_of(actor)) if page.rows else (),
        "act": _act(actor, asked(request, "bulk")),
        "problems": _problems(asked(request, "wrong")),
        "empty": _empty(wanted, counts, text),
    }
    return TemplateResponse(request, "desk/queue.html", context)


@require_GET
@allow("clerk", "approver")
@polite
def help_page(request: HttpRequest) -> HttpResponseBase:
    """What the keys do."""
    return TemplateResponse(request, "desk/help.html")


def titles_of(request: HttpRequest, section: str, counts: queue.Counts) -> dict[str, str]:
    """Every procedure of the section; those that are no longer offered stand last, while there are cases of them."""
    catalog = current()
    language = language_of(request)
    if catalog is None:
        return {}
    found = {
        id_: each.titles.of(language) for id_, each in catalog.procedures.items() if each.section == section
    }
    for id_, each in gone().items():
        if id_ in counts.by_procedure:
            title = each.titles.of(language)
            found[id_] = _("%(title)s（受付終了）") % {"title": title}
    return found


def _queues(wanted: Wanted, counts: queue.Counts, *, searching: bool) -> list[dict[str, Any]]:
    """The left column: label, kept count, address, whether it is the one shown."""
    return [
        {
            "label": label,
            "count": count,
            "query": query(replace(wanted, state=state, after="")),
            "current": state == wanted.state and not searching,
        }
        for state, label, count in _stages(counts)
        if count is not None
    ]


def _stages(counts: queue.Counts) -> list[tuple[str, str, int | None]]:
    """What of the queue can be asked for: code, label, and how many there are where that is kept."""
    return [
        ("", _("処理するもの"), counts.open),
        ("mine", _("自分の担当"), counts.mine),
        ("nobody", _("担当が決まっていないもの"), None),
        ("asked", _("補正を待っているもの"), None),
        *((each, words.state(each), counts.by_state.get(each, 0)) for each in states.STAGES),
    ]


def _dues(counts: queue.Counts) -> list[tuple[str, str, int]]:
    """The deadlines that can be asked for: code, label, how many."""
    return [
        ("late", _("期限切れ"), counts.late),
        ("today", _("今日まで"), counts.due_today),
        ("soon", _("3営業日以内"), counts.due_soon),
    ]


def wanted_of(given: QueryDict) -> Wanted:
    """The filters in an address or a form; what makes no sense is left out."""

    def said(name: str) -> str:
        return given.get(name, "").replace("\0", "")

    return Wanted(
        state=said("state"),
        procedure=said("procedure"),
        sort=said("sort") if said("sort") in queue.SORTS else "due",
        after=said("after"),
        entrance=said("entrance"),
        due=said("due"),
        flag=said("flag"),
        since=day_of(said("since")),
        until=day_of(said("until")),
    )


def filters(wanted: Wanted) -> str:
    """What of an address narrows the queue, without what is as usual; "" where all is."""
    parts = {
        "state": wanted.state,
        "procedure": wanted.procedure,
        "entrance": wanted.entrance,
        "due": wanted.due,
        "flag": wanted.flag,
        "since": wanted.since.isoformat() if wanted.since else "",
        "until": wanted.until.isoformat() if wanted.until else "",
        "sort": wanted.sort if wanted.sort != "due" else "",
        "after": wanted.after,
    }
    return urlencode({name: value for name, value in parts.items() if value})


def query(wanted: Wanted) -> str:
    """The address of a queue."""
    said = filters(wanted)
    return f"{reverse('desk')}?{said}" if said else reverse("desk")


def _act(actor: Actor, text: str) -> dict[str, Any] | None:
    """What the press before did, to be said and taken back."""
    try:
        found = own.act(actor, UUID(text))
    except ValueError:
        return None
    if found is None:
        return None
    undone = found.undone_at is not None
    changed = len(found.rows) - (len(found.left) if undone else 0)
    said = words.undone(changed) if undone else words.done(found.kind, found.word, changed)
    return {"it": found, "said": said, "undone": undone, "changed": changed}


def _problems(code: str) -> list[Problem]:
    """What was wrong with the press before."""
    said = {
        "nothing": _("申請が1つも選ばれていません。左の欄で選んでから、もう一度押してください。"),
        "many": _("一度に50件までです。選び直してください。"),
        "member": _("その職員は、この課で申請を担当していません。選び直してください。"),
        "flag": _("その印はありません。選び直してください。"),
        "gone": _("元に戻せるのは、自分がした操作で、1日以内のものだけです。"),
        "undone": _("もう元に戻してあります。"),
        "name": _("表示の名前を30文字以内で入力してください。"),
        "views": _("保存できる表示は20までです。使わないものを消してから、もう一度保存してください。"),
        "export": _("5,000件をこえるため、書き出せません。期限や届いた日で、しぼりこんでください。"),
    }.get(code)
    return [Problem("cases", said)] if said else []


def _empty(wanted: Wanted, counts: queue.Counts, text: str) -> str:
    """What an empty list says: why, and what to do."""
    if text:
        return _(
            "見つかりませんでした。受付番号は数字を、名前はフリガナか漢字、住所は町名のはじめの2文字以上を、届いた日は2026年11月24日のように入れてみてください。ほかの課の申請は出ません。"
        )
    if counts.total == 0:
        return _("まだ申請は届いていません。届くと、ここに期限の近い順で並びます。")
    if filters(replace(wanted, after="", sort="due")):
        return _("この条件の申請はありません。")
    return _("処理する申請はありません。おつかれさまでした。")
