"""Starting, the pages of the form, and throwing a draft away."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.template.response import TemplateResponse
from django.views.decorators.http import require_http_methods

from dokodemo.base import clock
from dokodemo.base.access import RESIDENT, allow
from dokodemo.base.http import away, see_other
from dokodemo.base.ui.live import aside, is_live, said_not_swapped
from dokodemo.base.ui.moulds import language_of
from dokodemo.catalog import forms, layout, lists
from dokodemo.catalog.combined import JOIN
from dokodemo.catalog.parsing import Post
from dokodemo.internet.accounts.resident import signed_in_resident
from dokodemo.internet.apply import actions, bringing, queries, screens
from dokodemo.internet.apply.actions import PageRead
from dokodemo.internet.apply.draft import Draft
from dokodemo.internet.apply.views.common import (
    gone_from_here,
    own_draft,
    screen,
    sent_already,
    stronger_sign_in,
    typed_is_kept,
)


@allow(RESIDENT)
@require_http_methods(["GET", "POST"])
def start(request: HttpRequest, procedure_id: str) -> HttpResponseBase:
    """Open a draft; with one open already, ask whether to go on with it (``choice``: continue, new)."""
    if request.method == "GET":  # coming back from the sign-in
        return see_other(_beginning(procedure_id))
    resident = signed_in_resident(request)
    try:
        procedure, catalog_hash = actions.current_procedure(procedure_id)
    except queries.NotHere as error:
        if JOIN in procedure_id:  # their page says which of them can be applied for
            return see_other(_beginning(procedure_id))
        raise Http404 from error
    try:
        started = actions.start(resident, procedure, catalog_hash)
    except actions.LevelTooLow:
        return stronger_sign_in(procedure.identity, _beginning(procedure_id))
    choice = request.POST.get("choice")
    if not started.new and choice == "new":
        actions.delete_draft(resident.account_id, started.draft_id)
        started = actions.start(resident, procedure, catalog_hash)
    if not started.new and choice != "continue":
        found = queries.open_draft(resident.account_id, procedure.id)
        return TemplateResponse(request, "apply/resume.html", {"procedure": procedure, "draft": found})
    if started.new:
        return see_other(screen(started.draft_id, procedure.pages[0].id))
    return see_other(f"/apply/{started.draft_id}")


def _beginning(procedure_id: str) -> str:
    """Where a procedure's page has its button: who signed in to begin need not look for it again."""
    return f"/procedures/{procedure_id}#start"


@allow(RESIDENT)
@require_http_methods(["GET"])
def go_on(request: HttpRequest, draft_id: UUID) -> HttpResponseBase:
    """Where the resident stopped."""
    draft = own_draft(signed_in_resident(request), draft_id)
    return draft if isinstance(draft, HttpResponse) else see_other(screen(draft.id, draft.next_step()))


@said_not_swapped(gone_from_here)
@typed_is_kept
@allow(RESIDENT)
@require_http_methods(["GET", "POST"])
def page(request: HttpRequest, draft_id: UUID, page_id: str) -> HttpResponseBase:
    """One page of the form. POST: ``go`` = next | back, ``add`` = a list, ``<list>-<n>-remove``, or ``undo`` of that;
    ``bring`` = somebody who was written down before."""
    if request.method == "POST":
        return _posted(request, draft_id, page_id)
    draft = own_draft(signed_in_resident(request), draft_id)
    if isinstance(draft, HttpResponse):
        return draft
    shown = next((each for each in draft.pages if each.id == page_id), None)
    if shown is None:
        return _not_asked(draft, page_id)
    raw = draft.answers.raw.get(page_id)
    check = "check" in request.GET  # from the review, which found something wrong here
    if raw is None and not check:
        return screens.page(request, draft, shown, layout.of_values(draft, shown))
    typed = forms.typed_values(draft.procedure, shown, draft.values) if raw is None else raw
    result = actions.read_page(draft, shown, typed, language_of(request), clock.today())
    sheet = layout.of_reading(draft, shown, result.raw)
    return screens.page(request, draft, shown, sheet, result.errors if check else {})


def _not_asked(draft: Draft, page_id: str) -> HttpResponse:
    """A page of the form that these answers do not call for: on to the one that comes next. Unknown pages are 404."""
    if draft.procedure.page(page_id) is None:
        raise Http404
    return see_other(screen(draft.id, draft.next_step()))


def _posted(request: HttpRequest, draft_id: UUID, page_id: str) -> HttpResponseBase:
    resident, language = signed_in_resident(request), language_of(request)
    post: Post = lists.put_back(request.POST) if "undo" in request.POST else request.POST
    if "bring" in post:
        draft = own_draft(resident, draft_id)
        if isinstance(draft, HttpResponse):
            return draft
        here = draft.procedure.page(page_id)
        post = bringing.brought(draft, here, post) if here else post
    live = is_live(request)
    changing = any(name in ("add", "undo", "bring") or name.endswith("-remove") for name in post)
    finished = not (live or changing)
    read = actions.save_page if finished or changing or "save" in request.GET else actions.try_page
    try:
        saved = read(resident, draft_id, page_id, post, language, finished=finished)
    except queries.NotHere:
        return sent_already(resident, draft_id)
    except actions.Busy:
        return away(request)
    if not resident.has(saved.draft.procedure.identity):
        return stronger_sign_in(saved.draft.procedure.identity, screen(draft_id, page_id))
    if live:
        return _live(request, saved)
    if changing:
        return _changed_list(request, saved)
    if post.get("go") == "back":
        before = saved.draft.step_before(page_id)
        return see_other(screen(draft_id, before) if before else _before_all(saved.draft))
    return _gone_on(request, saved)


def _before_all(draft: Draft) -> str:
    """Where a form was begun."""
    return f"/my/{draft.answers_to}" if draft.answers_to else f"/procedures/{draft.procedure.id}"


def _gone_on(request: HttpRequest, saved: PageRead) -> HttpResponse:
    """On to the next screen, unless something is wrong or the answers bring a question that was not on the screen."""
    draft, page, result = saved.draft, saved.page, saved.result
    fresh = _fresh(request, saved)
    if not result.errors and not fresh:
        return see_other(screen(draft.id, draft.next_step()))
    # What was not on the screen is asked now, not blamed.
    errors = {name: each for name, each in result.errors.items() if name not in fresh}
    sheet = layout.of_reading(draft, page, result.raw)
    return screens.page(request, draft, page, sheet, errors, grown=bool(fresh))


def _fresh(request: HttpRequest, saved: PageRead) -> set[str]:
    """The questions that these answers call for and that were not on the screen (``_shown`` names those that were)."""
    shown = request.POST.get("_shown")
    return set(saved.result.raw) - set(shown.split()) if shown is not None else set()


def _changed_list(request: HttpRequest, saved: PageRead) -> HttpResponse:
    """One more item or one less, or somebody brought; nothing is judged, the person is in the middle of it."""
    sheet = layout.of_reading(saved.draft, saved.page, saved.result.raw, add=request.POST.get("add", ""))
    gone = lists.taken_away(saved.page, request.POST)
    return screens.page(request, saved.draft, saved.page, sheet, gone=gone)


def _live(request: HttpRequest, saved: PageRead) -> HttpResponse:
    """After every change: only the saved-line, so that nobody's typing is disturbed; the questions where they changed."""
    language = language_of(request)
    sheet = layout.of_reading(saved.draft, saved.page, saved.result.raw)
    if set(request.POST.get("_shown", "").split()) == set(sheet.names):
        return aside(screens.saved(saved.draft, language), "#saved")
    questions = screens.questions(saved.draft, saved.page, sheet, {}, language)
    return HttpResponse(questions + screens.out_of_band(saved.draft, language))


@allow(RESIDENT)
@require_http_methods(["GET", "POST"])
def delete(request: HttpRequest, draft_id: UUID) -> HttpResponseBase:
    """Ask once, then forget the draft with its key and its files."""
    resident = signed_in_resident(request)
    draft = own_draft(resident, draft_id)
    if isinstance(draft, HttpResponse):
        return draft
    if request.method == "POST":
        actions.delete_draft(resident.account_id, draft_id)
        return see_other("/my?done=deleted")
    back = screen(draft.id, draft.next_step())
    return TemplateResponse(
        request, "apply/delete.html", {"procedure": draft.procedure, "draft": draft, "back": back}
    )
