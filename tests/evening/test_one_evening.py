"""One evening at home: a family of four that moved in, with a baby and a mother in care, does everything it has to on a
phone of 360 px; and the same evening the desks of five sections see nine cases."""

from collections.abc import Mapping

import pytest
from playwright.sync_api import Browser, Page, expect

from dokodemo.catalog import combining
from dokodemo.catalog.combined import Combined
from dokodemo.catalog.schema import Catalog, Procedure
from dokodemo.operate.answers import Answers
from dokodemo.operate.house import House
from dokodemo.operate.tour import eventually
from tests.browser import papers, road
from tests.browser.chromium import PHONE, window
from tests.evening.families import FAMILIES, Family, for_all, mandate, told_to_guide
from tests.evening.forms import fill, finish, sign, sign_in
from tests.evening.phone import Phone

# Minutes long, so nightly.
pytestmark = [pytest.mark.browser, pytest.mark.nightly]

#: What the guide tells this family to do here: eight that can be one form, and one that is signed.
TOGETHER = (
    "tennyu", "suido-kaishi", "kokuho-kanyu", "nenkin-shubetsu", "kaigo-tennyu", "jido-teate-nintei",
    "hoiku-shikyu-nintei", "hoiku-riyo",
)  # fmt: skip
SIGNED = "dairi-todoke"
#: A clerk of each section that gets something, and the zone of their desk.
CLERKS = {
    "shimin": ("core", "shimin2"), "hoken-nenkin": ("core", "hoken1"), "kaigo": ("core", "kaigo1"),
    "kosodate": ("core", "kosodate1"), "suido": ("office", "suido1"),
}  # fmt: skip
LANGUAGES = ("ja", "ja-x-easy", "en")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_family_does_everything_in_one_evening(
    browser: Browser, town: House, city: Catalog, language: str
) -> None:
    family, form = FAMILIES[language], combining.together(city, TOGETHER)
    typed, signed = for_all(form, family), mandate(family)
    holder = family.holder
    known = {*typed.values(), *signed.values(), holder.name, holder.address, papers.passbook()["name"]}
    with window(browser, "en" if language == "en" else "ja", PHONE) as page:
        phone = Phone(page, language, known)
        ask_the_guide(town, phone, city, family)
        receipts = apply_for_all(town, phone, form, family, typed)
        receipts |= apply_signed(phone, city.procedures[SIGNED], family, signed)
        on_my_page(phone, city, receipts)
    assert not phone.problems, "\n".join(phone.problems)
    assert len(set(receipts.values())) == 9
    desks_see(browser, town, city, family, receipts)


def ask_the_guide(town: House, phone: Phone, city: Catalog, family: Family) -> None:
    """From the home page over what happened and every question to what is to be done."""
    page, guide = phone.page, city.guide
    assert guide is not None
    page.goto(f"{town.public_url('internet')}/")
    if family.language == "ja-x-easy":
        page.locator(".languages summary").click()
        road.press(page, ".languages a[hreflang=ja-x-easy]")
    phone.look()
    phone.shows(*(event.titles for event in guide.events))
    phone.press("a[href='/guide/hikkoshi']")
    for event in ("akachan", "kaigo", "shigoto"):
        page.locator(f"[name=event][value={event}]").check()
    phone.press("main .actions button")
    told = told_to_guide(family.language)
    asked = set()
    while "/questions/" in page.url:
        question = guide.question(page.url.rpartition("/")[2])
        assert question is not None
        assert question.id not in asked, f"{question.id} is asked again"
        asked.add(question.id)
        phone.shows(question.labels)
        answer_guide(phone, told[question.id])
    assert asked == told.keys(), asked ^ told.keys()
    phone.shows(*(city.procedures[each].titles for each in (*TOGETHER, SIGNED)))


def answer_guide(phone: Phone, answer: str) -> None:
    row = phone.page.locator(f"button[name=answer][value='{answer}']")
    if row.count():
        phone.press(f"button[name=answer][value='{answer}']")
    else:
        phone.page.locator("#answer").fill(answer)
        phone.press("main .actions button")


def apply_for_all(
    town: House, phone: Phone, form: Combined, family: Family, typed: Answers
) -> dict[str, str]:
    """From the sheet to the receipts; the receipt number of each procedure."""
    page = phone.page
    ticked = page.locator("form[action='/together'] input:checked")
    assert [each.get_attribute("value") for each in ticked.all()] == [each.id for each in form.members]
    phone.press("form[action='/together'] button")
    phone.shows(*(each.titles for each in form.members))
    phone.press("#start ~ p a.button")
    sign_in(town, phone, family.holder)
    phone.press("form[action$='/start'] button")
    fill(phone, form, typed)
    phone.shows(family.baby_name, family.mother.name, *(each.titles for each in form.members))
    finish(phone)
    phone.press("#submit")
    assert "/receipts/" in page.url, page.locator("main").inner_text()[:800]
    numbers = [each.inner_text() for each in page.locator(".receipt-number").all()]
    phone.shows(*(each.titles for each in form.members))
    return dict(zip((each.id for each in form.members), numbers, strict=True))


def apply_signed(phone: Phone, procedure: Procedure, family: Family, typed: Answers) -> dict[str, str]:
    """From the receipts back to the sheet, and what is left of it: signed with the card."""
    page = phone.page
    phone.press("main .actions a.button")
    phone.press("a[href='/guide/result']")
    phone.press(f".guide-steps .actions a[href='/procedures/{procedure.id}']")
    phone.press("form[action$='/start'] button")
    fill(phone, procedure, typed)
    finish(phone)
    sign(phone, family.holder)
    phone.shows(procedure.titles)
    return {procedure.id: page.locator(".receipt-number").inner_text()}


def on_my_page(phone: Phone, city: Catalog, receipts: Mapping[str, str]) -> None:
    """Nine applications, each with its number."""
    phone.press("main .actions a.button")
    phone.shows(*(city.procedures[each].titles for each in receipts), *receipts.values())


def desks_see(
    browser: Browser, town: House, city: Catalog, family: Family, receipts: Mapping[str, str]
) -> None:
    """Each section finds under the family's name its own cases and nothing else, and reads in each who asks for what."""
    sections = {city.procedures[each].section for each in receipts}
    assert sections == CLERKS.keys()
    for section, (zone, member) in CLERKS.items():
        own = {number: each for each, number in receipts.items() if city.procedures[each].section == section}
        with window(browser) as page:
            road.staff_sign_in(town, page, zone, member)
            desk_sees(town.public_url(zone), page, city, family, own)


def desk_sees(desk: str, page: Page, city: Catalog, family: Family, own: Mapping[str, str]) -> None:
    """``own``: this section's procedures by their receipt numbers."""
    eventually(90, f"{desk} has its cases", lambda: found(page, family) >= own.keys())
    assert found(page, family) == own.keys()
    for number, procedure in own.items():
        found(page, family)
        road.press(page, f"a[data-row]:has-text('{number}')")
        main = page.locator("main")
        for said in (number, family.holder.name, city.procedures[procedure].titles.ja):
            expect(main).to_contain_text(said)
        page.goto(f"{desk}/")


def found(page: Page, family: Family) -> set[str]:
    """The receipt numbers that the desk finds under the applicant's name."""
    page.locator("#q").fill(family.holder.name)
    road.press(page, "form[role=search] button")
    return {each.inner_text().strip() for each in page.locator("a[data-row]").all()}
