"""Light, and on a bad line: what the first page weighs, what a browser keeps, what is shown without a connection, and
that nothing is lost or sent twice when the line breaks."""

import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager

import httpx
import pytest
from playwright.sync_api import Browser, Page, Response, expect

from dokodemo.base import clock
from dokodemo.operate import answers, walk
from dokodemo.operate.house import House
from tests.browser import papers, road
from tests.browser.badline import BadLine, bad_line
from tests.browser.chromium import HEIGHTS, PATIENCE_MS, PHONE, window
from tests.browser.given import CHILD, DOG, NUMBERS, one_child_apart

MOST_BYTES = 100_000
#: What the browser may keep: the page for when there is no connection, and what it looks like.
KEPT = ("/offline", "/static/ui/house.", "/static/ui/mark.", "/static/ui/tokens.")
_KEPT = """async () => {
  const found = [];
  for (const name of await caches.keys()) {
    const cache = await caches.open(name);
    for (const request of await cache.keys()) {
      const answer = await cache.match(request);
      found.push([name, request.method, new URL(request.url).pathname, await answer.text()]);
    }
  }
  return found;
}"""
_CONTROLLED = "() => navigator.serviceWorker.controller !== null"


@contextmanager
def phone(browser: Browser, line: BadLine | None = None) -> Iterator[Page]:
    """A phone whose line may break: unlike in ``window``, that the browser speaks of it is no fault."""
    context = browser.new_context(
        locale="ja-JP",
        timezone_id="Asia/Tokyo",
        viewport={"width": PHONE, "height": HEIGHTS[PHONE]},
        proxy={"server": line.address, "bypass": "<-loopback>"} if line else None,
    )
    context.set_default_timeout(PATIENCE_MS)
    try:
        yield context.new_page()
    finally:
        context.close()


def somebody_new() -> str:
    """An address that nobody has applied with."""
    return f"light.{secrets.token_hex(4)}@example.invalid"


def kept_ready(town: House, page: Page) -> None:
    """The first page, until the browser has kept what it keeps."""
    page.goto(f"{town.public_url('internet')}/")
    page.wait_for_function(_CONTROLLED)


def without_connection(page: Page, address: str, words: str) -> None:
    """Open it without a connection, and see that the page is ours and says so."""
    page.context.set_offline(True)
    answer = page.goto(address)
    assert answer is not None
    assert answer.status == 503
    expect(page.locator("h1")).to_have_text(words)


# --- what it weighs -----------------------------------------------------------------------------------------------


def test_the_first_page_weighs_little(browser: Browser, town: House) -> None:
    """Everything of a first visit, as it is sent: the page, what belongs to it, and what the browser keeps for later."""
    with phone(browser) as page:
        sent: dict[str, float] = {}
        addresses: dict[str, str] = {}
        wire = page.context.new_cdp_session(page)
        wire.send("Network.enable")
        wire.on(
            "Network.responseReceived", lambda e: addresses.update({e["requestId"]: e["response"]["url"]})
        )
        wire.on("Network.loadingFinished", lambda e: sent.update({e["requestId"]: e["encodedDataLength"]}))
        kept_ready(town, page)
        page.wait_for_load_state("networkidle")
    front = town.public_url("internet")
    here = f"http://127.0.0.1:{town.web_port('internet')}"
    headers = {"Accept-Encoding": "gzip", "Host": front.removeprefix("http://")}
    with httpx.Client(headers=headers, trust_env=False) as visitor:
        worker = sum(_sent(visitor, here + path) for path in ("/service-worker.js", "/offline"))
    weights = {addresses[name]: size for name, size in sent.items()}
    assert f"{front}/" in weights, weights
    assert sum(weights.values()) + worker <= MOST_BYTES, (weights, worker)
    assert not any("htmx" in address for address in weights), "nothing on that page uses it"


def _sent(visitor: httpx.Client, address: str) -> int:
    """Bytes of the answer as it was sent; the worker's own requests are not the page's."""
    with visitor.stream("GET", address) as answer:
        assert answer.status_code == 200
        return sum(len(each) for each in answer.iter_raw())


def test_what_everybody_reads_is_sent_compressed_and_what_one_reads_is_not(
    browser: Browser, town: House
) -> None:
    front = town.public_url("internet")
    with phone(browser) as page:
        for path in ("/", "/procedures", f"/procedures/{DOG}", "/figures", "/words", "/offline"):
            answer = page.goto(front + path)
            assert answer is not None
            assert answer.header_value("content-encoding") == "gzip", path
        page.goto(f"{front}/sign-in?next=/my")
        road.sign_in_card(town, page, walk.holder("潮見"))
        for path in ("/my", "/", f"/procedures/{DOG}"):
            answer = page.goto(front + path)
            assert answer is not None
            assert answer.header_value("content-encoding") is None, path


# --- without a connection -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("language", "words", "again"),
    [("ja", "インターネットにつながっていません", "もう一度開く"), ("en", "There is no internet connection", "Open again")],
)  # fmt: skip
def test_without_a_connection_a_page_of_ours_says_so_and_goes_on_afterwards(
    browser: Browser, town: House, language: str, words: str, again: str
) -> None:
    front = town.public_url("internet")
    with phone(browser) as page:
        kept_ready(town, page)
        page.goto(f"{front}/language/{language}?next=/")
        page.wait_for_function(
            "async words => (await (await caches.match('/offline')).text()).includes(words)", arg=words
        )
        without_connection(page, f"{front}/procedures", words)
        assert page.evaluate("getComputedStyle(document.querySelector('main')).maxWidth") == "720px"
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE
        expect(page.locator("a[href^='tel:']")).to_be_visible()
        expect(page.locator(".notice")).to_have_count(0)
        page.context.set_offline(False)
        road.press(page, f"main a.button:has-text('{again}')")
        assert page.url == f"{front}/procedures"
        expect(page.locator(f"a[href='/procedures/{DOG}']")).to_be_visible()


def test_what_was_typed_is_sent_when_the_connection_is_back(browser: Browser, town: House) -> None:
    """A page of a form and the sending itself; each once pressed without a connection."""
    with phone(browser) as page:
        kept_ready(town, page)
        road.begin(town, page, DOG)
        road.press(page, "a.button[href^='/sign-in/mail']")
        road.sign_in_mail(town, page, somebody_new())
        road.start(page)
        [(_, typed)] = answers.dog(clock.today())
        road.answer_only(page, typed | {"dog_name": "<b>\"ポチ&'"})
        _pressed_in_vain(page, "main .actions button[value=next]")
        road.press(page, "main form button")
        expect(page.locator("main")).to_contain_text("<b>\"ポチ&'")
        road.fill_review(page, {})
        _pressed_in_vain(page, "#submit")
        road.press(page, "main form button")
        assert "/receipts/" in page.url
        page.goto(f"{town.public_url('internet')}/my")
        expect(page.locator(".rows .number")).to_have_count(1)


def _pressed_in_vain(page: Page, selector: str) -> None:
    page.context.set_offline(True)
    road.press(page, selector)
    expect(page.get_by_role("alert")).to_contain_text("まだ送れていません")
    page.context.set_offline(False)


def test_a_my_number_is_on_no_page_that_the_browser_makes(browser: Browser, town: House) -> None:
    with phone(browser) as page:
        _at_the_review(town, page, "潮見")
        road.fill_review(page, {"spouse_kojinbango": NUMBERS["spouse_kojinbango"]})
        _pressed_in_vain(page, "#submit")
        names = page.locator("main form input").evaluate_all("fields => fields.map(each => each.name)")
        assert sorted(names) == ["csrfmiddlewaretoken", "declaration", "delivery"]
        assert NUMBERS["spouse_kojinbango"] not in page.content()


def _at_the_review(town: House, page: Page, who: str) -> None:
    """Signed in with the card, everything answered and attached, before the button that sends."""
    kept_ready(town, page)
    road.begin(town, page, CHILD)
    road.sign_in_card(town, page, walk.holder(who))
    road.start(page)
    road.walk_form(page, one_child_apart())
    road.attach(page, "koza", papers.passbook())
    road.attach(page, "bekkyo-kango", papers.statement())
    road.press(page, ".actions button[value=next]")


# --- what stays in the browser ------------------------------------------------------------------------------------


def test_a_browser_keeps_nothing_of_anybody(browser: Browser, town: House) -> None:
    """After a whole signed-in walk: only the shell is kept, every page was forbidden to be, and going back after signing
    out shows nothing."""
    front = town.public_url("internet")
    with phone(browser) as page:
        answered: list[Response] = []
        page.on("response", lambda answer: answered.append(answer))
        _at_the_review(town, page, "海野")
        road.send(page, NUMBERS)
        page.goto(f"{front}/my")
        expect(page.locator("main")).to_contain_text("児童手当")
        found = page.evaluate(_KEPT)
        assert len({name for name, *_ in found}) == 1
        assert {path for _, _, path, _ in found} == {path for _, _, path, _ in found if path.startswith(KEPT)}
        assert len(found) == len(KEPT)
        assert {method for _, method, *_ in found} == {"GET"}
        assert not [path for *_, path, text in found if "海野" in text or "さくら" in text]
        pages = [each for each in answered if each.url.startswith(front) and "/static/" not in each.url]
        assert len(pages) > 20
        assert {each.header_value("cache-control") for each in pages} == {"no-store"}
        road.press(page, "form[action='/sign-out'] button")
        page.go_back()
        expect(page.locator("main")).not_to_contain_text("児童手当")
        assert "/sign-in" in page.url


# --- a line that breaks -------------------------------------------------------------------------------------------


def test_a_sending_whose_answer_is_lost_is_one_application(browser: Browser, town: House) -> None:
    """The house has it, the browser does not know; it is sent again by the button of the page that says so."""
    with bad_line() as line, phone(browser, line) as page:
        kept_ready(town, page)
        _dog_at_the_review(town, page)
        line.cut = "answer"
        road.press(page, "#submit")
        expect(page.get_by_role("alert")).to_contain_text("まだ送れていません")
        assert line.cuts > 0
        line.cut = None
        road.press(page, "main form button")
        assert "/receipts/" in page.url
        page.goto(f"{town.public_url('internet')}/my")
        expect(page.locator(".rows .number")).to_have_count(1)


def test_an_upload_that_is_cut_says_what_to_do(browser: Browser, town: House) -> None:
    with bad_line() as line, phone(browser, line) as page:
        kept_ready(town, page)
        road.begin(town, page, CHILD)
        road.sign_in_card(town, page, walk.holder("潮見"))
        road.start(page)
        road.walk_form(page, one_child_apart())
        page.locator("#file-koza").set_input_files(papers.passbook())
        line.cut = "request"
        road.press(page, "button[name=attach][value=koza]")
        expect(page.get_by_role("alert")).to_contain_text("選んだファイルは、市に届いていません")
        assert line.cuts > 0
        line.cut = None
        road.press(page, "main a.button")
        expect(page.locator("#list-koza")).not_to_contain_text(papers.passbook()["name"])
        road.attach(page, "koza", papers.passbook())


def test_a_form_on_a_slow_line(browser: Browser, town: House) -> None:
    """Slow 3G as browsers' tools know it (2 s there and back, 50 kB/s): sent twice by an impatient hand, and one
    application."""
    with window(browser, width=PHONE) as page:
        _dog_at_the_review(town, page)
        slow(page)
        page.evaluate(
            "() => [0, 500].forEach(at => setTimeout(() => document.querySelector('#submit').click(), at))"
        )
        expect(page).to_have_url(re.compile("/receipts/"), timeout=PATIENCE_MS)
        page.goto(f"{town.public_url('internet')}/my")
        expect(page.locator(".rows .number")).to_have_count(1)


def _dog_at_the_review(town: House, page: Page) -> None:
    """Somebody new with everything filled in: one press is left."""
    road.begin(town, page, DOG)
    road.press(page, "a.button[href^='/sign-in/mail']")
    road.sign_in_mail(town, page, somebody_new())
    road.start(page)
    road.walk_form(page, answers.dog(clock.today()))
    road.fill_review(page, {})


def slow(page: Page) -> None:
    line = {"offline": False, "latency": 2000, "downloadThroughput": 50_000, "uploadThroughput": 50_000}
    page.context.new_cdp_session(page).send("Network.emulateNetworkConditions", line)
