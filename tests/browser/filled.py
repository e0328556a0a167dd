"""A house with something in it: applications in every state, made by HTTP, for the looks and the pictures."""

import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from dokodemo.base import clock
from dokodemo.operate import answers, home, samples, scenes, walk
from dokodemo.operate.answers import Answers
from dokodemo.operate.house import House
from dokodemo.operate.tour import eventually
from dokodemo.operate.visitor import Page, Visitor
from tests.browser import papers
from tests.browser.given import CHILD, DOG, NUMBERS, one_child_apart

LONG = "MARIA"
OWNER = "a.very.long.address.of.somebody.who.has.dogs@subdomain.of.a.long.example.invalid"
_FILES = (("koza", papers.passbook()), ("bekkyo-kango", papers.statement()))


@dataclass(frozen=True)
class Filled:
    """Application ids by what became of them. Of MARIA (very long name): approved, waiting, examined, proposed, asked (something
    is to be mended; asked_en: for who reads English), gone (taken back); of 潮見: refused (its letter came back), returned, reopened; of the owner: dog (registered), fee (due), transfer (refused)."""

    house: House
    cases: dict[str, str]
    dog_number: str
    claim: str  # of MARIA, as the ledger numbers it
    mandate: str  # of 潮見 for somebody of the family
    alarm: str  # about a look at somebody who had no case in the section
    entry: str  # a decision about 潮見's child that another system keeps

    def case(self, what: str) -> str:
        """The case at its desk."""
        zone = "office" if what in ("dog", "fee", "transfer") else "core"
        return f"{self.house.public_url(zone)}/cases/{self.cases[what]}"


class Filler:
    """Residents and staff, each with a browser of their own."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.cases: dict[str, str] = {}
        self.visitors: dict[str, Visitor] = {}

    def visitor(self, name: str) -> Visitor:
        return self.visitors.setdefault(name, Visitor("en" if name == LONG else "ja"))

    def claim(
        self, what: str, who: str, pages: Sequence[tuple[str, Answers]], *, papers: bool = False
    ) -> None:
        """Somebody claims the child allowance, and it arrives at the desk."""
        files = [(name, (file["name"], file["buffer"], file["mimeType"])) for name, file in _FILES if papers]
        delivery = "inbox" if papers else "paper"
        sent = walk.apply(
            self.house, self.visitor(who), CHILD, pages, private=NUMBERS, delivery=delivery, files=files
        )
        self._arrives(what, "core", "kosodate1", sent)

    def register(self, what: str, pages: Sequence[tuple[str, Answers]]) -> None:
        """The owner registers a dog."""
        self._arrives(what, "office", "kankyo1", walk.apply(self.house, self.visitor(OWNER), DOG, pages))

    def _arrives(self, what: str, zone: str, clerk: str, sent: walk.Sent) -> None:
        self.cases[what] = sent.application
        eventually(30, f"{what} is at the desk", lambda: self._open(zone, clerk, what).status == 200)

    def _open(self, zone: str, member: str, what: str, tab: str = "") -> Page:
        return walk.open_case(self.house, self.visitor(member), zone, self.cases[what], tab)

    def take(self, zone: str, member: str, what: str) -> None:
        self._open(zone, member, what)
        walk.press(self.visitor(member), "/take")

    def link(self, what: str, member: str = "kosodate1") -> None:
        """Choose the first candidate."""
        page = self._open("core", member, what, "resident&choose=1").expect()
        form = next(
            form for form in page.forms() if form.action.endswith("/link") and form.fields["person"][0]
        )
        self.visitor(member).submit(form=form).expect()

    def propose(self, zone: str, member: str, what: str, outcome: str) -> None:
        page = self._open(zone, member, what)
        chosen = [
            box.get("value") for box in page.select("input[name=refusals]") if box.get("checked") is not None
        ]
        reasons = chosen if outcome == "refused" else []
        walk.press(self.visitor(member), "/propose", {"outcome": outcome, "refusals": reasons})

    def decide(self, zone: str, member: str, what: str) -> None:
        self._open(zone, member, what)
        walk.press(self.visitor(member), "/decide")

    def receive_fee(self, what: str) -> None:
        self._open("office", "kankyo1", what)
        clerk = self.visitor("kankyo1")
        form = next(form for form in clerk.page.forms() if form.action.endswith("/fee"))
        values = {"amount": "3000", "received_on": clock.today().isoformat(), "how": form.choices["how"][0]}
        walk.press(clerk, "/fee", values)

    def ask(self, what: str) -> None:
        """Something in the application is to be mended."""
        self._open("core", "kosodate1", what)
        wanted = {
            "ask_text": "電話番号の桁が足りません。通帳の写真は、口座番号が読めるものをもう一度付けてください。",
            "ask_until": (clock.today() + timedelta(days=14)).isoformat(),
            "ask_items": ["answer.claimant_phone", "file.koza"],
        }
        walk.press(self.visitor("kosodate1"), "/ask", wanted)

    def withdraw(self, what: str) -> None:
        """取下書 came by post."""
        self._open("core", "kosodate1", what)
        came = {
            "withdrawn_on": clock.today().isoformat(),
            "withdrawn_way": "mail",
            "withdrawn_reason": "引っ越さないため",
        }
        walk.press(self.visitor("kosodate1"), "/withdraw", came)

    def reopen(self, what: str) -> None:
        self._open("core", "kosodate2", what)
        why = {"reopen_why": "mistake", "reopen_reason": "共済組合の証明を見落としていました。"}
        walk.press(self.visitor("kosodate2"), "/reopen", why)

    def bring_back(self, what: str) -> None:
        """The letter of its decision is posted, and the post office brings it back."""
        clerk, desk = self.visitor("kosodate1"), self.house.public_url("core")
        eventually(60, f"the letter of {what}", lambda: bool(self._papers(what)))
        document = self._papers(what)[0]
        for state, mark in (("ready", "printed"), ("printed", "posted")):
            clerk.get(f"{desk}/print?state={state}").expect()
            clerk.submit({"document": document}, button=f"mark={mark}").expect()
        clerk.get(f"{desk}/print/{document}").expect()
        came = {"came_back_on": clock.today().isoformat(), "came_back_why": "moved"}
        clerk.submit(came, button="do=came_back", having="came_back_why").expect()

    def _papers(self, what: str) -> list[str]:
        links = self._open("core", "kosodate1", what, "files").links()
        return [address.rpartition("/")[2] for _, address in links if "/print/" in address]

    def send_back(self, what: str) -> None:
        self._open("core", "kosodate2", what)
        note = {"return_note": "共済組合の証明を確かめて、書き添えてください。"}
        walk.press(self.visitor("kosodate2"), "/return", note)


def fill(house: House) -> Filled:
    """Play it all; about twenty seconds."""
    filler = Filler(house)
    try:
        for zone, members in {
            "core": ("kosodate1", "kosodate2", "shimin2", "shimin3"),
            "office": ("kankyo1", "kankyo2"),
        }.items():
            for member in members:
                walk.staff_sign_in(house, filler.visitor(member), zone, member)
        claim = _child_allowance(filler)
        mandate = _mandate(filler)
        dog_number = _dogs(filler)
        _from_portal(filler)
        _arrived_back(filler)
        entry = _to_be_entered(filler)
        alarm = _alarm(filler)
        return Filled(house, dict(filler.cases), dog_number, claim, mandate, alarm, entry)
    finally:
        for visitor in filler.visitors.values():
            visitor.close()


def _child_allowance(filler: Filler) -> str:
    house, family = filler.house, answers.family()
    walk.sign_in_card(house, filler.visitor(LONG), walk.holder(LONG))
    walk.sign_in_card(house, filler.visitor("潮見"), walk.holder("潮見"))
    filler.claim("approved", LONG, one_child_apart(), papers=True)
    filler.claim("examined", LONG, family)
    filler.claim("proposed", LONG, family)
    filler.claim("waiting", LONG, family)
    for what in ("asked", "asked_en", "gone"):
        filler.claim(what, LONG, family)
    for what in ("refused", "returned", "reopened"):
        filler.claim(what, "潮見", answers.family(public_servant=True))
    for what in ("approved", "examined", "proposed", "asked", "asked_en", "refused", "returned", "reopened"):
        filler.take("core", "kosodate1", what)
        filler.link(what)
    for what in ("approved", "proposed"):
        filler.propose("core", "kosodate1", what, "approved")
    for what in ("refused", "returned", "reopened"):
        filler.propose("core", "kosodate1", what, "refused")
    for what in ("approved", "refused", "reopened"):
        filler.decide("core", "kosodate2", what)
    filler.send_back("returned")
    for what in ("asked", "asked_en"):
        filler.ask(what)
    filler.withdraw("gone")
    filler.reopen("reopened")
    filler.bring_back("refused")
    clerk = filler.visitor("kosodate2")
    page = clerk.get(f"{house.public_url('core')}/child-allowance").expect()
    return next(address for _, address in page.links() if "/child-allowance/" in address).rpartition("/")[2]


def _mandate(filler: Filler) -> str:
    """潮見 lets somebody of the family act for them; signed with the card, and accepted."""
    house, typed = filler.house, samples.of("dairi-todoke").approve.answers
    sent = walk.apply_with(
        house, filler.visitor("潮見"), "dairi-todoke", typed, delivery="paper", signer=walk.holder("潮見")
    )
    filler._arrives("mandate", "core", "shimin2", sent)
    filler.take("core", "shimin2", "mandate")
    filler.link("mandate", "shimin2")
    filler._open("core", "shimin2", "mandate")
    clerk = filler.visitor("shimin2")
    walk.press(clerk, "/propose", {"outcome": "approved", "found-checked_proof": "signature"})
    filler.decide("core", "shimin3", "mandate")
    page = clerk.get(f"{house.public_url('core')}/mandates").expect()
    return next(address for _, address in page.links() if "/mandates/" in address).rpartition("/")[2]


def _to_be_entered(filler: Filler) -> str:
    """A notification that is accepted and waits for somebody to enter it into the system of the nurseries."""
    house, sample = filler.house, samples.of("hoiku-genkyo").approve
    photo = ("paper.jpg", scenes.photo(), "image/jpeg")
    sent = walk.apply_with(house, filler.visitor("潮見"), "hoiku-genkyo", sample.answers, photo=photo)
    filler._arrives("entered", "core", "kosodate1", sent)
    filler.take("core", "kosodate1", "entered")
    filler.link("entered")
    filler._open("core", "kosodate1", "entered")
    clerk = filler.visitor("kosodate1")
    found = {f"found-{name}": value for name, value in sample.findings.items()}
    walk.press(clerk, "/propose", {"outcome": "approved", "note": "確かめました。", **found})
    filler.decide("core", "kosodate2", "entered")
    page = clerk.get(f"{house.public_url('core')}/transfer").expect()
    # Others may wait as well: a house that is filled is not empty before.
    return next(address for text, address in page.links() if text == sent.receipt).rpartition("/")[2]


def _alarm(filler: Filler) -> str:
    """A clerk looks up a common name, and the trail is judged, as the job does every five minutes."""
    house, clerk, chief = filler.house, filler.visitor("kosodate1"), filler.visitor("kosodate2")
    clerk.get(f"{house.public_url('core')}/people").expect()
    clerk.submit({"q": "佐藤", "reason": "電話で本人から問い合わせ"}).expect()
    judge = "import django; django.setup(); from dokodemo.casework.looking import actions; actions.judge(); actions.tell()"

    def alarms() -> list[str]:
        subprocess.run(
            [sys.executable, "-P", "-W", "ignore", "-c", judge], env=home.environment(house, "core"), cwd="/", check=True
        )  # fmt: skip
        links = chief.get(f"{house.public_url('core')}/looking").expect().links()
        return [number for _, address in links if (number := address.rpartition("/looking/")[2]).isdecimal()]

    eventually(60, "an alarm", lambda: bool(alarms()))
    return alarms()[0]


def _dogs(filler: Filler) -> str:
    house, today = filler.house, clock.today()
    walk.sign_in_mail(house, filler.visitor(OWNER), OWNER)
    filler.register("dog", answers.dog(today))
    filler.register("fee", answers.dog(today))
    filler.register("transfer", answers.dog(today, registered_elsewhere=True))
    for what in ("dog", "fee", "transfer"):
        filler.take("office", "kankyo1", what)
    filler.receive_fee("dog")
    filler.propose("office", "kankyo1", "dog", "approved")
    filler.propose("office", "kankyo1", "transfer", "refused")
    for what in ("dog", "transfer"):
        filler.decide("office", "kankyo2", what)
    clerk = filler.visitor("kankyo1")
    page = clerk.get(f"{house.public_url('office')}/dogs").expect()
    return next(address for _, address in page.links() if "/dogs/" in address).rpartition("/")[2]


def _from_portal(filler: Filler) -> None:
    """The same claim by the portal, two that cannot be read, and one with a value that the form refuses."""
    clerk, page = filler.visitor("kosodate1"), f"{filler.house.public_url('core')}/portal"

    def cases() -> list[str]:
        links = clerk.get(page).links()
        return [address for receipt, address in links if "/cases/" in address and receipt.strip()]

    before = set(cases())  # of whoever has filled this house already
    sent = walk.from_portal(filler.house, CHILD)
    # One that cannot be read for each language that reads it again.
    for kind in ("unknown_item", "unknown_item", "refused_value"):
        walk.from_portal(filler.house, CHILD, kind)

    def fresh() -> list[str]:
        return [each for each in cases() if each not in before]

    eventually(30, "what the portal sent", lambda: len(fresh()) == 2 and sent in clerk.page.text)
    filler.cases["portal-wrong"], filler.cases["portal"] = (each.rpartition("/")[2] for each in fresh())
    filler.take("core", "kosodate1", "portal")


def _arrived_back(filler: Filler) -> None:
    """Until the residents can read it, papers are rebuilt and letters are set."""
    house = filler.house
    maria = f"{house.public_url('internet')}/my/{filler.cases['approved']}"
    eventually(60, "her letter", lambda: "/my/documents/" in filler.visitor(LONG).get(maria).body.decode())
    eventually(
        60,
        "the tag in the print queue",
        lambda: (
            filler.visitor("kankyo1").get(f"{house.public_url('office')}/print").body.count(b"data-row") > 0
        ),
    )
