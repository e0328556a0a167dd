"""The pages on which a clerk types what came on paper or by telephone."""

from collections.abc import Mapping
from contextlib import suppress
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from dokodemo.base import uploads
from dokodemo.base.access import allow, signed_in
from dokodemo.base.http import content_length, see_other
from dokodemo.base.ui.live import aside, is_live, said_not_swapped
from dokodemo.base.ui.moulds import language_of
from dokodemo.base.ui.question import Problem, Question, choose
from dokodemo.casework.cases import states
from dokodemo.casework.cases.queries.case import case_of
from dokodemo.casework.cases.rights import Changed, NotPossible
from dokodemo.casework.desk import words as desk
from dokodemo.casework.desk.views.guard import asked, day_of, polite, row_id, typed
from dokodemo.casework.desk.views.papers import inline
from dokodemo.casework.reception import actions, queries, residents, screen, words
from dokodemo.casework.reception.actions import Said
from dokodemo.casework.reception.filling import Filling
from dokodemo.casework.reception.queries import Opened
from dokodemo.catalog import versions
from dokodemo.catalog.lists import Gone, put_back, taken_away


@require_http_methods(["GET", "HEAD", "POST"])
@allow("clerk")
@polite
def overview(request: HttpRequest) -> HttpResponseBase:
    """What is not finished, and the way to a new one (POST: ``procedure``, ``entrance``)."""
    actor, problems = signed_in(request), {}
    if request.method == "POST":
        try:
            reception_id = actions.begin(actor, typed(request, "procedure"), typed(request, "entrance"))
            return see_other(reverse("reception_sheet", args=[reception_id]))
        except NotPossible as refused:
            problems = refused.problems
    language = language_of(request)
    rows, after = queries.unfinished(actor, row_id(asked(request, "after")))
    procedures = sorted((each.titles.of(language), each.id) for each in queries.offered(actor))
    questions = [
        Question(
            "procedure", "select", _("手続き"), True, typed(request, "procedure"), error=problems.get("procedure", ""),
            choices=(choose(), *((id_, title) for title, id_ in procedures)),
        ),
        Question(
            "entrance", "choice", _("どのように届いたか"), True, typed(request, "entrance"),
            error=problems.get("entrance", ""), choices=tuple((each, desk.entrance(each)) for each in states.BY_HAND),
        ),
    ]  # fmt: skip
    context = {
        "questions": questions if procedures else [],
        "problems": [Problem(*each) for each in problems.items()],
        "rows": [(row, versions.procedure_title(row.procedure).of(language)) for row in rows],
        "after": after,
        "done": asked(request, "done"),
    }
    return TemplateResponse(request, "reception/list.html", context, status=422 if problems else 200)


@csrf_exempt  # only until the size is known: the token is checked by _posted, which reads the body
@said_not_swapped(lambda request: _saved_line(request, over=True))
@require_http_methods(["GET", "HEAD", "POST"])
@allow("clerk")
@polite
def sheet(request: HttpRequest, reception_id: int) -> HttpResponseBase:
    """The whole form on one page. POST: ``go`` = save, close, attach, register, anyway, find (a resident); or ``fill`` = the
    resident, ``add`` = a list, ``<list>-<n>-remove``, ``undo`` of that, ``remove`` = a scan."""
    if request.method == "POST" and content_length(request) <= uploads.MAX_REQUEST:
        return _posted(request, reception_id)
    opened = queries.sheet(signed_in(request), reception_id)
    if opened is None:
        raise Http404
    large = {screen.FILE: words.explain("size")} if request.method == "POST" else {}
    said = Said(opened.row.received_on, opened.row.proof, opened.row.typed)
    filling = actions.read(opened, said.typed)
    return _page(request, opened, filling, said, large, posted={}, status=413 if large else 200)


@csrf_protect
def _posted(request: HttpRequest, reception_id: int) -> HttpResponseBase:
    actor, said, live = signed_in(request), _said(request), is_live(request)
    revision = row_id(typed(request, "_revision"))
    go = "" if live else typed(request, "go")  # a page that saves itself receives nothing
    if queries.own(actor, reception_id) is None:
        return _received_already(request)
    if "fill" in request.POST and not live:
        said = residents.filled(actor, reception_id, said, typed(request, "fill"))
    try:
        opened, filling = actions.save(actor, reception_id, revision, said, live=live)
        if go in ("register", "anyway"):
            return _registered(request, opened, filling, said, anyway=go == "anyway")
    except Changed:
        return _changed(request, reception_id, said)
    except NotPossible:  # it was received, or thrown away, meanwhile
        return _received_already(request)
    if live:
        return _live(request, opened, filling)
    if go == "close":
        return see_other(f"{reverse('reception')}?done=saved")
    errors: dict[str, str] = {}
    found = None
    if go == "find":
        try:
            found = residents.find(actor, opened, typed(request, "_resident"))
        except NotPossible as refused:
            errors = dict(refused.problems)
    if go == "attach" or "remove" in request.POST:
        try:
            errors = _sheets(request, opened)
        except NotPossible:
            raise Http404 from None
        opened = queries.opened(opened.row)
    gone = next((each for page in opened.procedure.pages if (each := taken_away(page, request.POST))), None)
    add = typed(request, "add")
    status = 422 if errors else 200
    return _page(request, opened, filling, said, errors, add=add, gone=gone, status=status, found=found)


def _said(request: HttpRequest) -> Said:
    post = put_back(request.POST) if "undo" in request.POST else request.POST
    private = typed(request, "_private").split()
    answers = {
        name: str(post.get(name)).replace("\0", "")
        for name in post
        if not name.startswith("_") and name not in private
    }
    day, proof = day_of(typed(request, "_received_on")), typed(request, "_proof")
    return Said(day, proof, answers, frozenset(typed(request, "_shown").split()))


def _sheets(request: HttpRequest, opened: Opened) -> dict[str, str]:
    """Attach what was chosen, each that can be, or take away what was pressed; what was wrong, and with which."""
    actor, reception_id = signed_in(request), int(opened.row.pk)
    if "remove" in request.POST:
        try:
            actions.detach(actor, reception_id, UUID(typed(request, "remove")))
        except ValueError:
            raise Http404 from None
        return {}
    kind = typed(request, screen.KIND)
    offered = {each.id for each in opened.procedure.attachments} | {states.ORIGINAL}
    if kind not in offered or (kind == states.ORIGINAL and opened.row.entrance == states.TELEPHONE):
        return {screen.KIND: _("何の書類かを選んでから、もう一度ファイルを選んでください。")}
    chosen = request.FILES.getlist(screen.FILE)
    wrong = []
    for file in chosen or (None,):
        try:
            actions.attach(actor, reception_id, kind, file)
        except uploads.NotTaken as refused:
            name = f"{file.name}：" if file and len(chosen) > 1 else ""
            wrong.append(f"{name}{words.explain(refused.code)}")
    return {screen.FILE: " ".join(wrong)} if wrong else {}


def _received_already(request: HttpRequest) -> HttpResponseBase:
    """A second press, or a colleague's: to the slip of what it has become, where that is the clerk's business."""
    try:
        case = UUID(typed(request, "_application"))
    except ValueError:
        raise Http404 from None
    if queries.slip(signed_in(request), case) is None:
        raise Http404
    return see_other(reverse("reception_slip", args=[case]))


def _registered(
    request: HttpRequest, opened: Opened, filling: Filling, said: Said, *, anyway: bool
) -> HttpResponseBase:
    """On to the slip; where it was not registered, what was typed is kept. Raises Changed."""
    actor, row = signed_in(request), opened.row
    try:
        case = actions.register(actor, int(row.pk), row.revision, request.POST, anyway=anyway)
    except NotPossible as refused:
        if refused.code == "gone":
            raise
        errors = refused.problems or {"main": _("この申請への補正は、もう待っていません。決定したか、取り下げられました。この入力は捨ててください。")}  # fmt: skip
        return _page(request, opened, filling, said, errors, anyway=refused.code == "form", status=422)
    return see_other(reverse("reception_slip", args=[case]))


def _changed(request: HttpRequest, reception_id: int, said: Said) -> HttpResponseBase:
    """Somebody else saved: theirs is kept, what was typed here stands on the page, and saves over it when it is sent again."""
    opened = queries.sheet(signed_in(request), reception_id)
    if opened is None:
        raise Http404
    if is_live(request):
        return _saved_line(request, opened, changed=True)
    filling = actions.read(opened, said.typed)
    return _page(request, opened, filling, said, {}, clashed=True, status=409)


def _live(request: HttpRequest, opened: Opened, filling: Filling) -> HttpResponseBase:
    """After every change: only the saved-line, so that nobody's typing is disturbed; the questions where they changed."""
    language, parts = language_of(request), filling.parts()
    shown = screen.shown(parts)
    if set(typed(request, "_shown").split()) == set(shown):
        return _saved_line(request, opened)
    context = {"blocks": screen.blocks(parts, {}, language), "shown": shown}
    changed = render_to_string("reception/questions.html", context, request)
    private = screen.private(opened, filling, {}, {}, language)
    if [each.name for each in private] != typed(request, "_private").split():
        changed += render_to_string("reception/private.html", {"private": private, "beside": True}, request)
    return HttpResponse(changed + _line(request, opened, beside=True))


def _saved_line(request: HttpRequest, opened: Opened | None = None, **said: bool) -> HttpResponse:
    return aside(_line(request, opened, **said), "#saved")


def _line(request: HttpRequest, opened: Opened | None, **said: bool) -> str:
    context = {"row": opened.row if opened else None, "revision": typed(request, "_revision"), **said}
    return render_to_string("reception/saved.html", context, request)


def _page(
    request: HttpRequest, opened: Opened, filling: Filling, said: Said, errors: Mapping[str, str], *,
    posted: Mapping[str, Any] | None = None, add: str = "", gone: Gone | None = None, status: int = 200, **more: Any,
) -> HttpResponseBase:  # fmt: skip
    """``posted``: nothing, where the request is too large to be read."""
    language, row, parts = language_of(request), opened.row, filling.parts(add)
    post: Mapping[str, Any] = request.POST if posted is None else posted
    day = said.received_on.isoformat() if said.received_on else str(post.get("_received_on") or "")
    context = {
        "opened": opened,
        "row": row,
        "about": screen.about(opened, day, said.proof or row.proof, errors),
        "blocks": screen.blocks(parts, errors, language),
        "shown": screen.shown(parts),
        "private": screen.private(opened, filling, post, errors, language),
        "kind": screen.kinds(opened, filling, str(post.get(screen.KIND) or ""), language),
        "file_error": errors.get(screen.FILE, "") or errors.get(screen.KIND, ""),
        "titles": {each.id: each.titles.of(language) for each in opened.procedure.attachments},
        "problems": screen.problems(opened, errors, language),
        "residents": residents.are_known(),
        "resident_error": errors.get("_resident", ""),
        "gone": gone,
        "gone_title": gone.title(language) if gone else "",
        **more,
    }
    response = TemplateResponse(request, "reception/sheet.html", context, status=status)
    if status in (409, 413, 422):
        response._has_been_logged = True  # type: ignore[attr-defined]
    return response


@require_GET
@allow("clerk")
@polite
def scan(request: HttpRequest, reception_id: int, scan_id: UUID) -> HttpResponseBase:
    """A sheet as the opening room made it, shown in the browser."""
    return inline(queries.content(signed_in(request), reception_id, scan_id))


@require_http_methods(["GET", "HEAD", "POST"])
@allow("clerk")
@polite
def discard(request: HttpRequest, reception_id: int) -> HttpResponseBase:
    """Ask once, then throw it away."""
    opened = queries.sheet(signed_in(request), reception_id)
    if opened is None:
        raise Http404
    if typed(request, "sure"):
        with suppress(NotPossible):  # it is gone already
            actions.discard(signed_in(request), reception_id)
        return see_other(f"{reverse('reception')}?done=discarded")
    return TemplateResponse(request, "reception/discard.html", {"opened": opened, "row": opened.row})


@require_POST
@allow("clerk")
@polite
def answer(request: HttpRequest, case_id: UUID) -> HttpResponseBase:
    """Type what the applicant of a case sends again."""
    actor = signed_in(request)
    if case_of(actor, case_id) is None:
        raise Http404
    try:
        reception_id = actions.begin_answer(actor, case_id)
    except NotPossible:
        return see_other(reverse("case", args=[case_id]))
    return see_other(reverse("reception_sheet", args=[reception_id]))


@require_GET
@allow("clerk")
@polite
def slip(request: HttpRequest, case_id: UUID) -> HttpResponseBase:
    """It is a case: what comes next, and the slip for whoever applied (受付票)."""
    found = queries.slip(signed_in(request), case_id)
    if found is None:
        raise Http404
    return TemplateResponse(request, "reception/slip.html", {"slip": found[0], "phone": found[1]})
