"""サインインのしかた: what a member signs in with, how to add and remove it, and where the member is signed in."""

from collections.abc import Mapping

import segno
from django.http import HttpRequest, HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from dokodemo.base import config, sessions
from dokodemo.base.access import STAFF_ROLES, allow, signed_in
from dokodemo.base.http import see_other
from dokodemo.base.lockedcookie import LockedCookie
from dokodemo.base.ui.question import Problem, Question
from dokodemo.casework.staff import actions, factors, passkeys, queries

# What is being added and is not proven yet: a secret or a challenge, good in the session it was made for.
_adding = LockedCookie("__Host-adding", "adding", 600)


@require_GET
@allow(*STAFF_ROLES)
def security(request: HttpRequest) -> HttpResponseBase:
    """Everything at a glance."""
    actor = signed_in(request)
    known = queries.factors_of(actor.id)
    context = {
        "known": known,
        "needed": config.load().second_factor and not known.number,
        "sessions": queries.open_sessions(actor.id, sessions.held(request)),
    }
    return TemplateResponse(request, "staff/security.html", context)


@require_http_methods(["GET", "POST"])
@sensitive_post_parameters("code")
@allow(*STAFF_ROLES)
def app(request: HttpRequest) -> HttpResponseBase:
    """Add the app: GET shows a new secret, POST takes it when a code of it is right."""
    actor = signed_in(request)
    known = queries.factors_of(actor.id)
    if known.app_since:
        return see_other(reverse("security"))
    secret, problem, field = _recall(request, "secret"), "", "code"
    if request.method == "POST":
        try:
            if not secret:
                raise factors.FactorRefused("old")
            fresh = factors.add_app(
                actor,
                sessions.held(request),
                secret,
                request.POST.get("code", ""),
                _typed(request) if known.number else "",
            )
        except factors.FactorRefused as refused:
            problem = _sentence(refused.code)
            field = "password" if refused.code in ("password", "empty") else field
        else:
            return _done(request, fresh)
    made = secret if problem and secret else factors.new_secret()
    question = Question(
        "code", "text", _("アプリに出ている6けたの番号"), True, error=problem if field == "code" else "", width="short",
        autocomplete="one-time-code", inputmode="numeric",
    )  # fmt: skip
    context = {
        "image": segno.make(factors.address_of(actor, made), error="m").svg_data_uri(scale=6, border=4),
        "groups": [made[at : at + 4] for at in range(0, len(made), 4)],
        "questions": [
            question,
            *([_password(problem if field == "password" else "")] if known.number else []),
        ],
    }
    return _page(request, "staff/app.html", context, field, problem, {"secret": made})


@require_http_methods(["GET", "POST"])
@sensitive_post_parameters("passkey")
@allow(*STAFF_ROLES)
def passkey(request: HttpRequest) -> HttpResponseBase:
    """Add a passkey: GET asks the browser for one, POST takes what it made."""
    actor = signed_in(request)
    known, field = queries.factors_of(actor.id), "use-passkey"
    name, problem = request.POST.get("name", ""), ""
    if request.method == "POST":
        challenge, answer = _recall(request, "challenge"), request.POST.get("passkey", "")
        try:
            if not challenge:
                raise factors.FactorRefused("old")
            fresh = factors.add_passkey(
                actor,
                sessions.held(request),
                name,
                challenge,
                answer,
                _typed(request) if known.number else "",
            )
        except factors.FactorRefused as refused:
            problem = _sentence(refused.code)
            field = "password" if refused.code in ("password", "empty") else field
        else:
            return _done(request, fresh)
    challenge = passkeys.new_challenge()
    question = Question(
        "name", "text", _("このパスキーの名前"), value=name[: factors.LONGEST_NAME],
        help=_("どれかわかるように。例：青い鍵、仕事のスマートフォン"), width="medium", autocomplete="off",
    )  # fmt: skip
    kept = [each.credential_id for each in known.passkeys]
    context = {
        "options": passkeys.creation_options(actor.id, actor.name, challenge, kept),
        "questions": [
            question,
            *([_password(problem if field == "password" else "")] if known.number else []),
        ],
    }
    return _page(request, "staff/passkey.html", context, field, problem, {"challenge": challenge})


@require_http_methods(["GET", "POST"])
@sensitive_post_parameters("password")
@allow(*STAFF_ROLES)
def remove(request: HttpRequest) -> HttpResponseBase:
    """Take one away: GET asks for the password, POST does it."""
    actor, problem = signed_in(request), ""
    what = (request.POST if request.method == "POST" else request.GET).get("what", "")
    known = queries.factors_of(actor.id)
    names = {str(each.id): each.name for each in known.passkeys}
    if known.app_since:
        names[factors.APP] = _("認証アプリ")
    if what not in names:
        return see_other(reverse("security"))
    if request.method == "POST":
        try:
            factors.remove(actor, sessions.held(request), _typed(request), what)
        except factors.FactorRefused as refused:
            problem = _sentence(refused.code)
        else:
            return see_other(reverse("security"))
    context = {"what": what, "name": names[what], "questions": [_password(problem)]}
    return _page(request, "staff/remove.html", context, "password", problem)


@require_http_methods(["GET", "POST"])
@sensitive_post_parameters("password")
@allow(*STAFF_ROLES)
def codes(request: HttpRequest) -> HttpResponseBase:
    """New codes on paper: GET asks for the password, POST shows them, once."""
    actor, problem = signed_in(request), ""
    if not queries.factors_of(actor.id).number:
        return see_other(reverse("security"))
    if request.method == "POST":
        try:
            fresh = factors.new_codes(actor, _typed(request))
        except factors.FactorRefused as refused:
            problem = _sentence(refused.code)
        else:
            return _done(request, fresh)
    return _page(request, "staff/new_codes.html", {"questions": [_password(problem)]}, "password", problem)


@require_POST
@allow(*STAFF_ROLES)
def sign_out_everywhere(request: HttpRequest) -> HttpResponseBase:
    """All sessions of this member end, this one too. Only the button says ``everywhere``."""
    if request.POST.get("everywhere") != "yes":
        return see_other(reverse("security"))
    actions.close_all_sessions(signed_in(request))
    response = see_other(reverse("sign_in"))
    sessions.clear_cookie(response)
    return response


def _done(request: HttpRequest, fresh: tuple[str, ...]) -> HttpResponseBase:
    """Back to the overview, by way of the new codes where there are any: they are shown this once."""
    response: HttpResponseBase = see_other(reverse("security"))
    if fresh:
        response = TemplateResponse(request, "staff/codes.html", {"codes": fresh})
    _adding.forget(response)
    return response


def _page(
    request: HttpRequest,
    template: str,
    context: Mapping[str, object],
    place: str,
    problem: str,
    adding: dict[str, str] | None = None,
) -> HttpResponseBase:
    problems = [Problem(place, problem)] if problem else []
    shown = {**context, "problems": problems}
    response = TemplateResponse(request, template, shown, status=422 if problem else 200)
    if adding:
        _adding.keep(response, {"session": sessions.held(request).id_hash.hex(), **adding})
    return response


def _recall(request: HttpRequest, what: str) -> str:
    """What was given to this browser in this session; "" when nothing was, or too long ago."""
    content = _adding.recall(request) or {}
    return (
        str(content.get(what, "")) if content.get("session") == sessions.held(request).id_hash.hex() else ""
    )


def _typed(request: HttpRequest) -> str:
    """The password; nothing typed is no wrong one, and is not counted."""
    word = request.POST.get("password", "")
    if not word:
        raise factors.FactorRefused("empty")
    return word


def _password(problem: str) -> Question:
    return Question(
        "password", "password", _("いまのパスワード"), True, error=problem, width="medium",
        autocomplete="current-password",
    )  # fmt: skip


def _sentence(code: str) -> str:
    return {
        "code": _("番号がちがいます。アプリにいま出ている番号を入力してください。"),
        "passkey": _("パスキーを確かめられませんでした。もう一度加えてください。"),
        "old": _("時間がたったので、はじめからやり直してください。"),
        "there": _("すでに加えてあります。"),
        "empty": _("いまのパスワードを入力してください。"),
        "password": _("いまのパスワードがちがいます。続けて5回まちがえると15分間止まります。"),
        "last": _("最後の一つは外せません。先に、代わりになるものを加えてください。"),
        "gone": _("もうありません。"),
    }[code]
