"""A mother of 82 and her daughter: the daughter, with her own card and letters twice as large, is entered as who acts for
her mother, applies for her certification of care, and both learn what became of it: the mother on paper."""

import pytest
from playwright.sync_api import Browser, Page, Playwright, expect

from dokodemo.catalog.schema import Catalog
from dokodemo.operate import samples, walk
from dokodemo.operate.answers import Answers
from dokodemo.operate.house import House
from doubles.people import Person
from tests.browser import chromium, papers, road
from tests.browser.chromium import PHONE, window
from tests.evening.forms import fill, finish, sign, sign_in
from tests.evening.phone import Phone

# Minutes long, so nightly.
pytestmark = [pytest.mark.browser, pytest.mark.nightly]
MANDATE, CARE = "dairi-todoke", "kaigo-shinki"


def test_a_daughter_acts_for_her_mother(
    playwright: Playwright, browser: Browser, town: House, city: Catalog
) -> None:
    daughter, mother = walk.holder("波多野　和子"), walk.holder("波多野　トメ")
    large = chromium.launch(playwright, letters=2)
    with window(large, width=PHONE) as page:
        phone = Phone(page, "ja", ())
        given = is_entered_as_agent(town, phone, city, daughter, mother)
        with window(browser) as desk:
            mandate_is_examined(town, desk, given, daughter, mother)
        with window(browser) as desk:
            is_decided(town, desk, "shimin3", given)
        road.open_until(page, f"{town.public_url('internet')}/my/{given}", "受理")
        phone.look()
        asked = applies_for_care(town, phone, city, mother)
        with window(browser) as desk:
            care_is_examined(town, desk, asked, mother)
        with window(browser) as desk:
            is_decided(town, desk, "kaigo2", asked)
        reads_the_answer(town, phone, asked)
        with window(browser) as desk:
            mother_is_written_to(town, desk, "shimin2", mother, "あなたの代理人についてのお知らせ")
        with window(browser) as desk:
            mother_is_written_to(town, desk, "kaigo1", mother, "あなたの代わりに手続きが出されました")
    large.close()
    assert not phone.problems, "\n".join(phone.problems)


def is_entered_as_agent(town: House, phone: Phone, city: Catalog, daughter: Person, mother: Person) -> str:
    """Looked for in everyday words, written, proved by a letter of authority, signed. The application's id."""
    page = phone.page
    page.goto(f"{town.public_url('internet')}/")
    assert page.evaluate("getComputedStyle(document.documentElement).fontSize") == "32px"
    phone.look()
    page.locator("#q").fill("委任状")
    phone.press("form[role=search] button")
    phone.press(f"main a[href='/procedures/{MANDATE}']")
    phone.press("#start ~ p a.button")
    sign_in(town, phone, daughter)
    phone.press("form[action$='/start'] button")
    own = samples.of(MANDATE).approve.answers
    typed = {
        "filer_is": "agent", "filer_kana": daughter.kana, "filer_phone": "090-0000-7711",
        "relation": "family", "principal_name": mother.name, "principal_kana": mother.kana,
        "principal_birth": "昭和19年3月2日", "principal_address": mother.address,
        "scope": "section", "scope_section": "kaigo", "declare_will": "true", "declare_truth": "true",
    } | {name: own[name] for name in ("from_day", "until_day")}  # fmt: skip
    fill(phone, city.procedures[MANDATE], typed)
    phone.shows(mother.name, papers.passbook()["name"])
    finish(phone)
    sign(phone, daughter)
    return page.url.rpartition("/")[2]


def mandate_is_examined(town: House, page: Page, case: str, daughter: Person, mother: Person) -> None:
    """The clerk finds out which residents they are, looks at the letter, has asked the mother, and proposes."""
    core = town.public_url("core")
    road.staff_sign_in(town, page, "core", "shimin2")
    page.goto(f"{core}/people")
    page.locator("#q").fill(daughter.kana)
    page.locator("#reason").fill("代理人の届出の確認のため")
    road.press(page, "main form button")
    number = page.locator(f"tr:has-text('{daughter.birth:%Y}') td >> nth=0").inner_text()
    begin_and_link(town, page, case, mother)
    road.open_until(page, f"{core}/cases/{case}?tab=files", papers.passbook()["name"])
    page.goto(f"{core}/cases/{case}")
    page.locator("[name=found-checked_proof][value=ininjo]").check()
    page.locator("[name=found-will_asked][value=phone]").check()
    page.locator("[name=found-agent_number]").fill(number)
    propose(page)


def begin_and_link(town: House, page: Page, case: str, resident: Person) -> None:
    address = f"{town.public_url('core')}/cases/{case}"
    road.open_until(page, address, resident.name)
    road.press(page, "form[action$='/take'] button")
    if page.locator(".case-next a:has-text('住民を選ぶ')").count():
        road.press(page, ".case-next a:has-text('住民を選ぶ')")
        choose = page.locator("a[href='?tab=resident&choose=1']")
        if choose.count():
            road.press(page, "a[href='?tab=resident&choose=1']")
        road.press(page, f"tr:has-text('{resident.name.replace('　', ' ')}') form[action$='/link'] button")


def propose(page: Page) -> None:
    page.locator("[name=outcome][value=approved]").check()
    road.press(page, "#decision form[action$='/propose'] button.button")
    expect(page.locator("#decision")).to_contain_text("決裁するのは、ほかの人です")


def is_decided(town: House, page: Page, member: str, case: str) -> None:
    road.staff_sign_in(town, page, "core", member)
    page.goto(f"{town.public_url('core')}/cases/{case}")
    road.press(page, "form[action$='/decide'] button")
    expect(page.locator("form[action$='/decide']")).to_have_count(0)


def applies_for_care(town: House, phone: Phone, city: Catalog, mother: Person) -> str:
    """Still signed in: over the guide to the form, for her mother. The application's id."""
    page = phone.page
    page.goto(f"{town.public_url('internet')}/")
    phone.press("a[href='/guide/kaigo']")
    phone.press("main .actions button")
    phone.press("button[name=answer][value=first]")
    phone.press("button[name=answer][value=none]")
    phone.press(f".guide-steps .actions a[href='/procedures/{CARE}']")
    phone.press("form[action$='/start'] button")
    fill(phone, city.procedures[CARE], care_answers(mother))
    phone.shows(mother.name)
    finish(phone)
    phone.press("#submit")
    assert "/receipts/" in page.url, page.locator("main").inner_text()[:800]
    return page.url.rpartition("/")[2]


def care_answers(mother: Person) -> Answers:
    return samples.of(CARE).approve.answers | {
        "applicant_kana": "ハタノ カズコ", "applicant_phone": "090-0000-7711",
        "insured_name": mother.name, "insured_kana": mother.kana, "insured_birth": "昭和19年3月2日",
        "insured_gender": "2", "insured_address": mother.address,
        "companion_name": "波多野　和子", "companion_phone": "090-0000-7711",
    }  # fmt: skip


def care_is_examined(town: House, page: Page, case: str, mother: Person) -> None:
    """The desk says that the daughter may, and until when."""
    road.staff_sign_in(town, page, "core", "kaigo1")
    begin_and_link(town, page, case, mother)
    page.goto(f"{town.public_url('core')}/cases/{case}")
    expect(page.locator("main")).to_contain_text("代理：届出あり")
    expect(page.locator("main")).to_contain_text("範囲：介護保険課の手続きすべて")
    for name, text in samples.of(CARE).approve.findings.items():
        road.fill(page.locator(f"[name='found-{name}']"), text)
    propose(page)


def reads_the_answer(town: House, phone: Phone, case: str) -> None:
    """What she applied for is answered to her, with the notice to keep."""
    page = phone.page
    road.open_until(page, f"{town.public_url('internet')}/my/{case}", "届いた書類")
    phone.look()
    phone.shows("認められました")
    with page.expect_download() as kept:
        page.locator("a[download][href^='/my/documents/']").click()
    papers.text_of(kept.value, ["波多野", "要介護2"])


def mother_is_written_to(town: House, page: Page, member: str, mother: Person, title: str) -> None:
    """In the queue of what is printed and posted: a letter to her, at the address of the register."""
    road.staff_sign_in(town, page, "core", member)
    page.goto(f"{town.public_url('core')}/print")
    row = page.locator(f"tr:has-text('{title}'):has-text('{mother.name} 様')")
    expect(row).to_have_count(1)
    expect(row).to_contain_text(mother.address)
