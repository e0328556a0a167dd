"""A form on the phone, from the sign-in to the receipt, as one person fills it."""

from urllib.parse import urlsplit

from playwright.sync_api import Page

from dokodemo.catalog.schema import Procedure
from dokodemo.operate.answers import SPOUSE_NUMBER, Answers
from dokodemo.operate.house import House
from doubles.people import Person
from tests.browser import papers, road
from tests.evening.phone import Phone


def fill(phone: Phone, form: Procedure, typed: Answers) -> None:
    """Every page that is asked, and a paper wherever one is; to the review."""
    page = phone.page
    while (shown := form.page(_step(page))) is not None:
        phone.shows(shown.titles)
        here = {each.id for each in shown.fields}
        own = {name: text for name, text in typed.items() if name.split("-")[0] in here}
        road.answer(page, shown.id, own)
        phone.look()
    if _step(page) == "files":
        phone.look()
        wanted = [each.get_attribute("value") for each in page.locator("button[name=attach]").all()]
        for name in wanted:
            assert name is not None
            road.attach(page, name, papers.passbook())
        phone.look()
        phone.press(".actions button[value=next]")
    assert _step(page) == "review", f"{page.url}: {page.locator('main').inner_text()[:800]}"


def _step(page: Page) -> str:
    return urlsplit(page.url).path.rpartition("/")[2]


def finish(phone: Phone) -> None:
    """The last questions of the review: My Numbers, how the result comes, that it is true."""
    page = phone.page
    for number in page.locator("form[action$='/submit'] input[name$=kojinbango]").all():
        number.fill(SPOUSE_NUMBER)
    page.locator("[name=delivery][value=inbox]").check()
    if page.locator("[name=declaration]").count():
        page.locator("[name=declaration]").check()


def sign(phone: Phone, holder: Person) -> None:
    """From the review over the provider's page to the receipt."""
    phone.press("#submit")
    phone.page.locator(f"input[value='{holder.subject}']").check()
    phone.page.locator("#pin").fill(holder.sign_pin)
    phone.press("button:not([name=cancel])")
    assert "/receipts/" in phone.page.url, phone.page.locator("main").inner_text()[:800]


def sign_in(town: House, phone: Phone, holder: Person) -> None:
    """With the card, from our page over the provider's and back."""
    phone.look()
    road.sign_in_card(town, phone.page, holder)
    phone.look()
