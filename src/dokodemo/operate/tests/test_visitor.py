"""The visitor against a small real server: cookies, forms, redirects, and loud refusals of what a page does not offer."""

import threading
from collections.abc import Callable, Iterable, Iterator
from typing import Any
from urllib.parse import parse_qs
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import pytest

from dokodemo.operate.visitor import Unexpected, Visitor

FORM = """<!doctype html><html lang="ja"><body><h1>申請</h1><a href="/next?a=1">次の 画面へ</a>
<form action="/search" method="get"><input name="q" value=""></form>
<form id="f" action="/send" method="post" enctype="{enctype}"><input type="hidden" name="csrf" value="tok">
<input name="name" value="old"><input name="off" value="x" disabled><textarea name="why">
two
lines</textarea><input type="radio" name="kind" value="a"><input type="radio" name="kind" value="b" checked>
<input type="checkbox" name="agree"><select name="lang"><option value="ja">日本語<option value="en" selected>English</select>
<input type="file" name="photo"><button name="go" value="save">保存</button></form>
<input form="f" name="outside" value="1"></body></html>"""

Start = Callable[[str, list[tuple[str, str]]], object]


def site(environ: dict[str, Any], start: Start) -> Iterable[bytes]:
    """A page with a form, an echo, redirects with cookies."""
    path, method = environ["PATH_INFO"], environ["REQUEST_METHOD"]
    headers = [("Content-Type", "text/html; charset=utf-8")]
    if path == "/in":
        cookies = [
            ("Set-Cookie", "__Host-session=s3cret; Path=/; Secure; HttpOnly"),
            ("Set-Cookie", "lang=en"),
        ]
        start("303 See Other", [("Location", "/who"), *cookies])
        return [b""]
    if path == "/out":
        start("303 See Other", [("Location", "/who"), ("Set-Cookie", '__Host-session=""; Max-Age=0')])
        return [b""]
    if path == "/loop":
        start("303 See Other", [("Location", "/loop")])
        return [b""]
    if path == "/away":
        start("303 See Other", [("Location", "http://example.jp/")])
        return [b""]
    start("404 Not Found" if path == "/missing" else "200 OK", headers)
    if path in ("/form", "/upload"):
        enctype = "multipart/form-data" if path == "/upload" else "application/x-www-form-urlencoded"
        return [FORM.format(enctype=enctype).encode()]
    size = int(environ.get("CONTENT_LENGTH") or 0)
    body = environ["wsgi.input"].read(size).decode("utf-8", "replace")
    seen = f"{method} {path} host={environ['HTTP_HOST']} cookie={environ.get('HTTP_COOKIE', '')} "
    seen += f"origin={environ.get('HTTP_ORIGIN', '')} query={environ['QUERY_STRING']} body={body}"
    return [f"<html><body><p id=echo>{seen}</p></body></html>".encode()]


class Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        """Nothing: the tests speak for themselves."""


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    server: WSGIServer = make_server("127.0.0.1", 0, site, handler_class=Quiet)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://internet.localhost:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def visitor() -> Iterator[Visitor]:
    made = Visitor()
    yield made
    made.close()


def test_secure_cookies_are_kept_and_sent_to_their_host_only(visitor: Visitor, address: str) -> None:
    page = visitor.get(f"{address}/in")
    assert page.url == f"{address}/who"
    assert "cookie=__Host-session=s3cret; lang=en" in page.text
    other = address.replace("internet.", "office.")
    assert "cookie= " in visitor.get(f"{other}/who").text
    assert f"host={other.removeprefix('http://')}" in visitor.page.text


def test_a_cookie_that_is_taken_away_is_gone(visitor: Visitor, address: str) -> None:
    visitor.get(f"{address}/in")
    assert "__Host-session" not in visitor.get(f"{address}/out").text


def test_a_form_is_sent_as_it_stands_with_what_is_filled_in(visitor: Visitor, address: str) -> None:
    visitor.get(f"{address}/form")
    page = visitor.submit({"name": "海野　さくら", "agree": "on", "kind": "a"}, button="go")
    body = parse_qs(page.text.partition("body=")[2])
    assert body == {
        "csrf": ["tok"], "name": ["海野　さくら"], "why": ["two\r\nlines"], "kind": ["a"], "agree": ["on"],
        "lang": ["en"], "go": ["save"], "outside": ["1"],
    }  # fmt: skip
    assert f"origin={address}" in page.text


def test_files_go_as_multipart(visitor: Visitor, address: str) -> None:
    visitor.get(f"{address}/upload")
    page = visitor.submit(
        {"name": "x"}, files={"photo": ("dog.png", b"\x89PNG", "image/png")}, button="go=save"
    )
    assert 'filename="dog.png"' in page.text
    assert 'name="csrf"' in page.text
    visitor.get(f"{address}/upload")
    assert 'name="csrf"' in visitor.submit({"name": "x"}).text


def test_get_forms_go_into_the_address(visitor: Visitor, address: str) -> None:
    visitor.get(f"{address}/form")
    assert "query=q=%E7%8A%AC" in visitor.submit({"q": "犬"}).text


@pytest.mark.parametrize(
    ("values", "words"),
    [({"nobody": "x"}, "nobody"), ({"kind": "c"}, "offers"), ({"off": "y"}, "off")],
)
def test_what_the_page_does_not_offer_is_an_error(
    visitor: Visitor, address: str, values: dict[str, str], words: str
) -> None:
    visitor.get(f"{address}/form")
    with pytest.raises(Unexpected, match=words):
        visitor.submit(values, having="name")


def test_missing_button_file_link_and_words_are_errors(visitor: Visitor, address: str) -> None:
    page = visitor.get(f"{address}/form")
    with pytest.raises(Unexpected, match="gone"):
        visitor.submit({"name": "x"}, having="name", button="gone")
    with pytest.raises(Unexpected, match="scan"):
        visitor.submit({"name": "x"}, files={"scan": ("a", b"", "image/png")})
    with pytest.raises(Unexpected, match="no link says"):
        page.link("戻る")
    with pytest.raises(Unexpected, match="does not say"):
        page.expect("決定")
    with pytest.raises(Unexpected, match="404 instead of 200"):
        visitor.get(f"{address}/missing").expect()


def test_links_are_found_by_their_words(visitor: Visitor, address: str) -> None:
    page = visitor.get(f"{address}/form").expect("申請")
    assert page.link("次の 画面へ") == f"{address}/next?a=1"
    assert page.find("//h1") == ["申請"]
    assert [each.get("value") for each in page.select("input[name=kind]")] == ["a", "b"]
    assert [each.tag for each in page.select("h1")] == ["h1"]
    assert page.select(".nothing") == []
    with pytest.raises(ValueError, match="only tag"):
        page.select("div > p")


def test_never_leaves_this_computer_and_never_runs_in_circles(visitor: Visitor, address: str) -> None:
    with pytest.raises(Unexpected, match="out of this computer"):
        visitor.get(f"{address}/away")
    with pytest.raises(Unexpected, match="redirected more than"):
        visitor.get(f"{address}/loop")
