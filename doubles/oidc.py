"""A double of デジタル認証アプリ (OpenID Connect): ``python -m doubles.oidc --port 8120 --folder … --issuer …``.

The card and the phone are a list of invented people and their four-digit PIN; everything towards the relying party is
as strict as the real one or stricter (``oidc_provider``).
"""

import json
import os
from html import escape
from pathlib import Path
from urllib.parse import parse_qsl, urlencode, urlsplit

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from doubles import jpki, oidc_keys, pages, people
from doubles.oidc_provider import WRONG_PINS, Provider, Refused, Transaction
from doubles.serve import arguments, serve

PREFIX = "/api/realms/main"
CONNECT = f"{PREFIX}/protocol/openid-connect"
STRIP = "テスト用の代役です。本物のデジタル認証アプリではありません。出てくる人は全員、架空の人です。"
LONGEST_BODY = 64 * 1024
FOLDER, ISSUER = "DOUBLE_OIDC_FOLDER", "DOUBLE_OIDC_ISSUER"


def build() -> Starlette:
    """The application, from the two settings in the environment."""
    folder = Path(os.environ[FOLDER])
    return application(
        Provider(
            issuer=os.environ[ISSUER],
            key=oidc_keys.signing_key(folder),
            clients=oidc_keys.read_clients(folder),
            people=people.read(),
            card=lambda person: jpki.card_of(folder, person),
        )
    )


def application(provider: Provider) -> Starlette:
    """The pages and end points around one provider."""
    double = Double(provider)
    routes = [
        Route(f"{PREFIX}/.well-known/openid-configuration", double.discovery),
        Route(f"{CONNECT}/certs", double.certs),
        Route(f"{CONNECT}/auth", double.ask),
        Route(f"{CONNECT}/token", double.exchange, methods=["POST"]),
        Route(f"{CONNECT}/userinfo", double.userinfo, methods=["GET", "POST"]),
        Route(f"{PREFIX}/sign/transactions", double.begin_signing, methods=["POST"]),
        Route(f"{PREFIX}/sign/transactions/{{name}}", double.signed),
        Route("/sign-in/{name}", double.choose, methods=["GET", "POST"]),
        Route("/style.css", style),
        Route("/health", health),
    ]
    app = Starlette(
        routes=routes, middleware=[Middleware(OnlyThisHost, host=urlsplit(provider.issuer).netloc)]
    )
    app.state.provider = provider
    return app


class OnlyThisHost:
    """Answers only to the issuer's own host name, so that no other name can be made to point here."""

    def __init__(self, app: ASGIApp, host: str) -> None:
        self.app, self.host = app, host.encode()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        hosts = [value for key, value in scope.get("headers", []) if key == b"host"]
        if scope["type"] == "http" and scope["path"] != "/health" and hosts != [self.host]:
            await PlainTextResponse(f"This is {self.host.decode()} only.", 421)(scope, receive, send)
            return
        await self.app(scope, receive, send)


class Double:
    """One method an end point."""

    def __init__(self, provider: Provider) -> None:
        self.provider = provider

    async def discovery(self, request: Request) -> Response:
        return JSONResponse(self.provider.discovery())

    async def certs(self, request: Request) -> Response:
        return JSONResponse({"keys": [self.provider.key.as_dict(private=False)]})

    async def ask(self, request: Request) -> Response:
        try:
            name = self.provider.ask(request.query_params.multi_items())
        except Refused as refused:
            return _to_browser(refused)
        return RedirectResponse(f"/sign-in/{name}", 303, headers={"Cache-Control": "no-store"})

    async def choose(self, request: Request) -> Response:
        name = request.path_params["name"]
        try:
            if request.method == "GET":
                return self._page(name)
            form = dict(await _form(request))
            if "cancel" in form:
                return _to_browser(self.provider.cancel(name))
            return self._approve(name, form)
        except Refused as refused:
            return _to_browser(refused)

    def _approve(self, name: str, form: dict[str, str]) -> Response:
        subject = form.get("person", "")
        if subject not in self.provider.people:
            return self._page(name, "だれとしてサインインするかを選んでください。")
        approved = self.provider.approve(name, subject, form.get("pin", "").strip())
        if approved is None:
            left = self.provider.tries_left(subject)
            why = f"暗証番号が違います。あと{left}回まちがえるとロックされます。"
            if not left:
                why = f"暗証番号を{WRONG_PINS}回まちがえたため、このカードはロックされました。代役を再起動すると解除されます。"
            return self._page(name, why, subject)
        waiting, code = approved
        answer = {"code": code, "state": waiting.state, "iss": self.provider.issuer}
        return _redirect(waiting.redirect_uri, answer)

    def _page(self, name: str, wrong: str = "", chosen: str = "") -> Response:
        waiting = self.provider.request(name)
        origin = "{0.scheme}://{0.netloc}".format(urlsplit(waiting.redirect_uri))
        error = f'<p class="wrong" role="alert" id="wrong">{escape(wrong)}</p>' if wrong else ""
        described = ' aria-describedby="wrong" aria-invalid="true"' if wrong else ""
        signing = self.provider.transactions.get(waiting.transaction)
        body = (
            f'{error}{_what_is_signed(signing)}<form method="post" action="/sign-in/{escape(name)}">'
            f"<fieldset><legend>だれとして{'署名' if signing else 'サインイン'}しますか</legend>"
            f"{''.join(self._choice(person, chosen, bool(signing)) for person in self.provider.people.values())}"
            f"</fieldset><p>{_PIN_TO_SIGN if signing else _PIN}{described}></p>"
            f'<p class="actions"><button type="submit">{"署名する" if signing else "サインインする"}</button>'
            '<button type="submit" name="cancel" value="1" class="plain" formnovalidate>やめる</button></p></form>'
        )
        # The answer to this form redirects to the city's page: browsers apply form-action to that as well.
        title = "署名(代役)" if signing else "サインイン(代役)"
        return pages.page(title, body, STRIP, status=422 if wrong else 200, form_action=f"'self' {origin}")

    def _choice(self, person: people.Person, chosen: str, signing: bool) -> str:
        checked = " checked" if person.subject == chosen else ""
        pin = (person.sign_pin or "(署名用電子証明書なし)") if signing else person.pin
        locked = "(ロック中)" if self.provider.is_locked(person.subject) else ""
        return (
            f'<label class="choice"><input type="radio" name="person" value="{escape(person.subject)}"{checked}>'
            f"<span>{escape(person.name)}{locked}<small>{escape(person.about)} 暗証番号 {escape(pin)}</small>"
            "</span></label>"
        )

    async def exchange(self, request: Request) -> Response:
        headers = {"Cache-Control": "no-store", "Pragma": "no-cache"}
        try:
            if "authorization" in request.headers:
                raise Refused("invalid_client", "only private_key_jwt is accepted")
            answer = self.provider.exchange(await _form(request))
        except Refused as refused:
            status = 401 if refused.error == "invalid_client" else 400
            return JSONResponse(_error(refused), status, headers=headers)
        return JSONResponse(answer, headers=headers)

    async def userinfo(self, request: Request) -> Response:
        try:
            items = self.provider.userinfo(request.headers.get("authorization"))
        except Refused as refused:
            challenge = {"WWW-Authenticate": f'Bearer error="{refused.error}"', "Cache-Control": "no-store"}
            return JSONResponse(_error(refused), 401, headers=challenge)
        return JSONResponse(items, headers={"Cache-Control": "no-store"})

    async def begin_signing(self, request: Request) -> Response:
        try:
            content = json.loads(await _body(request))
            begun = self.provider.begin_signing(request.headers.get("authorization"), content)
        except ValueError:
            return JSONResponse(_error(Refused("invalid_request", "the body is no JSON")), 400)
        except Refused as refused:
            return JSONResponse(_error(refused), 401 if refused.error == "invalid_token" else 400)
        return JSONResponse(begun, 201, headers={"Cache-Control": "no-store"})

    async def signed(self, request: Request) -> Response:
        try:
            found = self.provider.signed(request.headers.get("authorization"), request.path_params["name"])
        except Refused as refused:
            return JSONResponse(_error(refused), 401 if refused.error == "invalid_token" else 404)
        return JSONResponse(found, headers={"Cache-Control": "no-store"})


_PIN = (
    '<label for="pin"><strong>利用者証明用の暗証番号(数字4桁)</strong></label><br>'
    '<input type="text" id="pin" name="pin" inputmode="numeric" autocomplete="off" maxlength="4" pattern="[0-9]{4}"'
)
_PIN_TO_SIGN = (
    '<label for="pin"><strong>署名用の暗証番号(英数字6〜16文字)</strong></label><br>'
    '<input type="text" id="pin" name="pin" autocomplete="off" maxlength="16" pattern="[A-Z0-9]{6,16}"'
)


def _what_is_signed(signing: Transaction | None) -> str:
    if signing is None:
        return ""
    return (
        f"<p>署名するもの：<strong>{escape(signing.title)}</strong></p>"
        f"<p><small>内容のハッシュ値(SHA-256)：{signing.digest.hex()}</small></p>"
    )


async def style(request: Request) -> Response:
    return Response(pages.STYLE, media_type="text/css")


async def health(request: Request) -> Response:
    return PlainTextResponse("ok")


async def _form(request: Request) -> list[tuple[str, str]]:
    """The fields of a urlencoded body, also those given twice. Raises Refused."""
    if (
        request.headers.get("content-type", "").partition(";")[0].strip()
        != "application/x-www-form-urlencoded"
    ):
        raise Refused("invalid_request", "the body must be application/x-www-form-urlencoded")
    body = await _body(request)
    try:
        return parse_qsl(
            body.decode("utf-8"), keep_blank_values=True, strict_parsing=bool(body), errors="strict"
        )
    except ValueError as error:
        raise Refused("invalid_request", "the body cannot be read") from error


async def _body(request: Request) -> bytes:
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > LONGEST_BODY:
            raise Refused("invalid_request", "the body is too long")
    return body


def _to_browser(refused: Refused) -> Response:
    if refused.redirect is None:
        body = (
            "<p>サインインの依頼に誤りがあるため、続けられません。前の画面に戻って、はじめからやり直してください。</p>"
            f"<p><code>{escape(str(refused))}</code></p>"
        )
        return pages.page("サインインできません", body, STRIP, status=400)
    answer = _error(refused) | ({"state": refused.state} if refused.state else {})
    return _redirect(refused.redirect, answer)


def _redirect(uri: str, answer: dict[str, str]) -> Response:
    glue = "&" if urlsplit(uri).query else "?"
    return RedirectResponse(f"{uri}{glue}{urlencode(answer)}", 303, headers={"Cache-Control": "no-store"})


def _error(refused: Refused) -> dict[str, str]:
    return {"error": refused.error, "error_description": refused.description}


def main() -> None:
    options = arguments("oidc", "--folder", "--issuer")
    settings = {FOLDER: options.folder, ISSUER: options.issuer}
    serve("doubles.oidc:build", options.host, options.port, settings)


if __name__ == "__main__":
    main()
