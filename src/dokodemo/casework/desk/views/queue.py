"""The queue of a section."""

from dataclasses import replace
from typing import Any

from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from dokodemo.base.access import STAFF_ROLES, allow, signed_in
from dokodemo.casework.cases import states
from dokodemo.casework.cases.queries import queue
from dokodemo.casework.cases.queries.queue import Wanted
from dokodemo.casework.desk import words
from dokodemo.casework.desk.views.guard import asked, polite, typed
from dokodemo.catalog.versions import current, gone


@require_http_methods(["GET", "HEAD", "POST"])
@allow(*STAFF_ROLES)
@polite
def desk(request: HttpRequest) -> HttpResponseBase:
    """The queue; a POST searches (a name never stands in an address). Who has no cases goes to their own page."""
    actor = signed_in(request)
    if not actor.may("clerk", "approver"):
        return HttpResponseRedirect(reverse("operations" if actor.may("operator") else "trail"))
    wanted = Wanted(
        state=asked(request, "state"),
        procedure=asked(request, "procedure"),
        sort=request.GET["sort"] if request.GET.get("sort") in queue.SORTS else "due",
        after=asked(request, "after"),
        entrance=asked(request, "entrance"),
    )
    text = typed(request, "q").strip()
    page = queue.search(actor, text, typed(request, "after")) if text else queue.page(actor, wanted)
    counts = queue.counts(actor)
    titles = _titles(request, queue.section_of(actor), counts)
    context: dict[str, Any] = {
        "section": queue.section_of(actor),
        "rows": page.rows,
        "after": page.after,
        "counts": counts,
        "titles": titles,
        "wanted": wanted,
        "searched": text,
        "queues": _queues(wanted, counts, searching=bool(text)),
        "procedures": [(id_, title, counts.by_procedure.get(id_, 0)) for id_, title in titles.items()],
        "states": [
            ("", _("処理するもの")),
            ("mine", _("自分の担当")),
            *((s, words.state(s)) for s in states.STATES),
        ],
        "entrances": [("", _("すべて")), *((each, words.entrance(each)) for each in states.ENTRANCES)],
        "empty": _empty(wanted, counts, text),
    }
    return TemplateResponse(request, "desk/queue.html", context)


@require_GET
@allow("clerk", "approver")
@polite
def help_page(request: HttpRequest) -> HttpResponseBase:
    """What the keys do."""
    return TemplateResponse(request, "desk/help.html")


def _titles(request: HttpRequest, section: str, counts: queue.Counts) -> dict[str, str]:
    """Every procedure of the section; those that are no longer offered stand last, while there are cases of them."""
    catalog = current()
    language = getattr(request, "LANGUAGE_CODE", "ja")
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
    shown = [("", _("処理するもの"), counts.open), ("mine", _("自分の担当"), counts.mine)]
    shown += [(state, words.state(state), counts.by_state.get(state, 0)) for state in states.STATES]
    return [
        {
            "label": label,
            "count": count,
            "query": query(replace(wanted, state=state, after="")),
            "current": state == wanted.state and not searching,
        }
        for state, label, count in shown
    ]


def query(wanted: Wanted) -> str:
    """The address of a queue, without what is as usual."""
    parts = {
        "state": wanted.state,
        "procedure": wanted.procedure,
        "after": wanted.after,
        "entrance": wanted.entrance,
    }
    if wanted.sort != "due":
        parts["sort"] = wanted.sort
    said = {name: value for name, value in parts.items() if value}
    return f"?{urlencode(said)}" if said else reverse("desk")


def _empty(wanted: Wanted, counts: queue.Counts, text: str) -> str:
    """What an empty list says: why, and what to do."""
    if text:
        return _(
            "見つかりませんでした。受付番号は数字を、名前はフリガナか漢字のはじめの2文字以上を入れてみてください。ほかの課の申請は出ません。"
        )
    if counts.total == 0:
        return _("まだ申請は届いていません。届くと、ここに期限の近い順で並びます。")
    if wanted.state or wanted.procedure or wanted.entrance:
        return _("この条件の申請はありません。左の「処理するもの」で、条件をはずして見てください。")
    return _("処理する申請はありません。おつかれさまでした。")
