"""Nothing stays on the terminal: after a day at the desk in a browser with a profile folder of its own, none of its files holds
a word of anybody. The same search over what a careless page leaves finds all of it."""

import http.server
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Page, Playwright, expect

from dokodemo.operate import walk
from dokodemo.operate.house import House
from dokodemo.operate.tour import eventually
from tests.browser import chromium, profile, road
from tests.browser.filled import Filler
from tests.browser.given import one_child_apart
from tests.secret.search import Found, needles, search

# Minutes long, so nightly.
pytestmark = pytest.mark.nightly

MOTHER = "海野"
PLANTED = "とうだいもり"
SAID = "夫の拓海さんと話し、口座をたずねた"
NOTE = "通帳の名義が旧姓のようです"
#: What a browser writes later than at once (history, session, settings) is written every few seconds.
SETTLES_MS = 6_000
_OWN = ("name", "kana", "phone", "address", "employer", "holder", "number", "birth")


@dataclass(frozen=True)
class Day:
    """An application that was decided, with a file and a letter; and every word of it that must not stay."""

    case: str
    receipt: str
    words: frozenset[str]


@pytest.fixture(scope="module")
def day(town: House) -> Day:
    mother = walk.holder(MOTHER)
    filler = Filler(town)
    try:
        for member in ("kosodate1", "kosodate2"):
            walk.staff_sign_in(town, filler.visitor(member), "core", member)
        walk.sign_in_card(town, filler.visitor("mother"), mother)
        filler.claim("day", "mother", one_child_apart(), papers=True)
        filler.take("core", "kosodate1", "day")
        filler.link("day")
        filler.propose("core", "kosodate1", "day", "approved")
        filler.decide("core", "kosodate2", "day")
        clerk = filler.visitor("kosodate1")
        address = f"{town.public_url('core')}/cases/{filler.cases['day']}?tab=files"
        eventually(60, "letter and files", lambda: _links(clerk.get(address).links()) >= 3)
        receipt = road.RECEIPT.search(clerk.page.text)
    finally:
        for visitor in filler.visitors.values():
            visitor.close()
    assert receipt is not None
    texts = {mother.name, mother.kana, mother.address, receipt[0], NOTE, SAID} | {
        text
        for _page, given in one_child_apart()
        for name, text in given.items()
        if any(part in name for part in _OWN)
    }
    return Day(filler.cases["day"], receipt[0], frozenset(_every_way(texts)))


def _links(links: list[tuple[str, str]]) -> int:
    """How many attachments and documents can be opened."""
    return len({address for _, address in links if "/attachments/" in address or "/documents/" in address})


def _every_way(texts: set[str]) -> set[str]:
    """Whole and in their parts, as people type them: with either space or none, a receipt number without its hyphens."""
    spaced = {text.replace("　", " ") for text in texts}
    parts = {part for text in spaced for part in text.split()}
    closed = {text.replace(" ", "").replace("-", "") for text in spaced}
    # What a city's address begins with stands on every page, and a word of two letters anywhere.
    parts |= {text.removeprefix("海風市") for text in texts}
    return {text for text in texts | spaced | parts | closed if len(text.encode()) >= 6}


@contextmanager
def terminal(playwright: Playwright, folder: Path) -> Iterator[Page]:
    """A staff PC: a browser as it comes, with nothing switched off that keeps things, and a profile folder."""
    context = playwright.chromium.launch_persistent_context(
        str(folder), executable_path=chromium.program(), args=chromium.ARGUMENTS, locale="ja-JP",
        ignore_default_args=["--enable-automation", "--disable-back-forward-cache"],
    )  # fmt: skip
    context.set_default_timeout(chromium.PATIENCE_MS)
    try:
        yield context.pages[0]
        context.pages[0].wait_for_timeout(SETTLES_MS)
    finally:
        context.close()


def left_in(folder: Path, words: frozenset[str] | set[str]) -> set[Found]:
    files = list(profile.contents(folder))
    assert any(place.endswith("History (rows)") for place, _ in files), "the browser kept no profile"
    return search(files, needles(words, {}))


def test_after_a_day_at_the_desk_the_profile_holds_nobody(
    playwright: Playwright, town: House, day: Day, tmp_path: Path
) -> None:
    with terminal(playwright, tmp_path) as page:
        _walk_the_day(page, town, day)
    found = left_in(tmp_path, day.words)
    assert found == set(), "\n".join(sorted(map(str, found)))


def _walk_the_day(page: Page, town: House, day: Day) -> None:
    desk = town.public_url("core")
    road.staff_sign_in(town, page, "core", "kosodate1")
    for text in (MOTHER, "ウミノ", day.receipt, "汐見台一丁目2番3号"):
        page.locator("#q").fill("")
        page.locator("#q").press_sequentially(text)
        road.press(page, "form[role=search] button")
        expect(page.locator("table.queue")).to_contain_text(day.receipt)
    road.press(page, f"a[href='/cases/{day.case}'] >> nth=0")
    for tab in ("resident", "files", "related", "timeline", "notes"):
        road.press(page, f".tabs a[href='?tab={tab}']")
    # Refused, because it does not say how they spoke: what was typed comes back, and is sent once more.
    page.locator("#contacts summary").click()
    page.locator("#contact_said").press_sequentially(SAID)
    road.press(page, "form[action$='/contact'] button")
    expect(page.locator("#contact_said")).to_have_value(SAID)
    page.locator("#note_text").press_sequentially(NOTE)
    road.press(page, "form[action$='/note'] button")
    road.press(page, ".tabs a[href='?tab=files']")
    for kind in ("attachments", "documents"):
        for href in page.locator(f"table a[href*='/{kind}/']").evaluate_all(
            "links => links.map(link => link.href)"
        ):
            with page.context.expect_page() as opened:
                page.evaluate("href => window.open(href)", href)
            opened.value.wait_for_timeout(1_000)
            opened.value.close()
    page.goto(f"{desk}/?state=approved")
    receipt = page.locator("[data-row] >> nth=0").inner_text()
    page.locator("input[name=case] >> nth=0").check()
    road.press(page, "button[name=do][value=print]")
    page.go_back()
    _search_elsewhere(page, desk, receipt)
    road.press(page, "form[action='/sign-out'] button")


def _search_elsewhere(page: Page, desk: str, receipt: str) -> None:
    """Residents, looks, documents, what is entered elsewhere, mandates and the ledger: wherever a name or a number is typed."""
    page.goto(f"{desk}/people")
    page.locator("#q").press_sequentially(MOTHER)
    page.locator("#reason").press_sequentially("電話で本人から問い合わせ")
    road.press(page, "main form button")
    number = page.locator("tr:has-text('さくら') td.number").first.inner_text()
    page.goto(f"{desk}/looking/whose")
    page.locator("#person").press_sequentially(number)
    page.locator("input[name=reason][value=asked]").check()
    road.press(page, "main form button >> nth=0")
    expect(page.locator("#found")).to_contain_text("さくら")
    for path, words in (("transfer", MOTHER), ("mandates", MOTHER), ("register", receipt)):
        page.goto(f"{desk}/{path}")
        page.locator("#q").press_sequentially(words)
        road.press(page, "form[role=search] button")


class _Careless(http.server.BaseHTTPRequestHandler):
    """A page that does everything wrong: it may be kept, its title and address name somebody, its form may be remembered."""

    def do_GET(self) -> None:
        self._answer(
            f"<!doctype html><meta charset=utf-8><title>{PLANTED}題</title><p>{PLANTED}本文<form method=post action=/found>"
            f"<input name=q id=q><button>go</button></form><script>localStorage.setItem('k', '{PLANTED}記憶')</script>",
            "max-age=9999",
        )

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self._answer("<!doctype html><title>found</title><p>found", "no-store")

    def _answer(self, text: str, keep: str) -> None:
        body = text.encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Cache-Control", keep)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Nothing to say."""


def test_the_search_finds_what_a_careless_page_leaves(playwright: Playwright, tmp_path: Path) -> None:
    """In the cache, the history, the forms, the session and the page's own store."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), _Careless)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    address = f"http://127.0.0.1:{server.server_port}"
    try:
        with terminal(playwright, tmp_path) as page:
            page.goto(f"{address}/?who={PLANTED}住所")
            page.locator("#q").press_sequentially(f"{PLANTED}検索")
            road.press(page, "button")
    finally:
        server.shutdown()
        server.server_close()
    kinds = ("題", "本文", "記憶", "検索", "住所")
    found = left_in(tmp_path, {PLANTED + kind for kind in kinds})
    places = {(each.word.removeprefix(PLANTED), each.place.split("/")[1].split(" (")[0]) for each in found}
    assert places >= {
        ("題", "History"), ("題", "Sessions"), ("本文", "Cache"), ("記憶", "Local Storage"), ("検索", "Sessions"),
        ("検索", "Web Data"), ("住所", "History"),
    }  # fmt: skip
