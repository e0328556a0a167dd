"""Headers, language, access and sessions: what every page of every zone rests on."""

import select
from collections.abc import Callable
from typing import Any

import psycopg
import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError, connection
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.test import RequestFactory
from django.urls import ResolverMatch
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from dokodemo.base import access, http, sessions
from dokodemo.base.actor import Actor
from dokodemo.base.ui import context
from dokodemo.catalog import versions

CLERK = Actor("office", "staff", "s1", "架空 太郎", frozenset({"clerk"}))


@access.allow("clerk")
def page(request: HttpRequest) -> HttpResponse:
    return HttpResponse("in")


def get(path: str = "/x", actor: Actor | None = None, **headers: str) -> HttpRequest:
    request = RequestFactory().get(path, headers=headers)
    request.actor = actor  # type: ignore[attr-defined]
    return request


@pytest.mark.parametrize(
    ("accept", "cookie", "expected"),
    [("", "", "ja"), ("en-US,en;q=0.9", "", "en"), ("fr,de", "", "ja"), ("en", "ja", "ja"), ("", "xx", "ja")],
)
def test_the_language_a_person_chose_wins(accept: str, cookie: str, expected: str) -> None:
    request = get(Accept_Language=accept)
    if cookie:
        request.COOKIES["lang"] = cookie
    response = http.language(lambda r: HttpResponse(r.LANGUAGE_CODE))(request)
    assert response.content.decode() == expected  # type: ignore[attr-defined]


@pytest.mark.skipif("ko" not in dict(settings.LANGUAGES), reason="only residents have these languages")
@pytest.mark.parametrize(
    ("accept", "expected"),
    [
        ("zh-CN,zh;q=0.9", "zh-hans"), ("zh-TW", "zh-hant"), ("zh-HK", "zh-hant"), ("zh", "zh-hans"),
        ("ko-KR,ko;q=0.9,en;q=0.8", "ko"), ("vi", "vi"), ("pt-BR", "pt-br"), ("pt-PT,pt;q=0.9", "pt-br"),
        ("fr;q=0.9,vi;q=0.5", "vi"), ("xx-" + "y" * 9000, "ja"),
    ],
)  # fmt: skip
def test_a_browser_is_answered_in_the_language_it_asks_for(accept: str, expected: str) -> None:
    response = http.language(lambda r: HttpResponse(r.LANGUAGE_CODE))(get(Accept_Language=accept))
    assert response.content.decode() == expected  # type: ignore[attr-defined]


@pytest.mark.skipif("ja-x-easy" not in dict(settings.LANGUAGES), reason="only residents read plain Japanese")
@pytest.mark.parametrize(
    ("cookie", "word", "current"),
    [
        ("", "<span><ruby>紙<rp>（</rp><rt>かみ</rt><rp>）</rp></ruby></span>", "on"),
        ("off", "紙", "off"),
    ],
)
def test_plain_japanese_has_furigana_until_it_is_switched_off(cookie: str, word: str, current: str) -> None:
    request = get()
    request.COOKIES |= {"lang": "ja-x-easy", "furigana": cookie}
    body = '<a data-furigana="on"></a><a data-furigana="off"></a>紙（かみ）'
    response = http.language(lambda _: HttpResponse(body))(request)
    page = response.content.decode()  # type: ignore[attr-defined]
    assert page.endswith(word)
    assert page.count('aria-current="true"') == 1
    assert f'data-furigana="{current}"' not in page


@pytest.mark.skipif("ja-x-easy" not in dict(settings.LANGUAGES), reason="only residents read plain Japanese")
def test_only_pages_get_furigana() -> None:
    request = get()
    request.COOKIES["lang"] = "ja-x-easy"
    plain = http.language(lambda _: HttpResponse("紙（かみ）", content_type="text/plain"))(request)
    assert plain.content.decode() == "紙（かみ）"  # type: ignore[attr-defined]


def test_in_another_language_brackets_stay() -> None:
    response = http.language(lambda _: HttpResponse("紙（かみ）"))(get())
    assert response.content.decode() == "紙（かみ）"  # type: ignore[attr-defined]


def test_nothing_inline_nothing_cached() -> None:
    response = http.headers(lambda r: HttpResponse("x"))(get())
    assert "unsafe" not in response["Content-Security-Policy"]
    assert response["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    ("marked", "actor", "encoding"), [(True, None, "gzip"), (True, CLERK, None), (False, None, None)]
)
def test_only_what_everybody_is_told_is_compressed(
    marked: bool, actor: Actor | None, encoding: str | None
) -> None:
    """Never the page of somebody who is signed in, and never a page that does not say of itself that it may be."""

    def view(request: HttpRequest) -> HttpResponse:
        return HttpResponse("市役所" * 500)

    request = get(actor=actor, Accept_Encoding="gzip, br")
    request.resolver_match = ResolverMatch(http.same_for_everybody(view) if marked else view, (), {})
    response = http.compressed(view)(request)
    assert response.headers.get("Content-Encoding") == encoding


def in_a_view(request: HttpRequest, broken: http.Next) -> HttpResponseBase:
    """As Django calls it when a view has failed."""
    return http.errors(broken).process_exception(request, OperationalError("gone"))  # type: ignore[attr-defined,no-any-return]


def at_the_session(request: HttpRequest, broken: http.Next) -> HttpResponseBase:
    """Before any view: who is asking cannot be found out."""
    return http.who_asks(lambda r: HttpResponse("never"), broken)(request)


@pytest.mark.parametrize("ask", [in_a_view, at_the_session])
def test_typed_text_survives_a_database_that_is_away(
    monkeypatch: pytest.MonkeyPatch, ask: Callable[[HttpRequest, http.Next], HttpResponseBase]
) -> None:
    def away() -> None:
        raise OperationalError("gone")

    monkeypatch.setattr(context, "current", away)
    monkeypatch.setattr(versions, "current", away)
    request = RequestFactory().post("/apply/x", {"name": "<辻>", "children": ["a", "b"]})

    def broken(request: HttpRequest) -> HttpResponse:
        raise OperationalError("gone")

    response = ask(request, broken)
    body = response.content.decode()  # type: ignore[attr-defined]
    assert response.status_code == 503
    assert 'value="&lt;辻&gt;"' in body
    assert body.count('name="children"') == 2


@pytest.mark.parametrize("ask", [in_a_view, at_the_session])
def test_a_page_that_was_only_opened_has_nothing_to_send(
    monkeypatch: pytest.MonkeyPatch, ask: Callable[[HttpRequest, http.Next], HttpResponseBase]
) -> None:
    def away(*_: object) -> None:
        raise OperationalError("gone")

    monkeypatch.setattr(context, "current", away)
    monkeypatch.setattr(versions, "current", away)
    with translation.override("ja"):
        body = ask(get("/my"), away).content.decode()  # type: ignore[attr-defined,arg-type]
    assert "入力した内容" not in body
    assert "もう一度開く" in body
    assert body.count("どこでも市役所") == 2, "in the title and in the head, once each"


def test_a_file_is_chosen_again_not_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(context, "current", lambda: None)
    monkeypatch.setattr(versions, "current", lambda: None)
    file = SimpleUploadedFile("a.jpg", b"\xff\xd8\xff")
    with translation.override("ja"):
        body = http.away(RequestFactory().post("/x", {"go": "next", "file": file})).content.decode()  # type: ignore[attr-defined]
    assert "もう一度選んで" in body
    assert 'name="go"' not in body


def test_a_my_number_is_in_no_page_that_keeps_what_was_typed(
    monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    monkeypatch.setattr(context, "current", lambda: None)
    monkeypatch.setattr(versions, "current", lambda: None)
    settings.KEPT_ONLY = [(r"/apply/[a-z]+/submit", {"delivery"})]
    request = RequestFactory().post("/apply/x/submit", {"delivery": "inbox", "number": "123456789018"})
    body = http.away(request).content.decode()  # type: ignore[attr-defined]
    assert 'name="delivery"' in body
    assert "123456789018" not in body


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("length", "status"), [("1048576", 200), ("1048577", 413), ("9" * 30, 413), ("x", 200), ("", 200)]
)
def test_what_is_larger_than_any_page_is_not_read(length: str, status: int) -> None:
    request = RequestFactory().post("/sign-in", {"a": "b"})
    request.META["CONTENT_LENGTH"] = length
    assert http.bounded(lambda r: HttpResponse("in"))(request).status_code == status


def test_a_clerk_comes_in_others_do_not() -> None:
    assert page(get(actor=CLERK)).status_code == 200
    stranger = page(get("/x?q=1"))
    assert stranger.status_code == 303
    assert stranger["Location"].endswith("next=%2Fx%3Fq%3D1")
    auditor = page(get(actor=Actor("office", "staff", "s2", "", frozenset({"auditor"}))))
    assert auditor.status_code == 403
    assert page.allowed_roles == {"clerk"}  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    "bad",
    [
        "https://elsewhere.example",
        "//elsewhere.example",
        "/\\elsewhere",
        "",
        None,
        "/a\nb",
        "/\t/evil[",
        "/\t//evil",
    ],
)
def test_no_open_redirect(bad: str | None) -> None:
    assert access.safe_next(bad, "/") == "/"
    assert access.safe_next("/cases?x=1", "/") == "/cases?x=1"


def test_a_session_token_round_trips_and_the_cookie_is_strict() -> None:
    token = sessions.new()
    assert sessions.parse(token.cookie) == token
    assert token.secret not in token.id_hash
    response = HttpResponse()
    sessions.set_cookie(response, token)
    morsel = response.cookies["__Host-session"]
    assert morsel["secure"]
    assert morsel["httponly"]
    assert morsel["samesite"] == "Lax"
    assert morsel["path"] == "/"


@given(st.text(max_size=80))
def test_no_cookie_text_crashes(text: str) -> None:
    token = sessions.parse(text)
    assert token is None or token.cookie == text


@pytest.mark.django_db(transaction=True)
def test_a_connection_that_died_meanwhile_is_replaced_before_it_is_used() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (before,) = cursor.fetchone()
    http.drop_dead_connection()
    assert connection.connection is not None, "a living connection is kept"
    with psycopg.connect(**_superuser(), autocommit=True) as other:
        other.execute("SELECT pg_terminate_backend(%s)", [before])
    while not select.select([connection.connection.fileno()], [], [], 0.1)[0]:
        pass
    http.drop_dead_connection()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        assert cursor.fetchone() != (before,)


def _superuser() -> dict[str, Any]:
    at = connection.settings_dict
    return {"dbname": at["NAME"], "user": at["USER"], "password": at["PASSWORD"], "host": at["HOST"]}
