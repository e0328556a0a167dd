"""The two mails the keeper writes. Here and not in a template: the caller must not be able to change a word of them."""

import re
import smtplib
import unicodedata
from email.message import EmailMessage
from email.utils import make_msgid

from dokodemo.base.config import ZoneConfig
from dokodemo.catalog import tongues

LINK, CONFIRM = "link", "confirm"
SECONDS = 10
_ADDRESS = re.compile(r"[a-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[a-z0-9-]+(\.[a-z0-9-]+)+")
_PATH = re.compile(r"/(?![/\\])[\x21-\x7e]{0,500}")

_SUBJECTS = {
    LINK: tongues.text(
        "どこでも市役所 サインインのご案内",
        "Dokodemo City Hall: sign in",
        "どこでも市役所（しやくしょ） サインインのしかた",
    ),
    CONFIRM: tongues.text(
        "どこでも市役所 メールアドレスの確認",
        "Dokodemo City Hall: confirm your e-mail address",
        "どこでも市役所（しやくしょ） メールアドレスをたしかめます",
    ),
}
_TEXTS = {
    LINK: tongues.text(
        "どこでも市役所のサインインの依頼を受け取りました。\n"
        "30分以内に次のページを開き、「サインインする」を押してください。1回だけ使えます。\n\n"
        "{url}\n\n"
        "心当たりがないときは、何もせずにこのメールを消してください。サインインはされません。\n"
        "このアドレスには返信できません。",
        "We received a request to sign in to Dokodemo City Hall.\n"
        'Open this page within 30 minutes and press "Sign in". It can be used once.\n\n'
        "{url}\n\n"
        "If this was not you, just delete this mail. Nobody will be signed in.\n"
        "You cannot reply to this address.",
        "サインインするためのメールです。\n"
        "次（つぎ）のページを開（ひら）いてください。\n"
        "「サインインする」を押（お）してください。\n"
        "30分（さんじゅっぷん）だけ使（つか）えます。1回（いっかい）だけ使（つか）えます。\n\n"
        "{url}\n\n"
        "サインインを始（はじ）めていない人（ひと）は、このメールを消（け）してください。\n"
        "このメールに返事（へんじ）をしても、届（とど）きません。",
    ),
    CONFIRM: tongues.text(
        "どこでも市役所のお知らせをこのアドレスで受け取る設定の確認です。\n"
        "30分以内に、サインインしたまま次のページを開き、「このアドレスで受け取る」を押してください。\n\n"
        "{url}\n\n"
        "心当たりがないときは、何もせずにこのメールを消してください。お知らせは届きません。\n"
        "このアドレスには返信できません。",
        "This is to confirm that notices from Dokodemo City Hall should come to this address.\n"
        'While signed in, open this page within 30 minutes and press "Use this address".\n\n'
        "{url}\n\n"
        "If this was not you, just delete this mail. No notices will be sent.\n"
        "You cannot reply to this address.",
        "市役所（しやくしょ）の知（し）らせを、このアドレスで受（う）け取（と）りますか。\n"
        "サインインしたまま、次（つぎ）のページを開（ひら）いてください。\n"
        "「このアドレスで受（う）け取（と）る」を押（お）してください。\n"
        "30分（さんじゅっぷん）だけ使（つか）えます。\n\n"
        "{url}\n\n"
        "わからない人（ひと）は、このメールを消（け）してください。知（し）らせは届（とど）きません。\n"
        "このメールに返事（へんじ）をしても、届（とど）きません。",
    ),
}
_PATHS = {LINK: "/sign-in/mail/", CONFIRM: "/my/settings/address/"}


def normal_address(typed: str) -> str | None:
    """An e-mail address in one spelling, or None when it is none."""
    address = unicodedata.normalize("NFKC", typed).strip().lower()
    return address if len(address) <= 254 and _ADDRESS.fullmatch(address) else None


def safe_path(path: str) -> str:
    """A path of our own site, or the first page of what is mine."""
    return path if _PATH.fullmatch(path) else "/my"


def send(config: ZoneConfig, purpose: str, address: str, language: str, token: str) -> None:
    """Send one link. Raises OSError or smtplib.SMTPException when the post office does not take it."""
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = config.smtp.sender, address, _SUBJECTS[purpose].of(language)
    mail["Message-ID"] = make_msgid(domain=config.smtp.sender.rpartition("@")[2])
    mail["Auto-Submitted"] = "auto-generated"
    url = f"{config.public_url}{_PATHS[purpose]}{token}"
    mail.set_content(_TEXTS[purpose].of(language).format(url=url) + "\n")
    with smtplib.SMTP(config.smtp.host, config.smtp.port, timeout=SECONDS) as post:
        post.send_message(mail)
