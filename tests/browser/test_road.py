"""The road in a browser: resident, clerk, approver, and the resident again."""

from playwright.sync_api import Browser, Page, expect

from dokodemo.base import clock
from dokodemo.operate import answers, walk
from dokodemo.operate.house import House
from tests.browser import papers, road
from tests.browser.chromium import PHONE, window
from tests.browser.given import CHILD, DOG, NUMBERS, one_child_apart


def test_child_allowance_from_the_card_to_the_letter(browser: Browser, town: House) -> None:
    """Claimed with a photo and a PDF, examined, proposed, decided by another, read and downloaded."""
    with window(browser) as resident, window(browser) as clerk, window(browser) as chief:
        receipt, application = claim_with_papers(town, resident)
        road.staff_sign_in(town, clerk, "core", "kosodate1")
        examine(town, clerk, application, receipt)
        road.press(clerk, "#decision form[action$='/propose'] button.button")
        expect(clerk.locator("#decision")).to_contain_text("決裁するのは、ほかの人です")
        expect(clerk.locator("form[action$='/decide']")).to_have_count(0)
        road.staff_sign_in(town, chief, "core", "kosodate2")
        chief.goto(f"{town.public_url('core')}/cases/{application}")
        expect(chief.locator(".amount")).to_contain_text("25,000円")
        road.press(chief, "form[action$='/decide'] button")
        expect(chief.locator(".case-head")).to_contain_text("海子第")
        read_decision(town, resident, application)


def claim_with_papers(town: House, page: Page) -> tuple[str, str]:
    road.begin(town, page, CHILD)
    road.sign_in_card(town, page, walk.holder("海野"))
    road.start(page)
    expect(page.locator(".known")).to_contain_text("海野　さくら")
    road.walk_form(page, one_child_apart())
    road.attach(page, "koza", papers.passbook())
    road.attach(page, "bekkyo-kango", papers.statement())
    road.press(page, ".actions button[value=next]")
    expect(page.locator("main")).to_contain_text("うみかぜ水産株式会社")
    receipt, application = road.send(page, NUMBERS)
    expect(page.locator("h1")).to_have_text("申請を受け取りました")
    return receipt, application


def examine(town: House, page: Page, application: str, receipt: str) -> None:
    """Open it from the queue, take it, choose the person, look at both papers as the opening room rebuilt them."""
    address = f"{town.public_url('core')}/cases/{application}"
    road.open_until(page, address, receipt)
    page.goto(f"{town.public_url('core')}/?sort=arrived")
    road.press(page, f"a[href='/cases/{application}']")
    road.press(page, "form[action$='/take'] button")
    page.goto(f"{address}?tab=resident&choose=1")
    road.press(page, "tr:has-text('海野 さくら') form[action$='/link'] button")
    expect(page.locator("dl.summary")).to_contain_text("海野　さくら")
    road.open_until(page, f"{address}?tab=files", "通帳.jpg")
    expect(page.locator("figure.viewer")).to_have_count(2, timeout=1)
    seen = page.locator("figure.viewer img").evaluate(
        "image => image.decode().then(() => image.naturalWidth)"
    )
    assert seen == 900
    expect(page.locator("figure.viewer object")).to_have_attribute("type", "application/pdf")
    page.goto(address)
    page.locator("input[name=outcome][value=approved]").check()
    page.locator("input[name=refusals]:checked").evaluate_all("boxes => boxes.forEach(box => box.click())")


def read_decision(town: House, page: Page, application: str) -> None:
    road.open_until(page, f"{town.public_url('internet')}/my/{application}", "届いた書類")
    expect(page.locator("main")).to_contain_text("認められました")
    expect(page.locator("main")).to_contain_text("25,000円")
    with page.expect_download() as kept:
        page.locator("a[download][href^='/my/documents/']").click()
    papers.text_of(kept.value, ["海野", "25,000", "海子第"])
    road.press(page, "a[href$='/text']")
    for words in ("海野　さくら　様", "25,000円", "海子第"):
        expect(page.locator("article[lang=ja]")).to_contain_text(words)


def test_on_a_phone_without_javascript(browser: Browser, town: House) -> None:
    """The resident's part at 360 px with nothing but HTML; also her own page and the settings."""
    with window(browser, width=PHONE, javascript=False) as page:
        road.begin(town, page, CHILD)
        road.sign_in_card(town, page, walk.holder("MARIA"))
        road.start(page)
        road.walk_form(page, answers.family())
        road.attach(page, "koza", papers.passbook())
        road.press(page, ".actions button[value=next]")
        receipt, application = road.send(page, NUMBERS, "paper")
        road.press(page, "main .actions a.button")
        expect(page.locator("main")).to_contain_text(receipt)
        road.open_until(page, f"{town.public_url('internet')}/my/{application}", "担当課に届きました")
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE
        page.goto(f"{town.public_url('internet')}/my/settings")
        page.locator("input[name=delivery][value=inbox]").check()
        road.press(page, "form:has(input[value=delivery]) button")
        expect(page.get_by_role("status")).to_contain_text("保存しました")


def test_a_dog_by_mail_link_in_english(browser: Browser, town: House) -> None:
    """Registered elsewhere: told on the review already, refused by the office, and read by the owner."""
    with window(browser, "en") as owner, window(browser) as clerk, window(browser) as chief:
        road.begin(town, owner, DOG)
        road.press(owner, "a.button[href^='/sign-in/mail']")
        road.sign_in_mail(town, owner, "isobe@example.invalid")
        road.start(owner)
        road.walk_form(owner, answers.dog(clock.today(), registered_elsewhere=True))
        expect(owner.locator(".notice.warning")).to_contain_text("already registered in another municipality")
        receipt, application = road.send(owner, {})
        expect(owner.locator("main")).to_contain_text("Dog registration fee")
        refuse(town, "office", ("kankyo1", "kankyo2"), clerk, chief, application, receipt)
        road.open_until(owner, f"{town.public_url('internet')}/my/{application}", "Not approved")
        expect(owner.locator("main")).to_contain_text("A dog is registered once in its life")
        expect(owner.locator("main")).to_contain_text("request a review by the Mayor")
        assert "審査請求" not in owner.locator("main").inner_text()


def test_a_public_servant_reads_the_refusal(browser: Browser, town: House) -> None:
    """潮見直樹 is paid by his employer: told on the review already, refused with reasons and 教示."""
    with window(browser, width=PHONE) as resident, window(browser) as clerk, window(browser) as chief:
        road.begin(town, resident, CHILD)
        road.sign_in_card(town, resident, walk.holder("潮見"))
        road.start(resident)
        road.walk_form(resident, answers.family(public_servant=True))
        road.press(resident, ".actions button[value=next]")
        expect(resident.locator(".notice.warning")).to_contain_text("このままでは認められない見込みです")
        receipt, application = road.send(resident, NUMBERS)
        refuse(town, "core", ("kosodate1", "kosodate2"), clerk, chief, application, receipt)
        road.open_until(resident, f"{town.public_url('internet')}/my/{application}", "認められませんでした")
        for words in ("児童手当法第17条第1項", "不服があるとき", "海風市長に対して審査請求"):
            expect(resident.locator("main")).to_contain_text(words)


def refuse(
    town: House, zone: str, staff: tuple[str, str], clerk: Page, chief: Page, application: str, receipt: str
) -> None:
    """The clerk takes the rule's own reasons, the chief decides."""
    address = f"{town.public_url(zone)}/cases/{application}"
    road.staff_sign_in(town, clerk, zone, staff[0])
    road.open_until(clerk, address, receipt)
    road.press(clerk, "form[action$='/take'] button")
    if clerk.locator("a[href='?tab=resident'][data-next]").count():
        clerk.goto(f"{address}?tab=resident")
        road.press(clerk, "form[action$='/link'] button >> nth=0")
        clerk.goto(address)
    assert clerk.locator("input[name=refusals]:checked").count() == 1, "the rule names the reason"
    clerk.locator("input[name=outcome][value=refused]").check()
    road.press(clerk, "form[action$='/propose'] button.button")
    road.staff_sign_in(town, chief, zone, staff[1])
    chief.goto(address)
    road.press(chief, "form[action$='/decide'] button")
    expect(chief.locator(".case-head")).to_contain_text("却下")
