"""A day of 子育て支援課: sixty mixed applications, worked by three people in a browser with the keyboard alone; in the evening an
auditor, who has only the trail, says what was done to each, by whom and in which order."""

import csv
import io
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from dokodemo.base import clock
from dokodemo.operate.house import House
from tests.browser import papers
from tests.browser.chromium import window
from tests.browser.keyboard import Keyboard, find, staff_sign_in
from tests.day import arrivals
from tests.day.arrivals import Planned

CLERK, CHIEF, AGREES, AUDITOR = "kosodate1", "kosodate2", "kyoiku1", "kansa1"
#: Who does what; what a case is registered by is its entrance, or who typed it.
WHO = {
    "case.take": CLERK, "case.propose": CLERK, "case.ask": CLERK, "case.withdraw": CLERK, "case.agree": AGREES,
    "case.return": CHIEF, "case.approve": CHIEF, "case.refuse": CHIEF,
}  # fmt: skip


@pytest.mark.nightly
def test_a_day_of_sixty_cases(browser: Browser, town: House, tmp_path: Path) -> None:
    cases = list(arrivals.sent(town))
    packages = arrivals.emitted(town)
    arrivals.arrived(town, cases)
    with window(browser) as page:
        keys = staff_sign_in(town, page, CLERK)
        cases += [_received(keys) for _ in range(arrivals.ON_PAPER)]
        cases += [_package(keys, number) for number in packages]
        for each in cases:
            _BY_THE_CLERK[each.end](keys, each)
        for returned in (False, True):
            proposed = [each for each in cases if "case.propose" in each.acts]
            if returned:
                proposed = [each for each in cases if each.end == "returned"]
                for each in proposed:
                    _open(keys, each)
                    _propose(keys, each)
            _agreed(browser, town, [each for each in proposed if each.procedure == arrivals.AGREED])
            _decided(browser, town, proposed, first=not returned)
    assert len({each.case for each in cases}) == 60
    _reconstructed(_trail(browser, town, tmp_path), cases)


def _received(keys: Keyboard) -> Planned:
    """A paper from the counter: scanned, two lines of it typed, received as it is."""
    keys.to(text="紙・電話の申請", tag="a")
    keys.press("Enter")
    keys.to(name="procedure")
    keys.page.keyboard.press("Home")
    for _ in range(60):
        if keys.where()["value"] == "hoiku-genkyo":
            break
        keys.page.keyboard.press("ArrowDown")
    keys.choose("entrance", "counter")
    keys.to(text="入力をはじめる")
    keys.press("Enter")
    keys.to(id="_file")
    with keys.page.expect_file_chooser() as chooser:
        keys.page.keyboard.press("Space")
    chooser.value.set_files(papers.statement())
    keys.to(text="付ける", tag="button")
    keys.press("Enter")
    keys.choose("_proof", "seen_photo")
    keys.to(text="受け付ける", tag="button")
    keys.press("Enter")
    keys.to(text="不備のまま受け付ける", tag="button")
    keys.press("Enter")
    receipt = keys.page.locator(".slip .number").first.inner_text()
    return Planned("hoiku-genkyo", "received", receipt, keys.page.url.rpartition("/")[2])


def _package(keys: Keyboard, number: str) -> Planned:
    """A package of the portal, found by the portal's own number."""
    keys.to(text="受付", tag="a")
    keys.press("Enter")
    for _ in range(60):
        keys.page.keyboard.press("/")
        keys.page.keyboard.press("Control+A")
        keys.page.keyboard.type(number)
        keys.press("Enter")
        if keys.page.locator("[data-row]").count():
            break
        keys.page.wait_for_timeout(500)
    keys.page.keyboard.press("j")
    receipt = str(keys.where()["text"])
    keys.press("Enter")
    return Planned(arrivals.PORTAL, "asked", receipt, _case(keys.page))


def _case(page: Page) -> str:
    return page.url.partition("/cases/")[2].partition("?")[0].partition("#")[0]


def _take(keys: Keyboard, each: Planned) -> None:
    _open(keys, each)
    keys.page.keyboard.press("a")
    assert keys.where()["text"] == "審査をはじめる"
    keys.press("Enter")


def _open(keys: Keyboard, each: Planned) -> None:
    keys.to(text="受付", tag="a")
    keys.press("Enter")
    find(keys, each.receipt)
    assert _case(keys.page) == each.case


def _link(keys: Keyboard) -> None:
    if "住民を選ぶ" in keys.page.locator(".case-next").inner_text():
        keys.page.keyboard.press("a")
        keys.press("Enter")
        keys.to(text="この人にする", tag="button")
        keys.press("Enter")


def _propose(keys: Keyboard, each: Planned) -> None:
    outcome = "refused" if each.end == "refused" else "approved"
    keys.choose("outcome", outcome)
    for refusal in each.part.refusals:
        if not keys.to(name="refusals", value=refusal)["checked"]:  # the rule may have suggested it
            keys.page.keyboard.press("Space")
    for name, text in each.part.findings.items():
        control = keys.page.locator(f"[name='found-{name}']").first
        if control.get_attribute("type") == "radio":
            keys.choose(f"found-{name}", text)
        else:
            keys.write(f"found-{name}", text)
    keys.write("note", "書類で確かめました。")
    keys.to(text="この判断を提案する", tag="button")
    keys.press("Enter")
    assert "ほかの人の決裁を待っています" in keys.page.locator(".case-next").inner_text(), (
        each.procedure,
        each.end,
    )


def _examined(keys: Keyboard, each: Planned) -> None:
    _take(keys, each)
    _link(keys)
    _propose(keys, each)


def _asked(keys: Keyboard, each: Planned) -> None:
    _take(keys, each)
    keys.to(text="申請した方に補正を求める", tag="summary")
    keys.page.keyboard.press("Enter")
    keys.write("ask_text", "電話番号を確かめてください。")
    keys.write("ask_until", (clock.today() + timedelta(days=14)).isoformat())
    keys.to(text="補正を求める", tag="button")
    keys.press("Enter")


def _withdrawn(keys: Keyboard, each: Planned) -> None:
    _open(keys, each)
    keys.to(text="経過", tag="a")
    keys.press("Enter")
    keys.to(text="紙で届いた取下げを記録する", tag="summary")
    keys.page.keyboard.press("Enter")
    keys.choose("withdrawn_way", "counter")
    keys.to(text="取下げを記録する", tag="button")
    keys.press("Enter")


_BY_THE_CLERK: dict[str, Callable[[Keyboard, Planned], None]] = {
    "approved": _examined, "refused": _examined, "returned": _examined, "asked": _asked, "withdrawn": _withdrawn,
    "received": lambda keys, each: None,
}  # fmt: skip


def _agreed(browser: Browser, town: House, cases: list[Planned]) -> None:
    """部長 of the other organ agrees to what waits for the post."""
    with window(browser) as page:
        keys = staff_sign_in(town, page, AGREES)
        for each in cases:
            _waiting(keys, each)
            keys.to(text="同意して次に回す", tag="button")
            keys.press("Enter")


def _decided(browser: Browser, town: House, cases: list[Planned], *, first: bool) -> None:
    """The chief decides; some go back the first time."""
    with window(browser) as page:
        keys = staff_sign_in(town, page, CHIEF)
        for each in cases:
            # What goes a way waits for a post; what the section decides alone stands in its queue.
            (_waiting if each.procedure == arrivals.AGREED else _open)(keys, each)
            if each.end == "returned" and first:
                keys.to(text="差し戻す", tag="summary")
                keys.page.keyboard.press("Enter")
                keys.write("return_note", "添付を、もう一度確かめてください。")
                keys.to(text="理由をつけて差し戻す", tag="button")
            else:
                keys.to(text="提案のとおり", tag="button")
            keys.press("Enter")


def _waiting(keys: Keyboard, each: Planned) -> None:
    """In the list of what waits for one's post, found with j."""
    keys.to(text="決裁", tag="a")
    keys.press("Enter")
    for _ in range(50):
        keys.page.keyboard.press("j")
        if keys.where()["text"] == each.receipt:
            keys.press("Enter")
            return
        if keys.where()["text"] == keys.page.locator("[data-row]").last.inner_text():
            more = keys.page.locator("a[rel=next]")
            assert more.count(), f"{each.receipt} does not wait for anybody"
            keys.to(text="次の50件", tag="a")
            keys.press("Enter")
    raise AssertionError(each.receipt)


def _trail(browser: Browser, town: House, folder: Path) -> list[dict[str, str]]:
    """What the auditor has: the chain is whole, and the acts as a file."""
    with window(browser) as page:
        keys = staff_sign_in(town, page, AUDITOR)
        keys.to(text="書きかえがないか確かめる", tag="button")
        keys.press("Enter")
        assert "記録はつながっています" in page.locator("main").inner_text()
        keys.to(name="reason")
        page.keyboard.press("ArrowDown")
        keys.to(text="表計算のファイルにする", tag="button")
        with page.expect_download() as download:
            page.keyboard.press("Enter")
        download.value.save_as(folder / "audit.csv")
    text = (folder / "audit.csv").read_text("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def _reconstructed(trail: list[dict[str, str]], cases: list[Planned]) -> None:
    done: dict[str, list[dict[str, str]]] = {each.case: [] for each in cases}
    for row in sorted(trail, key=lambda each: int(each["id"])):
        if row["object_id"] in done and row["object_kind"] == "case":
            done[row["object_id"]].append(row)
    told = {*WHO, "case.register"}
    for each in cases:
        rows = [row for row in done[each.case] if row["action"] in told]
        assert [row["action"] for row in rows] == each.acts, (each.procedure, each.end, each.receipt)
        assert all(WHO.get(row["action"], row["actor_id"]) == row["actor_id"] for row in rows), each.receipt
        looked = {row["actor_id"] for row in done[each.case] if row["action"] == "case.view"}
        assert looked >= {WHO[act] for act in each.acts if act in WHO}, "whoever acted has looked first"
    proposers = {row["object_id"]: row["actor_id"] for row in trail if row["action"] == "case.propose"}
    deciders = [
        row for row in trail if row["action"] in ("case.approve", "case.refuse") and row["object_id"] in done
    ]
    assert all(row["actor_id"] != proposers[row["object_id"]] for row in deciders), "never who proposed"
    ends = Counter(each.end for each in cases)
    assert len(deciders) == ends["approved"] + ends["refused"] + ends["returned"] == 44
    typed = [row for row in trail if row["action"] == "reception.register" and row["object_id"] in done]
    assert {row["actor_id"] for row in typed} == {CLERK}
    assert len(typed) == arrivals.ON_PAPER
