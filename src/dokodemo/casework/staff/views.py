"""Sign in (in two steps where there is a second factor), sign out, change the password."""

from django.http import HttpRequest, HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from dokodemo.base import sessions
from dokodemo.base.access import STAFF_ROLES, VISITOR, actor_of, allow, safe_next, signed_in
from dokodemo.base.http import see_other
from dokodemo.base.ui.question import Problem, Question
from dokodemo.casework.staff import actions, factors, halfway, passkeys, queries
from dokodemo.casework.staff.halfway import Halfway


@require_http_methods(["GET", "POST"])
@sensitive_post_parameters("password")
@allow(VISITOR)
def sign_in(request: HttpRequest) -> HttpResponseBase:
    """GET asks, POST tries. A fresh token at every sign-in: nobody can have planted it."""
    target = safe_next(request.POST.get("next") or request.GET.get("next"), "/")
    typed = request.POST.get("member", "").strip()
    problem = ""
    if request.method == "POST":
        opened = actions.open_session(typed, request.POST.get("password", ""))
        if isinstance(opened, Halfway):
            response = see_other(reverse("sign_in_second"))
            halfway.keep(response, opened, target)
            return response
        if opened is not None:
            return _let_in(request, opened, target)
        problem = _(
            "職員番号かパスワードがちがうか、続けて5回まちがえたため15分間止まっています。確かめて、もう一度入力してください。"
        )
    member = Question(
        "member", "text", _("職員番号"), True, typed, error=problem, width="medium", autocomplete="username"
    )
    word = Question(
        "password", "password", _("パスワード"), True, width="medium", autocomplete="current-password"
    )
    return TemplateResponse(
        request,
        "staff/sign_in.html",
        {
            "questions": [member, word],
            "next": target,
            "problems": [Problem("member", problem)] if problem else [],
        },
        status=422 if problem else 200,
    )


@require_http_methods(["GET", "POST"])
@sensitive_post_parameters("code", "passkey", "recovery")
@allow(VISITOR)
def sign_in_second(request: HttpRequest) -> HttpResponseBase:
    """The second step, for the browser that has just done the first. GET asks, POST tries."""
    found = halfway.recall(request)
    if found is None:
        return see_other(reverse("sign_in"))
    begun, target = found
    tried = ""
    if request.method == "POST":
        answer = _answer(request)
        opened = factors.finish(begun, answer)
        if opened is not None:
            # Whoever needed a code on paper has something to put in order.
            target = reverse("security") if answer.kind == "recovery" else target
            response = _let_in(request, opened, safe_next(target, "/"))
            halfway.forget(response)
            return response
        tried = answer.kind
    return _second(request, begun, tried)


def _answer(request: HttpRequest) -> factors.Answer:
    for name, kind in (("passkey", "passkey"), ("recovery", "recovery")):
        if name in request.POST:
            return factors.Answer(kind, request.POST[name])
    return factors.Answer("totp", request.POST.get("code", ""))


def _second(request: HttpRequest, begun: Halfway, tried: str) -> HttpResponseBase:
    known = queries.factors_of(begun.member_id)
    problem = _(
        "確かめられなかったか、続けて5回まちがえたため15分間止まっています。もう一度確認してください。"
    )
    code = Question(
        "code", "text", _("認証アプリの6けたの番号"), True, error=problem if tried == "totp" else "",
        width="short", autocomplete="one-time-code", inputmode="numeric",
    )  # fmt: skip
    recovery = Question(
        "recovery", "text", _("回復コード（12文字）"), True, help=_("紙にひかえた10個のうち、まだ使っていないもの。"),
        error=problem if tried == "recovery" else "", width="medium", autocomplete="off",
    )  # fmt: skip
    keys = [each.credential_id for each in known.passkeys]
    place = {"totp": "code" if known.app_since else "recovery", "passkey": "use-passkey"}.get(tried, tried)
    return TemplateResponse(
        request,
        "staff/second.html",
        {
            "code": code if known.app_since else None,
            "recovery": recovery,
            "options": passkeys.request_options(begun.challenge, keys) if keys else "",
            "open": tried == "recovery",
            "problems": [Problem(place, problem)] if tried else [],
        },
        status=422 if tried else 200,
    )


def _let_in(request: HttpRequest, opened: actions.Opened, target: str) -> HttpResponseBase:
    _close(request)
    response = see_other(target)
    sessions.set_cookie(response, opened.token)
    return response


@require_POST
@allow(VISITOR)
def sign_out(request: HttpRequest) -> HttpResponseBase:
    """End this session. A visitor is only sent to the sign-in page."""
    _close(request)
    response = see_other(reverse("sign_in"))
    sessions.clear_cookie(response)
    return response


@require_http_methods(["GET", "POST"])
@sensitive_post_parameters("current", "new", "again")
@allow(*STAFF_ROLES)
def password(request: HttpRequest) -> HttpResponseBase:
    """Change one's own password."""
    errors: dict[str, str] = {}
    if request.method == "POST":
        typed = [request.POST.get(name, "") for name in ("current", "new", "again")]
        try:
            actions.change_password(signed_in(request), sessions.held(request), typed[0], typed[1], typed[2])
        except actions.PasswordRefused as refused:
            name = {"current": "current", "again": "again"}.get(refused.code, "new")
            errors[name] = _sentence(refused.code)
        else:
            return see_other(reverse("desk"))
    labels = {
        "current": (_("いまのパスワード"), "current-password", ""),
        "new": (_("新しいパスワード"), "new-password", _("12文字以上。職員番号を入れないでください。")),
        "again": (_("新しいパスワード（もう一度）"), "new-password", ""),
    }
    questions = [
        Question(
            name,
            "password",
            label,
            True,
            help=help_,
            error=errors.get(name, ""),
            width="medium",
            autocomplete=fill,
        )
        for name, (label, fill, help_) in labels.items()
    ]
    problems = [Problem(name, text) for name, text in errors.items()]
    return TemplateResponse(
        request,
        "staff/password.html",
        {"questions": questions, "problems": problems},
        status=422 if errors else 200,
    )


def _sentence(code: str) -> str:
    return {
        "current": _("いまのパスワードがちがいます。続けて5回まちがえると15分間止まります。"),
        "short": _("新しいパスワードは12文字以上にしてください。"),
        "known": _("職員番号が入っているか、同じ文字ばかりです。人に当てられないものにしてください。"),
        "same": _("いまのパスワードと同じです。ちがうものにしてください。"),
        "again": _("2回の入力が同じではありません。もう一度入力してください。"),
    }[code]


def _close(request: HttpRequest) -> None:
    token = sessions.of(request)
    if token is not None:
        actions.close_session(token, actor_of(request))
