"""Signing in and out. Thin: the card is ``card``, keys are the keeper's, sessions are ``actions``."""

from django.http import HttpRequest, HttpResponseBase
from django.middleware.csrf import rotate_token
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from dokodemo.base import config, sessions
from dokodemo.base.access import VISITOR, allow, safe_next
from dokodemo.base.http import see_other
from dokodemo.base.lockedcookie import LockedCookie
from dokodemo.base.sessions import Token
from dokodemo.base.ui.question import Problem, Question
from dokodemo.internet.accounts import actions, card, errand, limits, troubles
from dokodemo.internet.accounts.resident import resident_of
from dokodemo.internet.keeper import client as keeper
from dokodemo.internet.keeper.letters import normal_address

AFTER = "/my"
# As long as the link in the mail is good.
_MAILED = LockedCookie("__Host-mailed", "mailed", 30 * 60, kept=False)


def _level(text: str | None) -> str:
    return "mail" if text == "mail" else "card"


@allow(VISITOR)
@require_GET
def sign_in(request: HttpRequest) -> HttpResponseBase:
    """What is needed, before anything else; then one button a way. ``level`` is what the next page asks for: with
    ``mail`` both ways are offered, with ``card`` only the card."""
    back, wanted = safe_next(request.GET.get("next"), AFTER), request.GET.get("level")
    resident = resident_of(request)
    if resident is not None and resident.has(_level(wanted) if wanted else "mail"):
        return see_other(back)
    context = {
        "next": back,
        "by_mail": wanted != "card",
        "card_is_missing": resident is not None,
        "was_signed_in": resident is None and sessions.of(request) is not None,
    }
    return TemplateResponse(request, "accounts/sign_in.html", context)


@allow(VISITOR)
@require_POST
def with_card(request: HttpRequest) -> HttpResponseBase:
    """Send the browser to the provider."""
    back = safe_next(request.POST.get("next"), AFTER)
    try:
        begun = card.begin(config.load().public_url + reverse("sign_in_callback"))
    except card.SignInFailed as failed:
        return troubles.page(request, failed.code, back)
    response = see_other(begun.url)
    errand.keep(response, begun.kept | {"next": back})
    return response


@allow(VISITOR)
@require_GET
def callback(request: HttpRequest) -> HttpResponseBase:
    """The browser is back from the provider. Whatever comes of it, the errand is over."""
    kept = errand.recall(request)
    response = _answered(request, kept) if kept else troubles.page(request, "time_over", AFTER)
    errand.forget(response)
    return response


def _answered(request: HttpRequest, kept: dict[str, str]) -> HttpResponseBase:
    back = safe_next(kept["next"], AFTER)
    try:
        token = actions.sign_in_by_card(card.finish(kept, request.GET.dict()))
    except card.SignInFailed as failed:
        return troubles.page(request, failed.code, back)
    except keeper.KeeperAway:
        return troubles.page(request, "keeper_away", back)
    except keeper.Refused as refused:
        return troubles.page(request, troubles.code_of_keeper(refused.code), back)
    return _signed_in(request, token, back)


def _signed_in(request: HttpRequest, token: Token, back: str) -> HttpResponseBase:
    earlier = sessions.of(request)
    if earlier is not None:
        actions.close_session(earlier)
    rotate_token(request)
    response = see_other(back)
    sessions.set_cookie(response, token)
    return response


@allow(VISITOR)
@require_http_methods(["GET", "POST"])
def with_mail(request: HttpRequest) -> HttpResponseBase:
    """Ask for the address and have a link sent. The answer is the same for an address nobody has used yet."""
    if request.method == "POST":
        return _send_link(request)
    if "sent" in request.GET:
        return TemplateResponse(
            request, "accounts/mail_sent.html", {"mail_url": _mail_url(), **_sent(request)}
        )
    return _ask_address(request, safe_next(request.GET.get("next"), AFTER))


def _ask_address(request: HttpRequest, back: str, typed: str = "", error: str = "") -> HttpResponseBase:
    question = Question(
        "email", "email", _("メールアドレス"), required=True, value=typed, error=error,
        help=_("このアドレスに、サインインのためのリンクを送ります。"), autocomplete="email", inputmode="email",
    )  # fmt: skip
    problems = [Problem("email", error)] if error else []
    context = {"q": question, "problems": problems, "next": back}
    return TemplateResponse(request, "accounts/mail.html", context, status=422 if error else 200)


def _send_link(request: HttpRequest) -> HttpResponseBase:
    back, typed = safe_next(request.POST.get("next"), AFTER), request.POST.get("email", "")
    address = normal_address(typed)
    if address is None:
        example = _("メールアドレスを「name@example.com」の形で入力してください。")
        return _ask_address(request, back, typed, example)
    if not _may_send(request, address):
        return _ask_address(request, back, typed, too_often())
    try:
        keeper.mail_link(address, _language(request), back)
    except keeper.KeeperAway:
        return troubles.page(request, "keeper_away", back)
    except keeper.Refused as refused:
        return _ask_address(request, back, typed, refused_address(refused.code))
    response = see_other(f"{reverse('sign_in_mail')}?{urlencode({'sent': 1})}")
    _MAILED.keep(response, {"to": typed.strip(), "next": back})
    return response


def _sent(request: HttpRequest) -> dict[str, str]:
    """Where the mail went, as it was typed, for who typed it: an address stands in no address line."""
    kept = _MAILED.recall(request) or {}
    return {"to": kept.get("to", ""), "next": safe_next(kept.get("next"), AFTER)}


def _may_send(request: HttpRequest, address: str) -> bool:
    by_client = limits.allowed("mail.client", limits.client_of(request), limits.PER_CLIENT)
    return by_client and limits.allowed("mail.address", address, limits.PER_ADDRESS)


def too_often() -> str:
    """What to say to somebody who asked for too many mails."""
    return _(
        "メールを何度も送りました。届いたメールをご確認ください。届いていないときは、1時間ほど待ってからお試しください。"
    )


def refused_address(code: str) -> str:
    """What to say when the keeper did not send."""
    if code == "post_away":
        return _("いまメールを送れません。少し待ってから、もう一度押してください。")
    return _("このメールアドレスには送れません。入力をご確認ください。")


def _language(request: HttpRequest) -> str:
    return str(getattr(request, "LANGUAGE_CODE", "ja"))


def _mail_url() -> str:
    """Where the sample house shows its mail; nowhere in production."""
    house = config.load()
    if not house.development:
        return ""
    return f"http://mail.localhost:{house.smtp.port + 1}"


@allow(VISITOR)
@require_http_methods(["GET", "POST"])
def by_link(request: HttpRequest, token: str) -> HttpResponseBase:
    """One button on GET, because mail programs open links by themselves; POST uses the link up."""
    if request.method == "GET":
        return TemplateResponse(request, "accounts/mail_link.html", {"token": token})
    try:
        session, back = actions.sign_in_by_mail(token)
    except keeper.KeeperAway:
        return troubles.page(request, "keeper_away", AFTER)
    except keeper.Refused as refused:
        return troubles.page(request, troubles.code_of_keeper(refused.code), AFTER)
    return _signed_in(request, session, safe_next(back, AFTER))


@allow(VISITOR)
@require_POST
def sign_out(request: HttpRequest) -> HttpResponseBase:
    """Forget this browser."""
    token = sessions.of(request)
    if token is not None:
        actions.close_session(token)
    response = see_other("/")
    sessions.clear_cookie(response)
    return response
