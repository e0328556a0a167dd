"""What a page says when signing in did not work: what happened, what to do now."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponseBase
from django.template.response import TemplateResponse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Trouble:
    title: Promise
    text: Promise
    status: int = 400


TROUBLES = {
    "cancelled": Trouble(
        _("サインインをやめました"),
        _(
            "まだ何も送られていません。もう一度サインインするか、はじめの画面に戻ってください。"
            "暗証番号を3回まちがえてカードがロックされたときは、カードをお持ちになって市役所の市民課で"
            "「利用者証明用の暗証番号の再設定」を申し込んでください。"
        ),
        200,
    ),
    "time_over": Trouble(
        _("時間がたったため、サインインできませんでした"),
        _("サインインを始めてから時間がたったか、別のブラウザーで開いたか、同じ画面を2回開きました。もう一度、はじめからサインインしてください。"),
    ),
    "refused": Trouble(
        _("サインインを確かめられませんでした"),
        _("本人確認の結果を確かめられなかったため、サインインを止めました。もう一度、はじめからサインインしてください。くり返すときは市役所にお電話ください。"),
    ),
    "incomplete": Trouble(
        _("カードの情報を受け取れませんでした"),
        _("申請には、カードの氏名、住所、生年月日が必要です。デジタル認証アプリで、この3つを市に渡すことに同意してから、もう一度サインインしてください。"),
    ),
    "provider_away": Trouble(
        _("本人確認のサービスにつながりません"),
        _("デジタル認証アプリのサービスが応答していません。保存した内容は残っています。しばらく待ってから、もう一度サインインしてください。"),
        503,
    ),
    "keeper_away": Trouble(
        _("いまサインインできません"),
        _("市のしくみの側で、鍵を預かる部分が止まっています。保存した内容は残っています。1分ほど待ってから、もう一度お試しください。"),
        503,
    ),
    "link_used": Trouble(
        _("このリンクは使えません"),
        _("リンクはもう使われたか、途中で切れています。もう一度メールを送ってください。"),
        410,
    ),
    "link_expired": Trouble(
        _("このリンクは期限が切れました"),
        _("リンクを使えるのは、メールを送ってから30分です。もう一度メールを送ってください。"),
        410,
    ),
    "link_of_another": Trouble(
        _("このリンクは、いまサインインしている方のものではありません"),
        _("メールアドレスの設定をした方としてサインインしてから、もう一度設定してください。"),
        403,
    ),
}  # fmt: skip
# What the keeper says, and which page that is; anything else it refuses is "refused".
_KEEPER = {
    "link_used": "link_used", "link_expired": "link_expired", "link_of_another": "link_of_another",
    "token_used": "time_over", "token_stale": "time_over",
}  # fmt: skip


def code_of_keeper(code: str) -> str:
    """The page for what the keeper refused."""
    return _KEEPER.get(code, "refused")


SETTINGS = "/my/settings"


def page(request: HttpRequest, code: str, back: str) -> HttpResponseBase:
    """Say it; ``back`` is where to go after signing in again. Whoever is signed in was setting an address: a link that
    cannot be used leads back to the settings, not to a sign-in by mail, which would make another person of them."""
    trouble = TROUBLES[code]
    by_link = code.startswith("link_")
    to_settings = by_link and back == SETTINGS
    context = {"trouble": trouble, "back": back, "by_mail": by_link, "to_settings": to_settings}
    return TemplateResponse(request, "accounts/trouble.html", context, status=trouble.status)
