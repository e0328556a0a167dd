"""The road by keyboard alone: the resident's, and the desk with its keys."""

import re
from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import Browser, Page, expect

from dokodemo.catalog.check_procedure import CONTROLS
from dokodemo.operate import answers, walk
from dokodemo.operate.answers import Answers
from dokodemo.operate.house import House
from dokodemo.operate.visitor import Visitor
from tests.browser import papers, road
from tests.browser.chromium import window
from tests.browser.given import CHILD, NUMBERS
from tests.browser.keyboard import Keyboard, find, staff_sign_in


def test_a_resident_with_a_keyboard_only(browser: Browser, town: House) -> None:
    """From the home page to the receipt and on to the own page, over the double's page; nothing is clicked."""
    with window(browser) as page:
        keys = Keyboard(page)
        # Who listens from the start cannot be too late: the key may be quicker than the message that we wait for it.
        page.on("filechooser", lambda chooser: None)
        page.goto(f"{town.public_url('internet')}/")
        assert keys.tab()["text"] == "本文へ", "the first stop leads past the head"
        keys.page.keyboard.press("Enter")
        assert keys.tab()["id"] == "q", "and it does: what would you like to do?"
        keys.to(href="/procedures")
        keys.press("Enter")
        keys.to(href=f"/procedures/{CHILD}")
        keys.press("Enter")
        keys.to(text="サインインして申請をはじめる")
        keys.press("Enter")
        sign_in(keys, "6b0f43d97ae24c15a8de02f7b39c8541", "7890")
        begin(keys)
        for page_id, given in answers.family():
            answer(keys, page_id, given)
        attach(keys)
        keys.to(name="go", value="next")
        keys.press("Enter")
        send(keys)
        keys.to(text="マイページで進みぐあいを見る")
        keys.press("Enter")
        expect(page.locator("h1")).to_have_text("マイページ")
        assert keys.stops > 150, "the focus was looked at wherever it went"


def sign_in(keys: Keyboard, subject: str, pin: str) -> None:
    keys.to(text="カードでサインインする")
    keys.press("Enter")
    assert urlsplit(keys.page.url).hostname == "id.localhost"
    keys.choose("person", subject)
    keys.to(name="pin")
    keys.page.keyboard.insert_text(pin)
    keys.press("Enter")


def begin(keys: Keyboard) -> None:
    """The button, and what an earlier walk left thrown away."""
    left_over = keys.page.locator("button[value=continue]").count()
    for text in ("あたらしく始める", "消して、あたらしく始める") if left_over else ("申請をはじめる",):
        keys.to(text=text, tag="button")
        keys.press("Enter")


def answer(keys: Keyboard, page_id: str, given: Answers) -> None:
    """One page: in the order of the screen, going on by the button; a second time for what the answers brought."""
    for _ in range(3):
        assert keys.page.url.partition("?")[0].endswith(f"/{page_id}"), keys.page.url
        _answer_what_is_open(keys, given)
        keys.to(name="go", value="next", type="submit", text="次へ進む")
        keys.press("Enter")
        if not keys.page.url.partition("#")[0].endswith(f"/{page_id}"):
            return
    raise AssertionError(f"{page_id} does not let go: {keys.page.locator('main').inner_text()[:500]}")


def _add_entry(keys: Keyboard, name: str) -> None:
    """One more child, when that answer is about one who is not on the screen yet: the page opens at the new part."""
    part = re.match(r"children-\d+-", name)
    if part and not keys.page.locator(f"[name^='{part[0]}']").count():
        keys.to(name="add")
        keys.press("Enter")


def _answer_what_is_open(keys: Keyboard, given: Answers) -> None:
    for name, value in given.items():
        _add_entry(keys, name)
        control = keys.page.locator(f"[name='{name}']").first
        if not control.count():
            continue
        match control.get_attribute("type"):
            case "radio":
                keys.choose(name, value)
                road.settle(keys.page)
                assert keys.where()["name"] == name, f"new questions took the focus away from {name}"
            case "checkbox":
                keys.tick(name)
            case _:
                keys.write(name, value)


def attach(keys: Keyboard) -> None:
    """The photo: the system's own chooser opens at the key, the button sends."""
    keys.to(id="file-koza")
    with keys.page.expect_file_chooser() as chooser:
        keys.page.keyboard.press("Space")
    chooser.value.set_files(papers.passbook())
    keys.to(text="添付する", tag="button")
    keys.press("Enter")
    expect(keys.page.locator("#list-koza")).to_contain_text("通帳.jpg")


def send(keys: Keyboard) -> None:
    keys.choose("delivery", "paper")
    keys.to(back=True, name="spouse_kojinbango")
    keys.page.keyboard.insert_text(answers.SPOUSE_NUMBER)
    if keys.page.locator("[name=declaration]").count():
        keys.tick("declaration")
    keys.to(id="submit")
    keys.press("Enter")
    expect(keys.page.locator("h1")).to_have_text("申請を受け取りました")


def test_the_desk_with_its_keys(browser: Browser, town: House) -> None:
    """j, k, Enter, /, a, ? and Tab: find a case, take it, choose the person, propose; the chief decides."""
    visitor = Visitor()
    walk.sign_in_card(town, visitor, walk.holder("波多野"))
    sent = walk.apply(town, visitor, CHILD, answers.family(), private=NUMBERS, delivery="paper")
    visitor.close()
    address = f"{town.public_url('core')}/cases/{sent.application}"
    with window(browser) as clerk, window(browser) as chief:
        keys = staff_sign_in(town, clerk, "kosodate1")
        road.open_until(clerk, address, sent.receipt)
        clerk.goto(f"{town.public_url('core')}/")
        move_between_rows(keys)
        find(keys, sent.receipt)
        examine(keys, address)
        keys = staff_sign_in(town, chief, "kosodate2")
        find(keys, sent.receipt)
        keys.page.keyboard.press("a")
        keys.page.keyboard.press("Enter")  # a link to the panel on this page
        keys.to(text="提案のとおり承認する")
        keys.press("Enter")
        expect(chief.locator(".case-head")).to_contain_text("海子第")


def move_between_rows(keys: Keyboard) -> None:
    page = keys.page
    rows = page.locator("[data-row]")
    page.keyboard.press("j")
    assert keys.where()["text"] == rows.nth(0).inner_text()
    assert keys.where()["outlined"]
    if rows.count() > 1:
        page.keyboard.press("j")
        assert keys.where()["text"] == rows.nth(1).inner_text()
        page.keyboard.press("k")
    assert keys.where()["text"] == rows.nth(0).inner_text()
    keys.press("?")
    expect(page.locator("h1")).to_have_text("キーの使い方")
    page.go_back()


def examine(keys: Keyboard, address: str) -> None:
    page = keys.page
    page.keyboard.press("a")
    assert keys.where()["text"] == "審査をはじめる"
    keys.press("Enter")
    if "住民を選ぶ" in page.locator(".case-next").inner_text():
        page.keyboard.press("a")
        keys.press("Enter")
        keys.to(text="この人にする")
        keys.press("Enter")
    keys.press("c")
    page.wait_for_function("document.activeElement.closest('[data-contact]') !== null")
    page.keyboard.press("Escape")
    keys.to(text="申請内容")
    keys.press("Enter")
    keys.press("n")
    assert keys.where()["id"] == "note_text"
    keys.to(text="申請内容")
    keys.press("Enter")
    keys.choose("outcome", "approved")
    keys.to(text="この判断を提案する")
    keys.press("Enter")
    assert page.url.startswith(address)
    expect(page.locator("#decision")).to_contain_text("あなたの提案です")


def test_the_focus_on_a_button_is_no_press(browser: Browser, town: House) -> None:
    """A page that saves itself does so when the focus leaves an answer, often for a button: nothing is added, taken away,
    sent or received by that."""
    with window(browser) as page:
        road.begin(town, page, CHILD)
        road.sign_in_card(town, page, walk.holder("潮見"))
        road.start(page)
        for page_id, given in answers.family():
            if page_id == "kodomo":
                break
            road.answer(page, page_id, given)
        road.answer_only(page, {name: each for name, each in given.items() if name.startswith("children-0")})
        road.press(page, "button[name=add][value=children]")
        for button in ("[name='children-1-remove']", "[name=add]"):
            _saves_only(page, "children-1-name", button)
        expect(page.locator("[name='children-1-name']")).to_have_value("海野海野")
        expect(page.locator("[name='children-2-name']")).to_have_count(0)
    with window(browser) as page:
        road.staff_sign_in(town, page, "core", "kosodate1")
        page.goto(f"{town.public_url('core')}/reception")
        page.locator("#procedure").select_option(CHILD)
        page.locator("#entrance-counter").check()
        road.press(page, "#begin-title + form button")
        _saves_only(page, "claimant_name", "[name=go][value=register]")


def _saves_only(page: Page, name: str, button: str) -> None:
    """Type into the answer of that name; the focus is on the button before the page saves itself."""
    where = page.url
    page.locator(f"[name='{name}']").focus()
    with page.expect_request(lambda request: request.method == "POST") as asked:
        page.keyboard.type("海野")
        page.locator(f"main button{button}").last.focus()
    sent = parse_qs(asked.value.post_data or "", keep_blank_values=True)
    assert "live=1" in asked.value.url, asked.value.url
    assert "海野" in "".join(sent[name])
    pressed = {each for each in sent if each in CONTROLS or each.endswith("-remove")}
    assert not pressed, pressed
    road.settle(page)
    assert page.url == where
