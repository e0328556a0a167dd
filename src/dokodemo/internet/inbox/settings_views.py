"""How I want to be reached, and closing the account."""

from django.http import HttpRequest, HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from dokodemo.base import sessions
from dokodemo.base.access import RESIDENT, VISITOR, allow
from dokodemo.base.http import see_other
from dokodemo.base.sessions import Token
from dokodemo.base.ui.question import Problem, Question
from dokodemo.internet.accounts import actions as accounts
from dokodemo.internet.accounts import limits, troubles
from dokodemo.internet.accounts import queries as account_queries
from dokodemo.internet.accounts.resident import Resident, delivery_choices, signed_in_resident
from dokodemo.internet.accounts.views import refused_address, too_often
from dokodemo.internet.inbox import actions, queries
from dokodemo.internet.keeper import client as keeper
from dokodemo.internet.keeper.letters import normal_address

PAGE = troubles.SETTINGS


@allow(RESIDENT)
@require_http_methods(["GET", "POST"])
def my_settings(request: HttpRequest) -> HttpResponseBase:
    """Delivery and address; ``do`` names what a POST changes."""
    resident = signed_in_resident(request)
    if request.method == "GET":
        return _page(request, resident)
    match request.POST.get("do"):
        case "delivery":
            return _choose_delivery(request, resident)
        case "address":
            return _ask_for_address(request, resident)
        case "no_address" if resident.level == "card":
            accounts.forget_address(resident, _session(request))
            return _done("no_address")
    return _page(request, resident)


def _choose_delivery(request: HttpRequest, resident: Resident) -> HttpResponseBase:
    wanted = request.POST.get("delivery")
    if wanted not in ("inbox", "paper"):
        return _page(request, resident, delivery_error=_("書類の受け取り方を選んでください。"))
    accounts.choose_delivery(resident, "inbox" if wanted == "inbox" else "paper")
    return _done("delivery")


def _ask_for_address(request: HttpRequest, resident: Resident) -> HttpResponseBase:
    typed = request.POST.get("email", "")
    address = normal_address(typed)
    if resident.level != "card" or address is None:
        wrong = _("メールアドレスを「name@example.com」の形で入力してください。")
        return _page(request, resident, typed, wrong)
    asked = limits.allowed("confirm.account", str(resident.account_id), limits.PER_ADDRESS)
    if not (asked and limits.allowed("mail.address", address, limits.PER_ADDRESS)):
        return _page(request, resident, typed, too_often())
    try:
        accounts.ask_for_address(resident, address, str(getattr(request, "LANGUAGE_CODE", "ja")))
    except keeper.KeeperAway:
        return troubles.page(request, "keeper_away", PAGE)
    except keeper.Refused as refused:
        return _page(request, resident, typed, refused_address(refused.code))
    return _done("sent")


def _page(
    request: HttpRequest,
    resident: Resident,
    typed: str = "",
    address_error: str = "",
    delivery_error: str = "",
) -> HttpResponseBase:
    known = account_queries.settings_of(resident)
    delivery = Question(
        "delivery", "choice", _("決定通知書などの書類の受け取り方"), required=True, value=known.delivery,
        error=delivery_error, choices=delivery_choices(),
        help=_("これから送る申請に使います。もう送った申請は、送ったときの選び方のままです。"),
    )  # fmt: skip
    address = Question(
        "email", "email", _("お知らせを受け取るメールアドレス"), value=typed, error=address_error,
        help=_("確認のメールを送ります。メールのリンクを開くまで、設定は変わりません。"), autocomplete="email",
        inputmode="email",
    )  # fmt: skip
    problems = [Problem(q.name, q.error) for q in (delivery, address) if q.error]
    context = {
        "known": known, "delivery": delivery, "address": address, "problems": problems,
        "said": request.GET.get("done"),
    }  # fmt: skip
    return TemplateResponse(request, "inbox/settings.html", context, status=422 if problems else 200)


def _done(what: str) -> HttpResponseBase:
    return see_other(f"{reverse('my_settings')}?done={what}")


def _session(request: HttpRequest) -> Token:
    token = sessions.of(request)
    if token is None:
        raise LookupError("nobody is signed in")
    return token


@allow(RESIDENT)
@require_http_methods(["GET", "POST"])
def confirm_address(request: HttpRequest, token: str) -> HttpResponseBase:
    """The address's own link: a button on GET, used up by POST."""
    if request.method == "GET":
        return TemplateResponse(request, "inbox/confirm_address.html", {"token": token})
    try:
        accounts.confirm_address(signed_in_resident(request), _session(request), token)
    except keeper.KeeperAway:
        return troubles.page(request, "keeper_away", PAGE)
    except keeper.Refused as refused:
        return troubles.page(request, troubles.code_of_keeper(refused.code), PAGE)
    return _done("address")


@allow(RESIDENT)
@require_http_methods(["GET", "POST"])
def close_account(request: HttpRequest) -> HttpResponseBase:
    """What closing means, then closing; only with the box ticked."""
    resident = signed_in_resident(request)
    error = ""
    if request.method == "POST":
        if request.POST.get("understood") == "true":
            return _close(request, resident)
        error = _("内容を確かめて、チェックを入れてください。")
    question = Question(
        "understood", "check", _("消したものは元に戻せないことを確かめました"), required=True, error=error
    )
    context = {
        "q": question,
        "problems": [Problem("understood", error)] if error else [],
        "running": queries.running_count(resident),
    }
    return TemplateResponse(request, "inbox/close_account.html", context, status=422 if error else 200)


def _close(request: HttpRequest, resident: Resident) -> HttpResponseBase:
    try:
        actions.close_everything(resident)
    except keeper.KeeperAway:
        return troubles.page(request, "keeper_away", PAGE)
    except keeper.Refused as refused:
        return troubles.page(request, troubles.code_of_keeper(refused.code), PAGE)
    response = see_other(reverse("account_closed"))
    sessions.clear_cookie(response)
    return response


@allow(VISITOR)
@require_GET
def account_closed(request: HttpRequest) -> HttpResponseBase:
    """The account is gone."""
    return TemplateResponse(request, "inbox/account_closed.html")
