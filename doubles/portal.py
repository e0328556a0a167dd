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
from collections.abc import Callable, Mapping
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

from doubles import jpki, pages, people, portal_forms, portal_packages
from doubles.portal_forms import SAKURA, Form
from doubles.portal_packages import BROKEN, Told
from doubles.serve import arguments, serve

STRIP = "テスト用の代役です。マイナポータルではありません。ここの申請は、すべて架空の人のものです。"
FOLDER = "DOUBLE_PORTAL_FOLDER"
#: What a city may say of an application (処理状況).
STATES: Mapping[str, str] = {
    "accepted": "受付済",
    "examining": "審査中",
    "correction": "補正依頼",
    "fee": "手数料のお知らせ",
    "unreadable": "受け取れません（送り直しの依頼）",
    "approved": "審査完了（承認）",
    "refused": "審査完了（却下）",
    "withdrawn": "審査完了（取下げ）",
    "notified": "完了通知",
}
#: With these the city says what the applicant has to do (``todo``: text; until, a day; amount, yen).
WITH_TODO = frozenset({"correction", "fee", "unreadable"})
TOKYO = timezone(timedelta(hours=9))
KEPT = 2000


class Wrong(ValueError):
    """What was asked for makes no sense; the message says why."""


@dataclass
class Arrival:
    """One application that waits to be fetched, or was. ``states``: what the city has said of it, in order (of all its
    versions, on the first). ``answers``, ``person``: as they were given, to be corrected."""

    id: str
    number: str
    form: Form
    procedure_id: str
    arrived_at: datetime
    kind: str
    content: bytes
    person: str
    answers: Mapping[str, Any]
    version: int = 1
    fetched: int = 0
    acknowledged: bool = False
    states: list[dict[str, Any]] = field(default_factory=list)

    def row(self) -> dict[str, Any]:
        """As a city is shown it in the list."""
        return {
            "id": self.id,
            "number": self.number,
            "version": self.version,
            "procedure_id": self.procedure_id,
            "arrived_at": self.arrived_at.isoformat(),
        }


class Desk:
    """What has arrived since the start. Threads of the server share it."""

    def __init__(self, cards: Path) -> None:
        self.cards = cards
        self.forms = dict(portal_forms.forms())
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
        if kind == "duplicate":
            self.emit(procedure, "", person, answers, at)
        with self._lock:
            number = f"{next(self._numbers):016}" if kind != "duplicate" else self._last().number
        return self._made(number, 1, procedure, kind, person, answers or {}, at)

    def answer(
        self, number: str, kind: str = "", person: str | None = None, answers: Mapping[str, Any] | None = None,
        at: datetime | None = None,
    ) -> Arrival:  # fmt: skip
        """The applicant has corrected the application and sends it again, whole: the same number, the next version.
        ``answers`` replace those given before; ``person`` None: who signed before. Raises Wrong."""
        every = [each for each in list(self.arrivals.values()) if each.number == number]
        if not every:
            raise Wrong("no such number")
        last = max(every, key=lambda each: each.version)
        return self._made(
            number, last.version + 1, last.form.id, kind, last.person if person is None else person,
            {**last.answers, **(answers or {})}, at,
        )  # fmt: skip

    def _made(
        self, number: str, version: int, procedure: str, kind: str, person: str, answers: Mapping[str, Any],
        at: datetime | None,
    ) -> Arrival:  # fmt: skip
        form = self.forms.get(procedure)
        if form is None or (kind and kind not in BROKEN):
            raise Wrong("no such form, or no such way to be broken")
        holder = people.read().get(person)
        if person and holder is None:
            raise Wrong("nobody of the sample has that card")
        arrived_at = (at or datetime.now(TOKYO)).astimezone(TOKYO).replace(microsecond=0)
        said: dict[str, Any] = {**form.says(arrived_at.date()), **answers}
        if kind == "refused_value":
            dated = next(each for each in form.answered(arrived_at.date()) if each.dates)
            said[dated.items[0]] = "平成99年13月40日"
        files = [(form.documents[0]["id"], "写真.jpg", portal_packages.photo())] if form.documents else []
        if kind == "forbidden_attachment" and form.documents:
            files = [(form.documents[0]["id"], "setup.exe", b"MZ\x90\x00 not a picture" * 50)]
        told = Told(
            number, arrived_at, form, portal_packages.rows_of(form, said), tuple(files), version,
        )  # fmt: skip
        card = jpki.card_of(self.cards, holder) if holder else None
        procedure_id = "992011-Z9999" if kind == "unknown_procedure" else form.procedure_id
        content = portal_packages.package(told, card, kind)
        arrival = Arrival(
            str(uuid.uuid4()),
            number,
            form,
            procedure_id,
            told.arrived_at,
            kind,
            content,
            person,
            dict(answers),
            version,
        )
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
        code, todo = body.get("code"), body.get("todo") or {}
        if code not in STATES or not isinstance(body.get("id"), str):
            raise Wrong("code or id is not right")
        if not isinstance(todo, dict) or (code in WITH_TODO) != bool(todo.get("text")):
            raise Wrong("todo says what the applicant has to do, with the states that want it and no others")
        found = next((each for each in self.arrivals.values() if each.number == body.get("number")), None)
        if found is None:
            return False
        with self._lock:
            if body["id"] not in self._seen:
                self._seen.add(body["id"])
                found.states.append({"code": code, "at": str(body.get("at", "")), "todo": todo})
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
            Route("/answer", view.answer_form, methods=["POST"]),
            Route("/api/emit", view.emit, methods=["POST"]),
            Route("/api/answer", view.answer, methods=["POST"]),
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

    async def answer(self, request: Request) -> Response:
        try:
            asked = await _object(request)
            made = self.desk.answer(
                str(asked.get("number")),
                str(asked.get("kind", "")),
                asked.get("person"),
                asked.get("answers"),
            )
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
        chosen = await _form_of(request)
        return _sent(
            lambda: self.desk.emit(
                chosen.get("procedure", ""), chosen.get("kind", ""), chosen.get("person", SAKURA)
            )
        )

    async def answer_form(self, request: Request) -> Response:
        chosen = await _form_of(request)
        changed = {chosen["item"]: chosen.get("says", "")} if chosen.get("item") else {}
        return _sent(
            lambda: self.desk.answer(chosen.get("number", ""), chosen.get("kind", ""), None, changed)
        )

    async def list(self, request: Request) -> Response:
        rows = "".join(_row(each) for each in reversed(self.desk.arrivals.values()))
        return pages.page("到達の一覧", _form(self.desk) + (rows or "<p>まだありません。</p>"), STRIP)


async def _form_of(request: Request) -> dict[str, str]:
    return dict(parse_qsl((await request.body()).decode("utf-8", "replace"), keep_blank_values=True))


def _sent(send: Callable[[], Arrival]) -> Response:
    """Back to the list, or why not."""
    try:
        send()
    except Wrong as wrong:
        body = f'<p class="wrong">{escape(str(wrong))}</p><p><a href="/">戻る</a></p>'
        return pages.page("送れません", body, STRIP, status=422)
    return RedirectResponse("/", 303)


KINDS = [("", "正しい申請"), *BROKEN.items()]


def _form(desk: Desk) -> str:
    procedures = [(name, form.name) for name, form in desk.forms.items()]
    holders = [("", "署名しない"), *((each.subject, each.name) for each in people.read().values())]
    return (
        '<form method="post" action="/emit"><fieldset><legend>申請を1件送る</legend>'
        + _select("procedure", "手続き", procedures, "")
        + _select("kind", "種類", KINDS, "")
        + _select("person", "署名する人", holders, SAKURA)
        + '</fieldset><p class="actions"><button>送る</button></p></form><h2>送ったもの</h2>'
    )


def _select(name: str, label: str, options: list[tuple[str, str]], chosen: str, of: str = "") -> str:
    rows = "".join(
        f'<option value="{escape(value)}"{" selected" if value == chosen else ""}>{escape(text)}</option>'
        for value, text in options
    )
    return f'<p><label for="{name}{of}">{label}</label><br><select id="{name}{of}" name="{name}">{rows}</select></p>'


def _row(arrival: Arrival) -> str:
    said = "、".join(_said(each) for each in arrival.states) or "まだ知らせがありません"
    kind = BROKEN.get(arrival.kind, "正しい申請")
    taken = "受け取り済み" if arrival.acknowledged else "受け取り待ち"
    version = f"　第{arrival.version}版" if arrival.version > 1 else ""
    return (
        f"<dl><dt>{escape(arrival.number)}{version}　{escape(arrival.form.name)}</dt>"
        f"<dd>{escape(kind)}　{taken}<small>処理状況：{escape(said)}</small>{_correct(arrival)}</dd></dl>"
    )


def _said(state: Mapping[str, Any]) -> str:
    todo = state["todo"]
    amount = f"{todo['amount']:,}円" if "amount" in todo else ""
    until = f"{todo['until']}まで" if "until" in todo else ""
    said = "　".join(each for each in (amount, todo.get("text", ""), until) if each)
    return STATES[state["code"]] + (f"（{said}）" if said else "")


def _correct(arrival: Arrival) -> str:
    """What somebody who was asked to correct does: change one item, and send all of it again."""
    if not any(each["code"] in ("correction", "unreadable") for each in arrival.states):
        return ""
    items = [("", "変えない"), *((each["id"], each["name"]) for each in arrival.form.items)]
    return (
        f'<form method="post" action="/answer"><input type="hidden" name="number" value="{escape(arrival.number)}">'
        + _select("item", "直す項目", items, "", arrival.id)
        + f'<p><label for="says{arrival.id}">直した内容</label><br><input id="says{arrival.id}" name="says"></p>'
        + _select("kind", "種類", KINDS, "", arrival.id)
        + '<p class="actions"><button>補正して送る</button></p></form>'
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
