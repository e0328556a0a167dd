"""What the views of this room share."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, cast
from urllib.parse import urlencode
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.template.loader import render_to_string
from django.urls import reverse

from dokodemo.base.access import actor_of, to_sign_in
from dokodemo.base.http import see_other, typed_of
from dokodemo.base.ui.live import aside
from dokodemo.internet.accounts.resident import Resident
from dokodemo.internet.apply import queries
from dokodemo.internet.apply.draft import Draft

P = ParamSpec("P")
#: What the form sends by itself; without anything else nothing was typed.
_OURS = frozenset(("_shown", "_level", "go", "add", "undo", "bring"))
View = Callable[Concatenate[HttpRequest, P], HttpResponseBase]


def screen(draft_id: UUID, step: str) -> str:
    """The address of one screen of a draft. Written out: ``reverse`` is too slow for the road."""
    return f"/apply/{draft_id}/{step}"


def receipt_address(application_id: UUID) -> str:
    return f"/receipts/{application_id}"


def mended_address(application_id: UUID) -> str:
    """The application that was mended just now."""
    return f"/my/{application_id}?done=mended"


def stronger_sign_in(level: str, back: str) -> HttpResponse:
    """This sign-in is not sure enough for the procedure: ask for the one it needs, then come back."""
    return see_other(f"{reverse('sign_in')}?{urlencode({'next': back, 'level': level})}")


def own_draft(resident: Resident, draft_id: UUID) -> Draft | HttpResponse:
    """The draft, or where to go instead: to the receipt when it was sent already, to the card when the procedure asks
    for it. 404 when it is nobody's or another's."""
    try:
        draft = queries.draft(resident, draft_id)
    except queries.NotHere:
        return sent_already(resident, draft_id)
    if not resident.has(draft.procedure.identity):
        return stronger_sign_in(draft.procedure.identity, screen(draft_id, draft.next_step()))
    if draft.answers_to and not queries.application(resident.account_id, draft.answers_to).is_open:
        return see_other(f"/my/{draft.answers_to}")  # it was decided, or taken back, meanwhile
    return draft


def sent_already(resident: Resident, draft_id: UUID) -> HttpResponse:
    """To the receipt of what this draft became, or to what it has mended; 404 when it never was this resident's."""
    mended = queries.answered_by(resident.account_id, draft_id)
    if mended is not None:
        return see_other(mended_address(mended))
    try:
        queries.application(resident.account_id, draft_id)
    except queries.NotHere as error:
        raise Http404 from error
    return see_other(receipt_address(draft_id))


def typed_is_kept(view: View[P]) -> View[P]:
    """For what somebody typed into a page while their session ended: say so, and keep it to be sent after signing in.
    A redirect to the sign-in would throw it away."""

    @wraps(view)
    def told(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if request.method == "POST" and actor_of(request) is None:
            private = queries.my_number_names()
            typed = [(name, value) for name, value in typed_of(request) if name not in private]
            if any(value for name, value in typed if name not in _OURS):
                return _signed_out(request, typed)
        return view(request, *args, **kwargs)

    return cast(View[P], told)


def not_attached_is_said(view: View[P]) -> View[P]:
    """For files that are sent after the session has ended: there is no key to keep them under, so nothing of them is
    read. The page says so after the sign-in (``?missed``), and keeps what was attached before."""

    @wraps(view)
    def told(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if request.method == "POST" and actor_of(request) is None:
            return to_sign_in(request, f"{request.path}?missed")
        return view(request, *args, **kwargs)

    return cast(View[P], told)


def _signed_out(request: HttpRequest, typed: list[tuple[str, str]]) -> HttpResponse:
    """The page that holds what was typed. The sign-in is in a window of its own, so that this one stays."""
    level = _level_asked(request)
    asked = {"level": level} if level else {}
    context = {
        "typed": typed,
        "path": request.path,
        "level": level,
        "sign_in": f"{reverse('sign_in')}?{urlencode({'next': request.path, **asked})}",
    }
    return HttpResponse(render_to_string("apply/signed_out.html", context, request), status=403)


def _level_asked(request: HttpRequest) -> str:
    """The sign-in that the form's procedure asks for, as the form says: without a session no draft can be looked at."""
    level = request.POST.get("_level", "")
    return level if level in ("mail", "card") else ""


def gone_from_here(request: HttpRequest) -> HttpResponse:
    """The saved-line says that the session is over, with the way back."""
    level = _level_asked(request)
    html = render_to_string("apply/session_over.html", {"back": request.path, "level": level}, request)
    return aside(html, "#saved")
