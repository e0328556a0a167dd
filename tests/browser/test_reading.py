"""What a screen reader meets on five journeys is what the scripts in `reading/` say, line by line."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from dokodemo.base import clock
from dokodemo.operate import answers, walk
from dokodemo.operate.house import House
from tests.browser import papers, road
from tests.browser.chromium import window
from tests.browser.filled import Filler
from tests.browser.given import CHILD, DOG, NUMBERS, form_for_both, of_page, one_child_apart
from tests.browser.listening import Script

# Minutes long, so nightly.
pytestmark = pytest.mark.nightly

# Nobody else sends anything in these names: what the desk knows of them is what stands in the scripts.
READER, READ_ABOUT = "磯部", "﨑山"
CLERK, CHIEF = "kosodate1", "kosodate2"


@pytest.fixture
def filler(town: House) -> Iterator[Filler]:
    """Who brings a case as far as a journey begins."""
    filler = Filler(town)
    yield filler
    for visitor in filler.visitors.values():
        visitor.close()


def test_child_allowance(browser: Browser, town: House) -> None:
    """From the home page to the receipt; with one page left empty, to hear what is wrong."""
    script = Script("児童手当を申請する：はじめの画面から受付まで")
    with window(browser) as page:
        front = town.public_url("internet")
        page.goto(f"{front}/")
        script.meet(page, "はじめの画面")
        road.press(page, "main a[href='/procedures']")
        road.press(page, f"a[href='/procedures/{CHILD}']")
        script.meet(page, "手続きの説明")
        road.press(page, "#start ~ p a.button")
        script.meet(page, "サインイン")
        road.sign_in_card(town, page, walk.holder(READER))
        road.start(page)
        for number, (page_id, given) in enumerate(answers.family()):
            script.meet(page, f"問い {page_id}")
            if number == 0:
                road.press(page, "main .actions button[value=next]")
                script.meet(page, f"問い {page_id} を書かずに進んだとき")
            road.answer(page, page_id, given)
        script.meet(page, "書類")
        road.attach(page, "koza", papers.passbook())
        script.meet(page, "書類をつけたあと")
        road.press(page, ".actions button[value=next]")
        script.meet(page, "見なおす画面")
        road.send(page, NUMBERS, "paper")
        script.meet(page, "受付")
    script.compare("child-allowance")


def test_guide(browser: Browser, town: House) -> None:
    """A family that moves in: event, questions, what is to be done."""
    script = Script("ガイド：引っ越してきたとき")
    with window(browser) as page:
        page.goto(f"{town.public_url('internet')}/guide/hikkoshi")
        script.meet(page, "できごとを選ぶ")
        road.press(page, "main .actions button")
        script.meet(page, "はじめの問い")
        road.press(page, "[name=answer][value=in]")
        script.meet(page, "つぎの問い")
        while page.locator("button[name=answer]").count() or page.locator("#answer").count():
            if page.locator("button[name=answer]").count():
                road.press(page, "[name=answer][value=false], li:first-child button[name=answer] >> nth=0")
            else:
                script.meet(page, "日を書く問い")
                page.locator("#answer").fill("2020-01-05")
                road.press(page, "main .actions button")
        script.meet(page, "することの一覧")
    script.compare("guide")


def test_inbox(browser: Browser, town: House, filler: Filler) -> None:
    """A decision that has arrived, opened by the resident."""
    script, front = Script("届いた決定を読む"), town.public_url("internet")
    proposed(filler, READER, papers=True)
    filler.decide("core", CHIEF, "read")
    with window(browser) as page:
        address = f"{front}/my/{filler.cases['read']}"
        page.goto(f"{front}/sign-in?next=/my/{filler.cases['read']}")
        road.sign_in_card(town, page, walk.holder(READER))
        road.open_until(page, address, "届いた書類")
        script.meet(page, "申請のページ：決定")
    script.compare("inbox")


def proposed(filler: Filler, who: str, *, papers: bool) -> None:
    """A claim that waits for the second person. Who attaches papers reads the answer in the inbox, others on paper."""
    house = filler.house
    for member in (CLERK, CHIEF):
        walk.staff_sign_in(house, filler.visitor(member), "core", member)
    walk.sign_in_card(house, filler.visitor(who), walk.holder(who))
    filler.claim("read", who, one_child_apart() if papers else answers.family(), papers=papers)
    filler.take("core", CLERK, "read")
    filler.link("read")
    filler.propose("core", CLERK, "read", "approved")


def test_one_form_for_two(browser: Browser, town: House) -> None:
    """Child allowance and dog together: every page, the review, the receipt with both parts."""
    script, front = Script("二つの手続きを一度に申請する"), town.public_url("internet")
    form = form_for_both()
    typed = answers.in_one(form, {CHILD: answers.family(), DOG: answers.dog(clock.today())})
    with window(browser) as page:
        page.goto(f"{front}/procedures/{form.id}")
        script.meet(page, "二つの手続きの説明")
        road.press(page, "#start ~ p a.button")
        road.sign_in_card(town, page, walk.holder(READER))
        road.start(page)
        while (shown := form.page(page.url.rpartition("/")[2])) is not None:
            script.meet(page, f"問い {shown.id}")
            road.answer(page, shown.id, of_page(shown, typed))
        road.press(page, ".actions button[value=next]")
        script.meet(page, "見なおす画面")
        places = form.places[CHILD]
        road.send(page, {places[name].name: number for name, number in NUMBERS.items()}, "paper")
        script.meet(page, "受付")
    script.compare("together")


def test_desk(browser: Browser, town: House, filler: Filler) -> None:
    """The second person: reads the case that waits, and decides."""
    script, desk = Script("職員：決裁する"), town.public_url("core")
    proposed(filler, READ_ABOUT, papers=False)
    with window(browser) as page:
        page.goto(f"{desk}/sign-in")
        script.meet(page, "職員のサインイン")
        road.staff_sign_in(town, page, "core", CHIEF)
        address = f"{desk}/cases/{filler.cases['read']}"
        page.goto(address)
        script.meet(page, "決裁を待つ申請")
        road.press(page, "form[action$='/decide'] button")
        road.open_until(page, f"{address}?tab=files", "これから印刷")  # the letter is made
        script.meet(page, "決裁のあと")
    script.compare("desk")
