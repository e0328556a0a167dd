"""What is done to many cases of the queue at once, the queue as a file, and a member's own views of it."""

from collections.abc import Callable
from uuid import UUID

from django.http import HttpRequest, HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from dokodemo.base.access import allow, safe_next, signed_in
from dokodemo.base.actor import Actor
from dokodemo.base.http import see_other, table_attached
from dokodemo.base.ui.templatetags.ui import day
from dokodemo.casework.cases.actions import bulk, saved
from dokodemo.casework.cases.queries import queue, sheets
from dokodemo.casework.cases.rights import NotPossible
from dokodemo.casework.desk import words
from dokodemo.casework.desk.queue_screen import filters
from dokodemo.casework.desk.views.guard import polite, row_id, typed
from dokodemo.casework.desk.views.queue import titles_of, wanted_of
from dokodemo.values.cells import as_csv


def _back(request: HttpRequest, **said: str) -> HttpResponseBase:
    """To the page it was pressed on, saying what became of it."""
    path, _mark, asked = safe_next(typed(request, "back"), reverse("desk")).partition("?")
    kept = [part for part in asked.split("&") if part and part.partition("=")[0] not in ("bulk", "wrong")]
    together = "&".join([*kept, urlencode(said)]) if said else "&".join(kept)
    return see_other(f"{path}?{together}" if together else path)


def _chosen(request: HttpRequest) -> list[tuple[UUID, int]]:
    """The cases that were ticked, each as ``id~version``; what is no such thing is passed over."""
    found = []
    for text in request.POST.getlist("case"):
        id_, _mark, version = text.partition("~")
        try:
            found.append((UUID(id_), int(version)))
        except ValueError:
            continue
    return found


@require_POST
@allow("clerk", "approver")
@polite
def many(request: HttpRequest) -> HttpResponseBase:
    """``do``: assign (``member``), flag (``flag``), close or print; ``case``: the cases, as they were read."""
    actor, chosen = signed_in(request), _chosen(request)
    if typed(request, "do") == "print":
        return _printed(request, actor, chosen)
    acts: dict[str, Callable[[], UUID]] = {
        "assign": lambda: bulk.assign(actor, chosen, typed(request, "member")).id,
        "flag": lambda: bulk.flag(actor, chosen, typed(request, "flag")).id,
        "close": lambda: bulk.close(actor, chosen).id,
    }
    act = acts.get(typed(request, "do"))
    if act is None:
        return _back(request)
    try:
        return _back(request, bulk=str(act()))
    except NotPossible as refused:
        return _back(request, wrong=refused.code)


def _printed(request: HttpRequest, actor: Actor, chosen: list[tuple[UUID, int]]) -> HttpResponseBase:
    if not chosen or len(chosen) > bulk.MOST:
        return _back(request, wrong="many" if chosen else "nothing")
    found = sheets.sheets(actor, [id_ for id_, _version in chosen])
    return TemplateResponse(
        request, "desk/sheets.html", {"sheets": found, "back": safe_next(typed(request, "back"), "/")}
    )


@require_POST
@allow("clerk", "approver")
@polite
def undo(request: HttpRequest) -> HttpResponseBase:
    """Take back what one press did."""
    try:
        act = bulk.undo(signed_in(request), UUID(typed(request, "act")))
    except NotPossible as refused:
        return _back(request, wrong=refused.code)
    except ValueError:
        return _back(request, wrong="gone")
    return _back(request, bulk=str(act.id))


@require_POST
@allow("clerk", "approver")
@polite
def export(request: HttpRequest) -> HttpResponseBase:
    """The list that is shown, whole, as CSV."""
    actor, wanted = signed_in(request), wanted_of(request.POST)
    rows = queue.export(actor, wanted)
    if rows is None:
        return _back(request, wrong="export")
    titles = titles_of(request, queue.section_of(actor), queue.counts(actor))
    head = (
        _("受付番号"), _("手続き"), _("申請した人"), _("フリガナ"), _("届いた日"), _("期限"), _("状態"), _("担当"),
        _("印"), _("入口"), _("文書番号"),
    )  # fmt: skip
    lines = (
        (
            row.receipt, titles.get(row.procedure, row.procedure), row.applicant, row.kana, day(row.arrived_at),
            day(row.due), words.state(row.state), row.taken_by, words.flag(row.flag), words.entrance(row.entrance),
            row.number,
        )
        for row in rows
    )  # fmt: skip
    return table_attached(as_csv([head, *lines]), "cases.csv")


@require_POST
@allow("clerk", "approver")
@polite
def save_view(request: HttpRequest) -> HttpResponseBase:
    """Keep the filters that are shown under a name."""
    wanted = filters(wanted_of(request.POST))
    try:
        saved.save(signed_in(request), typed(request, "view"), wanted)
    except NotPossible as refused:
        return _back(request, wrong=refused.code)
    return _back(request)


@require_POST
@allow("clerk", "approver")
@polite
def remove_view(request: HttpRequest) -> HttpResponseBase:
    """Take one's own view away."""
    saved.remove(signed_in(request), row_id(typed(request, "view")))
    return _back(request)
