"""補正 and 取下げ in a browser, through the three zones: asked at the desk, mended at home, seen at the desk; taken back."""

from datetime import timedelta

from playwright.sync_api import Browser, Page, expect

from dokodemo.base import clock
from dokodemo.operate import answers, walk
from dokodemo.operate.house import House
from tests.browser import papers, road
from tests.browser.chromium import PHONE, window
from tests.browser.given import CHILD, DOG, NUMBERS


def test_a_telephone_number_is_mended_and_a_passbook_added(browser: Browser, town: House) -> None:
    """The clerk asks for an answer and a file; the resident sees those two, on a phone; the desk gets the next version."""
    with window(browser, width=PHONE) as resident, window(browser) as clerk:
        road.begin(town, resident, CHILD)
        road.sign_in_card(town, resident, walk.holder("辻"))
        road.start(resident)
        road.walk_form(resident, answers.family())
        road.attach(resident, "koza", papers.passbook())
        road.press(resident, ".actions button[value=next]")
        receipt, application = road.send(resident, NUMBERS)
        address = f"{town.public_url('core')}/cases/{application}"
        road.staff_sign_in(town, clerk, "core", "kosodate1")
        road.open_until(clerk, address, receipt)
        road.press(clerk, "form[action$='/take'] button")
        due = _due(clerk)
        _ask(clerk, "answer.claimant_phone", "file.koza")
        assert _due(clerk) != due, "the standard processing time stands still"
        mine = f"{town.public_url('internet')}/my/{application}"
        road.open_until(resident, mine, "桁が足りません")
        road.press(resident, "form[action$='/mend'] button")
        resident.locator("#claimant_phone").fill("0312345678")
        road.press(resident, "main .actions button[value=next]")
        assert resident.url.endswith("/files"), "what is not asked for is not gone through"
        road.attach(resident, "koza", papers.passbook())
        road.press(resident, ".actions button[value=next]")
        assert resident.evaluate("document.documentElement.scrollWidth") <= PHONE
        assert resident.locator("form[action$='/submit'] input[name$=kojinbango]").count() == 0
        resident.locator("input[name=declaration]").check()
        road.press(resident, "#submit")
        expect(resident.get_by_role("status")).to_contain_text("直した内容を送りました")
        road.open_until(clerk, f"{address}?tab=versions", "0312345678")
        clerk.goto(f"{address}?tab=files")
        expect(clerk.locator("main")).to_contain_text("第2版といっしょに届きました")
        clerk.goto(address)
        expect(clerk.locator("main")).to_contain_text("•••• ••••")


def _due(page: Page) -> str:
    """The deadline as the desk shows it."""
    return page.locator(".facts div:has(dt:text-is('期限')) dd").inner_text()


def _ask(page: Page, *items: str) -> None:
    page.locator("#asking summary").first.click()
    for summary in page.locator("#ask_fields summary").all():
        summary.click()
    for item in items:
        page.locator(f"input[value='{item}']").check()
    page.locator("#ask_text").fill("電話番号の桁が足りません。通帳は口座番号の見えるものを付けてください。")
    page.locator("#ask_until").fill((clock.today() + timedelta(days=20)).isoformat())
    road.press(page, "form[action$='/ask'] button.button")
    expect(page.locator("#asking")).to_contain_text("電話番号の桁が足りません")


def test_a_dog_is_not_to_be_registered_after_all(browser: Browser, town: House) -> None:
    with window(browser) as owner, window(browser) as clerk:
        road.begin(town, owner, DOG)
        road.press(owner, "a.button[href^='/sign-in/mail']")
        road.sign_in_mail(town, owner, "yameru@example.invalid")
        road.start(owner)
        road.walk_form(owner, answers.dog(clock.today()))
        receipt, application = road.send(owner, {})
        mine = f"{town.public_url('internet')}/my/{application}"
        owner.goto(mine)
        road.press(owner, "a[href$='/withdraw']")
        owner.locator("#reason").fill("友人の家で飼うことになりました。")
        road.press(owner, "main form button.danger")
        expect(owner.get_by_role("status")).to_contain_text("取下げを送りました")
        road.open_until(owner, mine, "市は、この申請を審査しません")
        road.staff_sign_in(town, clerk, "office", "kankyo1")
        clerk.goto(f"{town.public_url('office')}/?state=withdrawn")
        expect(clerk.locator("main")).to_contain_text(receipt)
        clerk.goto(f"{town.public_url('office')}/cases/{application}")
        expect(clerk.locator("#withdrawal")).to_contain_text("友人の家で")
        expect(clerk.locator("#decision")).to_be_visible()
        expect(clerk.locator("#decision form")).to_have_count(0)
