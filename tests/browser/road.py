"""The road as people walk it in a browser: sign in, answer, attach, send; with a mouse, with or without JavaScript."""

import re
from collections.abc import Callable, Mapping, Sequence
from urllib.parse import urlsplit

import pyotp
from playwright.sync_api import FilePayload, Locator, Page, expect

from dokodemo.base import clock
from dokodemo.casework.staff.sample_people import SAMPLE
from dokodemo.operate import walk
from dokodemo.operate.answers import Answers
from dokodemo.operate.house import House
from dokodemo.operate.tour import eventually
from doubles.people import Person

LINK = re.compile(r"http://\S+/(sign-in/mail|address)/\S+")
RECEIPT = re.compile(r"\d{4}-\d{4}-\d{4,}")
# A form of the page that says it was opened before somebody else saved.
_STALE = "form => { form.querySelector('[name=version]').value = '0'; form.noValidate = true; form.requestSubmit() }"


def sign_in_card(house: House, page: Page, person: Person) -> None:
    """From the page of ours that offers the card, through the double's page, and back."""
    press(page, "form[action='/sign-in/card'] button")
    assert urlsplit(page.url).hostname == "id.localhost"
    page.locator(f"input[value='{person.subject}']").check()
    page.locator("#pin").fill(person.pin)
    press(page, "button:not([name=cancel])")
    assert page.url.startswith(house.public_url("internet"))


def sign_in_mail(house: House, page: Page, address: str) -> None:
    """From the page that asks for the address, through the e-mail as the mail double shows it, and back."""
    page.locator("#email").fill(address)
    press(page, "main button.button")
    link = mailed_link(house, address)
    page.goto(f"{house.mail_url()}/")
    press(page, f"a.row:has-text('{address}') >> nth=0")
    press(page, f"pre a[href='{link}']")
    press(page, "main form button")


def mailed_link(house: House, address: str) -> str:
    """The link in the newest mail to that address; waits for it."""

    def found() -> list[str]:
        texts = [str(mail["text"]) for mail in walk.mails(house) if address in str(mail["to"])]
        return [link[0] for link in map(LINK.search, texts) if link is not None]

    eventually(20, f"a mail to {address}", lambda: bool(found()))
    return found()[-1]


def press(page: Page, selector: str) -> None:
    """Press the one thing there, and wait for the page it leads to."""
    with page.expect_navigation():
        page.locator(selector).click()


def stale(page: Page, action: str) -> None:
    """Send a form as if somebody else had saved in the meantime."""
    with page.expect_navigation():
        page.locator(f"form[action$='{action}']").first.evaluate(_STALE)


def send_to(page: Page, address: str) -> None:
    """Send an empty form, with this page's token, to where the page offers none."""
    page.locator("form[action='/sign-out']").evaluate("(form, to) => { form.action = to }", address)
    press(page, ".head-tools form button")


def begin(house: House, page: Page, procedure: str) -> None:
    """From the home page over the procedure's own page to its sign-in, or, signed in already, to the first page."""
    page.goto(f"{house.public_url('internet')}/")
    press(page, "main a[href='/procedures']")
    press(page, f"a[href='/procedures/{procedure}']")
    press(page, "#start ~ p a.button, #start ~ form button.button:not([name])")


def start(page: Page) -> None:
    """Back from the sign-in: begin the application, throwing away what an earlier walk left."""
    press(page, "form[action$='/start'] button >> nth=0")
    if page.locator("button[value=new]").count():
        press(page, "button[value=new]")


def answer(page: Page, page_id: str, answers: Answers) -> None:
    """Answer one page of the form and go on; questions that the answers bring are answered too."""
    assert urlsplit(page.url).path.endswith(f"/{page_id}"), page.url
    for _ in range(4):
        answer_only(page, answers)
        press(page, "main .actions button[value=next]")
        if not urlsplit(page.url).path.endswith(f"/{page_id}"):
            return
    raise AssertionError(f"{page_id} does not let go: {page.locator('main').inner_text()[:600]}")


def answer_only(page: Page, answers: Answers) -> None:
    """Answer what the page asks and what the answers bring, and stay there."""
    while room := _list_to_grow(page, answers):
        _fill(page, answers)
        press(page, f"button[name=add][value={room}]")
    if _fill(page, answers):
        settle(page)  # until what the answers brought is there
        _fill(page, answers)


def _list_to_grow(page: Page, answers: Answers) -> str | None:
    for name in answers:
        found = re.match(r"(\w+)-(\d+)-", name)
        if found and not page.locator(f"[name^='{found[1]}-{found[2]}-']").count():
            return found[1]
    return None


def _fill(page: Page, answers: Answers) -> list[str]:
    """Returns the names of what is not asked yet. People in lists first: one that is still empty goes when another answer
    makes the page ask again."""
    missing = []
    for name, value in sorted(answers.items(), key=lambda each: "-" not in each[0]):
        control = page.locator(f"form [name='{name}']")
        if control.count():
            fill(control, value)
        else:
            missing.append(name)
    return missing


def fill(control: Locator, value: str) -> None:
    """Give one question its answer, if it is not answered so already."""
    first = control.first
    match first.get_attribute("type"):
        case "radio":
            row = control.and_(control.page.locator(f"[value='{value}']"))
            if not row.is_checked():
                row.check()
        case "checkbox":
            first.set_checked(value == "true")
        case _ if first.input_value() != value:
            first.fill(value)


def settle(page: Page) -> None:
    """Until htmx has nothing under way (it waits 300 ms after a change); at once without JavaScript."""
    if page.evaluate("typeof htmx") == "undefined":
        return
    page.wait_for_timeout(350)
    expect(page.locator(".htmx-request")).to_have_count(0)


def attach(page: Page, attachment: str, file: FilePayload) -> None:
    """Attach one file, and see that the page says so."""
    page.locator(f"#file-{attachment}").set_input_files(file)
    press(page, f"button[name=attach][value='{attachment}']")
    expect(page.locator(f"#list-{attachment}")).to_contain_text(file["name"])


def send(page: Page, private: Mapping[str, str], delivery: str = "inbox") -> tuple[str, str]:
    """From the review to the receipt; returns the receipt number and the application's id."""
    fill_review(page, private, delivery)
    press(page, "#submit")
    assert "/receipts/" in page.url, f"{page.url}: {page.locator('main').inner_text()[:600]}"
    found = RECEIPT.search(page.locator(".receipt-number").first.inner_text())
    assert found is not None
    return found[0], page.url.rpartition("/")[2]


def fill_review(page: Page, private: Mapping[str, str], delivery: str = "inbox") -> None:
    """My Numbers, how to be told, and the declaration."""
    assert page.url.endswith("/review"), f"{page.url}: {page.locator('main').inner_text()[:600]}"
    _fill(page, {**private, "delivery": delivery, "declaration": "true"})


def walk_form(page: Page, pages: Sequence[tuple[str, Answers]]) -> None:
    """All pages of a form."""
    for page_id, answers in pages:
        answer(page, page_id, answers)


def staff_sign_in(house: House, page: Page, zone: str, member: str) -> None:
    """A sample member of staff at the desk."""
    password = next(person.password for person in SAMPLE if person.id == member)
    page.goto(f"{house.public_url(zone)}/sign-in")
    page.locator("#member").fill(member)
    page.locator("#password").fill(password)
    press(page, "main form button")


def add_app(page: Page, desk: str, wrong: Callable[[], None]) -> str:
    """Add an authenticator app for who is signed in there, once with a wrong number. Returns its secret."""
    page.goto(f"{desk}/security/app")
    secret = "".join(page.locator(".app-secret span").all_inner_texts())
    page.locator("#code").fill("12345")
    press(page, "main form button")
    wrong()
    page.locator("#code").fill(pyotp.TOTP(secret).at(clock.now()))
    press(page, "main form button")
    return secret


def open_until(page: Page, address: str, text: str, seconds: float = 60.0) -> None:
    """Open a page again and again until it says so: what happens in other zones takes its moment."""
    eventually(seconds, f"{address} says {text}", lambda: _says(page, address, text))


def _says(page: Page, address: str, text: str) -> bool:
    answer = page.goto(address)
    return answer is not None and answer.status == 200 and text in page.locator("main").inner_text()
