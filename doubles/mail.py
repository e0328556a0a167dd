"""A double of the post office for e-mail: ``python -m doubles.mail --port 8126 --smtp-port 8125``.

Takes every mail, sends none on, keeps the last ones in memory, shows them on a page.
"""

import asyncio
import contextlib
import os
import re
from collections import deque
from collections.abc import AsyncIterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from html import escape
from typing import Any

from aiosmtpd.smtp import SMTP, Envelope, Session
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from doubles import pages
from doubles.loopback import only_loopback
from doubles.serve import arguments, serve

STRIP = "テスト用の代役です。ここに届いたメールは、どこにも送られません。"
KEPT = 1000
LARGEST_BYTES = 10 * 1024 * 1024
HOST, SMTP_PORT = "DOUBLE_MAIL_HOST", "DOUBLE_MAIL_SMTP_PORT"
_LINK = re.compile(r"https?://[^\s<>\"'、。」)]+")


@dataclass(frozen=True)
class Mail:
    """One mail as received. `to` are the envelope's recipients, not what the header claims."""

    id: int
    at: str
    sender: str
    to: list[str]
    subject: str
    text: str


class Box:
    """The mails received since the start, newest last; the oldest fall out."""

    def __init__(self) -> None:
        self.mails: deque[Mail] = deque(maxlen=KEPT)
        self.count = 0

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        content = envelope.content if isinstance(envelope.content, bytes) else b""
        message = BytesParser(policy=policy.default).parsebytes(content)
        self.count += 1
        self.mails.append(
            Mail(
                id=self.count,
                at=datetime.now(UTC).isoformat(timespec="seconds"),
                sender=envelope.mail_from or "",
                to=list(envelope.rcpt_tos),
                subject=str(message.get("Subject", "")).strip(),
                text=_text(message),
            )
        )
        return "250 2.0.0 Kept, not sent on"

    def find(self, number: int) -> Mail | None:
        return next((mail for mail in self.mails if mail.id == number), None)


def _text(message: EmailMessage) -> str:
    part = message.get_body(preferencelist=("plain", "html"))
    if part is None:
        return ""
    with contextlib.suppress(LookupError, UnicodeError, KeyError):
        return str(part.get_content())
    return "(本文を読めませんでした)"


def build() -> Starlette:
    return application(Box(), os.environ[HOST], int(os.environ[SMTP_PORT]))


def application(box: Box, host: str, smtp_port: int) -> Starlette:
    """The page; while it runs, the SMTP server runs beside it on `host`:`smtp_port` (0: any free one)."""
    only_loopback(host)

    @contextlib.asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        loop = asyncio.get_running_loop()

        def protocol() -> SMTP:
            return SMTP(box, hostname="mail.localhost", data_size_limit=LARGEST_BYTES, enable_SMTPUTF8=True)

        # As the page's own port: the next process may begin while a killed one's worker is still going.
        server = await loop.create_server(protocol, host, smtp_port, reuse_port=True)
        app.state.smtp_port = server.sockets[0].getsockname()[1]
        yield
        server.close()

    view = View(box)
    return Starlette(
        routes=[
            Route("/", view.list),
            Route("/messages/{number:int}", view.show),
            Route("/api/messages", view.api, methods=["GET", "DELETE"]),
            Route("/style.css", style),
            Route("/health", health),
        ],
        middleware=[
            Middleware(TrustedHostMiddleware, allowed_hosts=["mail.localhost", "127.0.0.1", "localhost"])
        ],
        lifespan=lifespan,
    )


class View:
    def __init__(self, box: Box) -> None:
        self.box = box

    async def list(self, request: Request) -> Response:
        rows = "".join(
            f'<a class="row" href="/messages/{mail.id}"><strong>{escape(mail.subject) or "(件名なし)"}</strong>'
            f"<small>{escape(mail.at)} → {escape(', '.join(mail.to))}</small></a>"
            for mail in reversed(self.box.mails)
        )
        return pages.page("届いたメール", rows or "<p>まだ届いていません。</p>", STRIP)

    async def show(self, request: Request) -> Response:
        mail = self.box.find(request.path_params["number"])
        if mail is None:
            body = '<p>そのメールはありません。</p><p><a href="/">一覧に戻る</a></p>'
            return pages.page("メールがありません", body, STRIP, status=404)
        body = (
            f"<dl><dt>宛先</dt><dd>{escape(', '.join(mail.to))}</dd><dt>差出人</dt><dd>{escape(mail.sender)}</dd>"
            f'<dt>受信</dt><dd>{escape(mail.at)}</dd></dl><pre>{_linked(mail.text)}</pre><p><a href="/">一覧に戻る</a></p>'
        )
        return pages.page(mail.subject or "(件名なし)", body, STRIP)

    async def api(self, request: Request) -> Response:
        if request.method == "DELETE":
            self.box.mails.clear()
            return Response(status_code=204)
        messages: list[dict[str, Any]] = [asdict(mail) for mail in self.box.mails]
        return JSONResponse({"messages": messages})


def _linked(text: str) -> str:
    """The text, escaped, with its addresses clickable."""
    parts, end = [], 0
    for match in _LINK.finditer(text):
        address = escape(match.group())
        parts += [escape(text[end : match.start()]), f'<a href="{address}">{address}</a>']
        end = match.end()
    return "".join([*parts, escape(text[end:])])


async def style(request: Request) -> Response:
    return Response(pages.STYLE, media_type="text/css")


async def health(request: Request) -> Response:
    return PlainTextResponse("ok")


def main() -> None:
    options = arguments("mail", "--smtp-port")
    serve(
        "doubles.mail:build", options.host, options.port, {HOST: options.host, SMTP_PORT: options.smtp_port}
    )


if __name__ == "__main__":
    main()
