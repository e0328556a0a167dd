"""The road as people walk it, over HTTP: shared by the tour, the journeys and the bench."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import httpx

from dokodemo.casework.staff.sample_people import SAMPLE
from dokodemo.operate.answers import SPOUSE_NUMBER, Answers
from dokodemo.operate.house import MAIL_PORT, House
from dokodemo.operate.tour import eventually
from dokodemo.operate.visitor import File, Form, Page, Unexpected, Visitor
from doubles import people

_RECEIPT = re.compile(r"\d{4}-\d{4}-\d{4,}")
_LINK = re.compile(r"http://\S+/sign-in/mail/\S+")


@dataclass(frozen=True)
class Sent:
    """What the receipt page says: the number, and the application's own address at the resident's."""

    receipt: str
    application: str
    page: Page


def card_holders() -> list[people.Person]:
    """The invented residents who hold a card."""
    return list(people.read().values())


def holder(name: str) -> people.Person:
    """The card holder whose name begins so. Raises Unexpected."""
    for person in card_holders():
        if person.name.startswith(name):
            return person
    raise Unexpected(f"no card holder is called {name}")


def sign_in_card(house: House, visitor: Visitor, person: people.Person) -> Page:
    """Sign in with the card: our page, the double's page with the PIN, and the resident's own page. Raises Unexpected."""
    visitor.get(f"{house.public_url('internet')}/sign-in?level=card&next=/my").expect()
    visitor.submit(form=_form_to(visitor.page, "/sign-in/card")).expect()
    page = visitor.submit({"person": person.subject, "pin": person.pin}).expect()
    if not page.url.endswith("/my"):  # asked again who it is: that page answers 200, too
        raise Unexpected(f"{person.name} signed in with the card and is at {page.url}: {page.text[:300]}")
    return page


def sign_in_mail(house: House, visitor: Visitor, address: str, back: str = "/my") -> Page:
    """Sign in by a link in an e-mail, read from the double of the mail server."""
    visitor.get(f"{house.public_url('internet')}/sign-in/mail?next={back}").expect()
    known = {str(mail["id"]) for mail in mails(house)}
    visitor.submit({"email": address}).expect()
    visitor.get(_link_for(house, address, known)).expect()
    return visitor.submit(form=_form_to(visitor.page, "/sign-in/mail/")).expect()


def mails(house: House) -> list[dict[str, object]]:
    """What the mail double has received, oldest first."""
    address = f"http://127.0.0.1:{house.port_base + MAIL_PORT}/api/messages"
    found: list[dict[str, object]] = httpx.get(address, trust_env=False, timeout=10).json()["messages"]
    return found


def from_portal(house: House, procedure: str, kind: str = "") -> str:
    """Have the portal's double send a package; ``kind``: how it is broken. Returns its receipt number."""
    asked = {"procedure": procedure, "kind": kind}
    answer = httpx.post(f"{house.portal_url()}/api/emit", json=asked, trust_env=False, timeout=30)
    return str(answer.raise_for_status().json()["number"])


def told_to_portal(house: House, number: str) -> list[str]:
    """What the city has told the portal of that application, in order."""
    rows = httpx.get(f"{house.portal_url()}/api/emitted", trust_env=False, timeout=10).json()["arrivals"]
    return [said["code"] for row in rows if row["number"] == number for said in row["states"]]


def _link_for(house: House, address: str, known: set[str]) -> str:
    def fresh() -> list[dict[str, object]]:
        return [mail for mail in mails(house) if str(mail["id"]) not in known and address in str(mail["to"])]

    eventually(20, f"a sign-in mail to {address}", lambda: bool(fresh()))
    link = _LINK.search(str(fresh()[-1]["text"]))
    if link is None:
        raise Unexpected(f"the mail holds no link: {fresh()[-1]['text']}")
    return link[0]


def apply(
    house: House,
    visitor: Visitor,
    procedure: str,
    pages: Sequence[tuple[str, Answers]],
    *,
    private: Answers | None = None,
    delivery: str = "inbox",
    files: Sequence[tuple[str, File]] = (),
) -> Sent:
    """Walk a whole form from its first page to the receipt, page by page, as somebody without JavaScript."""
    begin(house, visitor, procedure)
    for page_id, answers in pages:
        answer_page(visitor, page_id, answers)
    if visitor.page.url.endswith("/files"):
        for attachment, file in files:
            visitor.submit(button=f"attach={attachment}", files={f"file-{attachment}": file}).expect()
        visitor.submit(button="go=next").expect()
    return send(visitor, private or {}, delivery)


def apply_with(
    house: House,
    visitor: Visitor,
    procedure: str,
    typed: Answers,
    *,
    delivery: str = "inbox",
    photo: File | None = None,
    signer: people.Person | None = None,
) -> Sent:
    """The same with all answers in one: each page takes those that it asks. ``photo`` is attached wherever a paper is
    asked for; ``signer`` signs with the card where the form is signed."""
    begin(house, visitor, procedure)
    while (step := visitor.page.url.partition("?")[0].rpartition("/")[2]) not in ("files", "review"):
        _answer_until_done(visitor, step, typed)
    if visitor.page.url.endswith("/files"):
        if photo is not None:
            for attachment in visitor.page.form("go").buttons.get("attach", []):
                visitor.submit(button=f"attach={attachment}", files={f"file-{attachment}": photo}).expect()
        visitor.submit(button="go=next").expect()
    form = _form_to(visitor.page, "/submit")
    private = {name: SPOUSE_NUMBER for name in form.fields if name.endswith("kojinbango")}
    return send(visitor, private, delivery, signer)


def begin(house: House, visitor: Visitor, procedure: str) -> Page:
    """From the procedure's own page to the first page of its form."""
    visitor.get(f"{house.public_url('internet')}/procedures/{procedure}").expect()
    page = visitor.submit(form=_form_to(visitor.page, f"/apply/{procedure}/start")).expect()
    left_over = any("choice" in form.buttons for form in page.forms())  # a draft of an earlier walk
    return visitor.submit(button="choice=new").expect() if left_over else page


def answer_page(visitor: Visitor, page_id: str, answers: Answers) -> Page:
    """Answer one page; questions that the first answers bring, and further entries of a list, are answered too."""
    if not visitor.page.url.endswith(f"/{page_id}"):
        raise Unexpected(f"the form is at {visitor.page.url}, not at {page_id}: {visitor.page.text[:400]}")
    while extra := _list_without_room(visitor.page, answers):
        visitor.submit(_there(visitor.page, answers), having="go", button=f"add={extra}").expect()
    visitor.submit(_there(visitor.page, answers), button="go=next").expect()
    if visitor.page.url.partition("?")[0].endswith(f"/{page_id}"):
        visitor.submit(_there(visitor.page, answers), button="go=next").expect()
    return visitor.page


def _list_without_room(page: Page, answers: Answers) -> str | None:
    form = page.form("go")
    for name in answers:
        found = re.match(r"(\w+)-(\d+)-", name)
        if found and not any(
            each.startswith(f"{found[1]}-{found[2]}-") for each in (*form.fields, *form.choices)
        ):
            return found[1]
    return None


def _surplus_item(page: Page, answers: Answers) -> str | None:
    """The button that takes away an item of a list that was filled in beforehand and is not among the answers."""
    items = [found for name in answers if (found := re.match(r"(\w+)-(\d+)-", name))]
    wanted = {each[1]: max(int(one[2]) for one in items if one[1] == each[1]) for each in items}
    for button in page.form("go").buttons:
        found = re.fullmatch(r"(\w+)-(\d+)-remove", button)
        if found and int(found[2]) > wanted.get(found[1], int(found[2])):
            return button
    return None


def _answer_until_done(visitor: Visitor, step: str, typed: Answers) -> None:
    """Answer one page as often as its answers bring new questions."""
    for _ in range(6):
        answers = _of_lists_here(visitor.page, typed)
        while extra := _list_without_room(visitor.page, answers):
            visitor.submit(_there(visitor.page, answers), having="go", button=f"add={extra}").expect()
        while surplus := _surplus_item(visitor.page, answers):
            visitor.submit(_there(visitor.page, answers), having="go", button=surplus).expect()
        visitor.submit(_there(visitor.page, answers), button="go=next")
        if not visitor.page.url.partition("?")[0].endswith(f"/{step}"):
            visitor.page.expect()
            return
    raise Unexpected(f"{visitor.page.url} is not satisfied: {visitor.page.text[:600]}")


def _of_lists_here(page: Page, answers: Answers) -> Answers:
    """Without the entries of lists that this page does not have."""
    form = page.form("go")
    names = {*form.fields, *form.choices}
    lists = {found[1] for name in names if (found := re.match(r"(\w+)-\d+-", name))}
    return {
        name: value
        for name, value in answers.items()
        if not (found := re.match(r"(\w+)-\d+-", name)) or found[1] in lists
    }


def _there(page: Page, answers: Answers) -> Answers:
    form = page.form("go")
    return {name: value for name, value in answers.items() if name in form.fields or name in form.choices}


def send(visitor: Visitor, private: Answers, delivery: str, signer: people.Person | None = None) -> Sent:
    """From the review to the receipt, over the provider's page where it is signed."""
    form = _form_to(visitor.page, "/submit")
    values = {**private, "delivery": delivery} | (
        {"declaration": "true"} if "declaration" in form.choices else {}
    )
    page = visitor.submit(values, form=form).expect()
    if signer is not None:
        page = visitor.submit({"person": signer.subject, "pin": signer.sign_pin}).expect()
    found = _RECEIPT.search(page.text)
    if found is None or "/receipts/" not in page.url:
        raise Unexpected(f"{page.url} is no receipt: {page.text[:600]}")
    return Sent(found[0], page.url.rpartition("/")[2], page)


def staff_sign_in(house: House, visitor: Visitor, zone: str, member: str) -> Page:
    """A sample member of staff at the desk of a zone."""
    password = next(person.password for person in SAMPLE if person.id == member)
    visitor.get(f"{house.public_url(zone)}/sign-in").expect()
    return visitor.submit({"member": member, "password": password}).expect()


def open_case(house: House, visitor: Visitor, zone: str, application: str, tab: str = "") -> Page:
    """The case of that application at the desk."""
    return visitor.get(f"{house.public_url(zone)}/cases/{application}" + (f"?tab={tab}" if tab else ""))


def press(visitor: Visitor, path_end: str, values: Mapping[str, str | Sequence[str]] | None = None) -> Page:
    """Send the form of the page that goes to ``…/path_end``."""
    return visitor.submit(values, form=_form_to(visitor.page, path_end)).expect()


def _form_to(page: Page, part: str) -> Form:
    for form in page.forms():
        if part in form.action:
            return form
    raise Unexpected(f"{page.url} ({page.status}) has no form to {part}: {page.text[:400]}")
