"""The queue of a section."""

from dataclasses import replace
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect, QueryDict
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from dokodemo.base.access import STAFF_ROLES, allow, signed_in
from dokodemo.base.actor import Actor
from dokodemo.base.ui.moulds import language_of
from dokodemo.base.ui.question import Problem
from dokodemo.casework.cases.queries import own, queue, searching
from dokodemo.casework.cases.queries.queue import Wanted
from dokodemo.casework.desk import words
from dokodemo.casework.desk.queue_screen import Shown, filters, show
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
    counts, section = queue.counts(actor), queue.section_of(actor)
    return show(
        request,
        Shown(
            section=section,
            page=page,
            counts=counts,
            titles=titles_of(request, section, counts),
            wanted=wanted,
            searched=text,
            views=own.views(actor),
            colleagues=colleagues(section) if page.rows else (),
            act=_act(actor, asked(request, "bulk")),
            problems=_problems(asked(request, "wrong")),
            empty="" if page.rows else _empty(wanted, counts, text),
        ),
    )


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
