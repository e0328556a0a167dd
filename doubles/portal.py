"""A double of the portal's receiving side: ``python -m doubles.portal --port 8127 --folder <cards>``.

Stands where マイナポータル申請管理 (連携サーバ) stands on the LGWAN: lists new applications (到達), hands out one ZIP for each, takes
acknowledgements and states (処理状況). The real interface is not public: addresses and shapes here are ours, and whoever
connects the real one writes an adapter of this size again. It makes its packages itself, of invented people, good ones
and broken ones, when it is told to on its page or by ``POST /api/emit``. Everything is kept in memory.
"""

import itertools
import os
import random
import threading
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from html import escape
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from doubles import jpki, pages, people, portal_packages
from doubles.portal_packages import BROKEN, Form, Told
from doubles.serve import arguments, serve

STRIP = "テスト用の代役です。マイナポータルではありません。ここの申請は、すべて架空の人のものです。"
FOLDER = "DOUBLE_PORTAL_FOLDER"
#: What a city may say of an application (処理状況).
STATES: Mapping[str, str] = {
    "accepted": "受付済",
    "examining": "審査中",
    "correction": "補正依頼",
    "approved": "審査完了（承認）",
    "refused": "審査完了（却下）",
    "withdrawn": "審査完了（取下げ）",
    "notified": "完了通知",
}
TOKYO = timezone(timedelta(hours=9))
KEPT = 2000
SAKURA = "3f0c7a52d1b84e6f9c21a07be5d94381"


class Wrong(ValueError):
    """What was asked for makes no sense; the message says why."""


@dataclass
class Arrival:
    """One application that waits to be fetched, or was. ``states``: what the city has said of it, in order."""

    id: str
    number: str
    form: Form
    procedure_id: str
    arrived_at: datetime
    kind: str
    content: bytes
    fetched: int = 0
    acknowledged: bool = False
    states: list[dict[str, str]] = field(default_factory=list)

    def row(self) -> dict[str, Any]:
        """As a city is shown it in the list."""
        return {
            "id": self.id,
            "number": self.number,
            "procedure_id": self.procedure_id,
            "arrived_at": self.arrived_at.isoformat(),
        }


class Desk:
    """What has arrived since the start. Threads of the server share it."""

    def __init__(self, cards: Path) -> None:
        self.cards = cards
        self.forms = portal_packages.forms()
        self.arrivals: dict[str, Arrival] = {}
        self._seen: set[str] = set()
        # As a counter that has run for years: a new start of the double does not give a number twice.
        self._numbers = itertools.count(random.SystemRandom().randrange(10**9))
        self._lock = threading.Lock()

    def emit(
        self, procedure: str, kind: str = "", person: str = SAKURA, answers: Mapping[str, Any] | None = None,
        at: datetime | None = None,
    ) -> Arrival:  # fmt: skip
        """Somebody has applied. ``kind``: "" for a good package, or a key of BROKEN; ``answers`` replace the sample's, by
        item; ``person``: whose card signs, "" for nobody's. Raises Wrong."""
        form = self.forms.get(procedure)
        if form is None or (kind and kind not in BROKEN):
            raise Wrong("no such form, or no such way to be broken")
        holder = people.read().get(person)
        if person and holder is None:
            raise Wrong("nobody of the sample has that card")
        said = dict(answers or {})
        if kind == "refused_value":
            dated = next(item for item in form.items if "生年月日" in item["name"])
            said[dated["id"]] = "平成99年13月40日"
        if kind == "duplicate":
            self.emit(procedure, "", person, answers, at)
        with self._lock:
            number = f"{next(self._numbers):016}" if kind != "duplicate" else self._last().number
        files = [(form.documents[0]["id"], "写真.jpg", portal_packages.photo())] if form.documents else []
        if kind == "forbidden_attachment" and form.documents:
            files = [(form.documents[0]["id"], "setup.exe", b"MZ\x90\x00 not a picture" * 50)]
        told = Told(
            number, (at or datetime.now(TOKYO)).astimezone(TOKYO).replace(microsecond=0), form,
            portal_packages.rows_of(form, said), tuple(files),
        )  # fmt: skip
        card = jpki.card_of(self.cards, holder) if holder else None
        procedure_id = "992011-Z9999" if kind == "unknown_procedure" else form.procedure_id
        content = portal_packages.package(told, card, kind)
        arrival = Arrival(str(uuid.uuid4()), number, form, procedure_id, told.arrived_at, kind, content)
        with self._lock:
            self.arrivals[arrival.id] = arrival
            while len(self.arrivals) > KEPT:
                del self.arrivals[next(iter(self.arrivals))]
        return arrival

    def _last(self) -> Arrival:
        return next(reversed(self.arrivals.values()))

    def waiting(self, destination: str) -> list[Arrival]:
        """What that part of the city has not acknowledged, the oldest first."""
        return [
            each
            for each in list(self.arrivals.values())
            if not each.acknowledged and each.form.destination == destination
        ]

    def state(self, body: Mapping[str, Any]) -> bool:
        """A city says how far an application is; the same message again changes nothing. False: no such number."""
        if body.get("code") not in STATES or not isinstance(body.get("id"), str):
            raise Wrong("code or id is not right")
        found = next((each for each in self.arrivals.values() if each.number == body.get("number")), None)
        if found is None:
            return False
        with self._lock:
            if body["id"] not in self._seen:
                self._seen.add(body["id"])
                found.states.append({"code": body["code"], "at": str(body.get("at", ""))})
        return True


def build() -> Starlette:
    return application(Desk(Path(os.environ[FOLDER])))


def application(desk: Desk) -> Starlette:
    """Pages and interface of one desk."""
    view = View(desk)
    return Starlette(
        routes=[
            Route("/", view.list),
            Route("/emit", view.emit_form, methods=["POST"]),
            Route("/api/emit", view.emit, methods=["POST"]),
            Route("/api/emitted", view.emitted),
            Route("/api/arrivals", view.arrivals),
            Route("/api/arrivals/{id}/package", view.package),
            Route("/api/arrivals/{id}/acknowledgement", view.acknowledge, methods=["POST"]),
            Route("/api/states", view.state, methods=["POST"]),
            Route("/style.css", style),
            Route("/health", health),
        ],
        middleware=[
            Middleware(TrustedHostMiddleware, allowed_hosts=["portal.localhost", "127.0.0.1", "localhost"])
        ],
    )


class View:
    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    async def arrivals(self, request: Request) -> Response:
        waiting = self.desk.waiting(request.query_params.get("destination", ""))
        return JSONResponse({"arrivals": [each.row() for each in waiting[:100]]})

    async def package(self, request: Request) -> Response:
        found = self.desk.arrivals.get(request.path_params["id"])
        if found is None:
            return PlainTextResponse("no such arrival", 404)
        found.fetched += 1
        return Response(found.content, media_type="application/zip")

    async def acknowledge(self, request: Request) -> Response:
        found = self.desk.arrivals.get(request.path_params["id"])
        if found is None:
            return PlainTextResponse("no such arrival", 404)
        found.acknowledged = True
        return Response(status_code=204)

    async def state(self, request: Request) -> Response:
        try:
            known = self.desk.state(await _object(request))
        except Wrong as wrong:
            return PlainTextResponse(str(wrong), 422)
        return Response(status_code=204) if known else PlainTextResponse("no such number", 404)

    async def emit(self, request: Request) -> Response:
        try:
            asked = await _object(request)
            made = self.desk.emit(
                str(asked.get("procedure")), str(asked.get("kind", "")), str(asked.get("person", SAKURA)),
                asked.get("answers"),
            )  # fmt: skip
        except Wrong as wrong:
            return PlainTextResponse(str(wrong), 422)
        return JSONResponse(made.row(), 201)

    async def emitted(self, request: Request) -> Response:
        rows = [
            each.row() | {"kind": each.kind, "acknowledged": each.acknowledged, "states": each.states}
            for each in self.desk.arrivals.values()
        ]
        return JSONResponse({"arrivals": rows})

    async def emit_form(self, request: Request) -> Response:
        chosen = dict(parse_qsl((await request.body()).decode("utf-8", "replace"), keep_blank_values=True))
        try:
            self.desk.emit(chosen.get("procedure", ""), chosen.get("kind", ""), chosen.get("person", SAKURA))
        except Wrong as wrong:
            body = f'<p class="wrong">{escape(str(wrong))}</p><p><a href="/">戻る</a></p>'
            return pages.page("送れません", body, STRIP, status=422)
        return RedirectResponse("/", 303)

    async def list(self, request: Request) -> Response:
        rows = "".join(_row(each) for each in reversed(self.desk.arrivals.values()))
        return pages.page("到達の一覧", _form(self.desk) + (rows or "<p>まだありません。</p>"), STRIP)


def _form(desk: Desk) -> str:
    choices = [("", "正しい申請"), *BROKEN.items()]
    procedures = [(name, form.name) for name, form in desk.forms.items()]
    holders = [("", "署名しない"), *((each.subject, each.name) for each in people.read().values())]
    return (
        '<form method="post" action="/emit"><fieldset><legend>申請を1件送る</legend>'
        + _select("procedure", "手続き", procedures, "")
        + _select("kind", "種類", choices, "")
        + _select("person", "署名する人", holders, SAKURA)
        + '</fieldset><p class="actions"><button>送る</button></p></form><h2>送ったもの</h2>'
    )


def _select(name: str, label: str, options: list[tuple[str, str]], chosen: str) -> str:
    rows = "".join(
        f'<option value="{escape(value)}"{" selected" if value == chosen else ""}>{escape(text)}</option>'
        for value, text in options
    )
    return f'<p><label for="{name}">{label}</label><br><select id="{name}" name="{name}">{rows}</select></p>'


def _row(arrival: Arrival) -> str:
    said = "、".join(STATES[each["code"]] for each in arrival.states) or "まだ知らせがありません"
    kind = BROKEN.get(arrival.kind, "正しい申請")
    taken = "受け取り済み" if arrival.acknowledged else "受け取り待ち"
    return (
        f"<dl><dt>{escape(arrival.number)}　{escape(arrival.form.name)}</dt>"
        f"<dd>{escape(kind)}　{taken}<small>処理状況：{escape(said)}</small></dd></dl>"
    )


async def _object(request: Request) -> dict[str, Any]:
    """A JSON object. Raises Wrong."""
    try:
        body = await request.json()
    except ValueError as error:
        raise Wrong("no JSON") from error
    if not isinstance(body, dict):
        raise Wrong("no JSON object")
    return body


async def style(request: Request) -> Response:
    return Response(pages.STYLE, media_type="text/css")


async def health(request: Request) -> Response:
    return PlainTextResponse("ok")


def main() -> None:
    options = arguments("portal", "--folder")
    serve("doubles.portal:build", options.host, options.port, {FOLDER: options.folder})


if __name__ == "__main__":
    main()
