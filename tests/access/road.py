"""The objects that stand in the addresses, made by walking the real road once; and one browser for each role."""

import re
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from dokodemo.base import clock
from dokodemo.operate import answers, samples, scenes, walk
from dokodemo.operate.house import House
from dokodemo.operate.tour import Tour, eventually
from dokodemo.operate.visitor import Unexpected, Visitor

UUID = r"[0-9a-f]{8}-[0-9a-f-]{27}"
CHILD, DOG = scenes.CHILD, scenes.DOG
MEMBERS = {
    "core": {"clerk": "kosodate1", "other": "kaigo1", "approver": "kosodate2", "operator": "unyo1", "auditor": "kansa1", "administrator": "kanri1"},
    "office": {"clerk": "kankyo1", "other": "shimin1", "approver": "kankyo2", "operator": "unyo1", "auditor": "kansa1", "administrator": "kanri1"},
}  # fmt: skip
#: Nothing on the road is years old: there is no disposal and no hold. The room's own tests look at one.
HOLDINGS = {"run_id": "999999998", "hold_id": "999999998", "file_id": "gateway"}
HOLDERS = {"owner": "海野", "stranger": "潮見"}


@dataclass
class Road:
    """``browsers`` by (zone, role), signed in where that role has a session at all; ``places``: the arguments of a
    zone's addresses; ``own``: arguments of one address only, where others must not stumble over what it does."""

    house: House
    browsers: dict[tuple[str, str], Visitor] = field(default_factory=dict)
    places: dict[str, dict[str, str]] = field(default_factory=dict)
    own: dict[tuple[str, str], dict[str, str]] = field(default_factory=dict)

    def arguments(self, zone: str, name: str) -> Mapping[str, str]:
        return self.places[zone] | self.own.get((zone, name), {})

    def browser(self, zone: str, role: str) -> Visitor:
        """That role's browser: with a session of this zone where the role has one, else with one of another zone."""
        home = "internet" if role in HOLDERS else "core" if zone == "internet" else zone
        return self.browsers.get((home, role)) or self.browsers["", "visitor"]

    def close(self) -> None:
        for browser in self.browsers.values():
            browser.close()


def walk_it(house: House) -> Road:
    """Everything there is to be got at: decided and open cases of both procedures, documents, drafts with a file."""
    tour, road = Tour(house), Road(house)
    for scene in (
        scenes.mother_applies,
        scenes.case_arrives,
        scenes.clerk_examines,
        scenes.clerk_proposes_chief_decides,
        scenes.resident_reads,
        scenes.public_servant_is_refused,
        scenes.dog_is_registered,
    ):
        scene(tour)
    road.browsers = _browsers(tour)
    road.places["internet"] = _residents_places(tour, road)
    road.places["core"] = _core_places(tour, road)
    road.places["office"] = _office_places(tour, road)
    for zone in MEMBERS:
        _granted(road, zone)
    _planned(road)
    return road


def _browsers(tour: Tour) -> dict[tuple[str, str], Visitor]:
    found = {("", "visitor"): Visitor(), ("internet", "owner"): tour.visitor("mother")}
    found["internet", "stranger"] = tour.visitor("servant")
    for zone, members in MEMBERS.items():
        for role in members:
            found[zone, role] = sign_in(tour.house, zone, role)
    return found


def sign_in(house: House, zone: str, role: str) -> Visitor:
    """A fresh browser of that role with a session of its own."""
    browser = Visitor()
    if role in HOLDERS:
        walk.sign_in_card(house, browser, walk.holder(HOLDERS[role]))
    else:
        walk.staff_sign_in(house, browser, zone, MEMBERS[zone][role])
    return browser


def _residents_places(tour: Tour, road: Road) -> dict[str, str]:
    """The owner's: a decided application with its document, an open draft with a file, and one to be thrown away."""
    house, owner = tour.house, tour.visitor("mother")
    document = re.search(rf"/my/documents/({UUID})", _hrefs(owner, f"{_url(house)}/my/{tour.found['child']}"))
    if document is None:
        raise Unexpected("the owner has no document")
    draft = begin_draft(house, owner)
    walk.begin(house, owner, DOG)
    spare = _id_in(owner.page.url)
    walk.begin(house, tour.visitor("servant"), CHILD)
    road.own["internet", "apply_delete"] = {"draft_id": spare}
    return {
        "code": "en",
        "shown": "off",
        "procedure_id": CHILD,
        "event_id": "hikkoshi",
        "question_id": "move_kind",
        "token": "A" * 43,
        "draft_id": draft,
        "page_id": "riyu",
        "application_id": tour.found["child"],
        "document_id": document[1],
    }


def begin_draft(house: House, owner: Visitor) -> str:
    """A draft of the child allowance with every page answered and a photo attached."""
    walk.begin(house, owner, CHILD)
    draft = _id_in(owner.page.url)
    for page_id, given in answers.family():
        walk.answer_page(owner, page_id, given)
    file = ("passbook.jpg", scenes.photo(), "image/jpeg")
    owner.submit(button="attach=koza", files={"file-koza": file}).expect()
    return draft


def _core_places(tour: Tour, road: Road) -> dict[str, str]:
    """A decided case with photo, letter and ledger; a letter in the print queue; and an open case for what acts."""
    house, clerk = tour.house, road.browsers["core", "clerk"]
    case = tour.found["child"]
    files = _hrefs(clerk, f"{_url(house, 'core')}/cases/{case}?tab=files")
    ledger = _hrefs(clerk, f"{_url(house, 'core')}/child-allowance")
    resident = _applies_again(tour, "core", CHILD)
    found = {
        "code": "en",
        "shown": "off",
        "case_id": case,
        "attachment_id": _first(rf"/attachments/({UUID})", files),
        "document_id": _first(rf"/documents/({UUID})", files),
        "claim_id": _first(r"/child-allowance/(\d+)", ledger),
        "mandate_id": "999999998",  # the tour gives no mandate: the room's own tests look at one
        "entry_id": _to_be_entered(tour, clerk),
        **HOLDINGS,
        "alarm_id": "999999998",  # nobody looked otherwise than they should: the room's own tests answer one
    }
    _act_on(road, "core", resident)
    _paper(road, "core")
    _received(road, "core", CHILD)
    return found


def _office_places(tour: Tour, road: Road) -> dict[str, str]:
    """A registered dog whose tag waits in the post queue; and an open case."""
    house, clerk = tour.house, road.browsers["office", "clerk"]
    files = _hrefs(clerk, f"{_url(house, 'office')}/cases/{tour.found['dog']}?tab=files")
    dogs = _hrefs(clerk, f"{_url(house, 'office')}/dogs")
    _act_on(road, "office", _applies_again(tour, "office", DOG))
    _published(road)
    _paper(road, "office")
    _received(road, "office", DOG)
    return {
        "code": "en",
        "shown": "off",
        "case_id": tour.found["dog"],
        "attachment_id": str(uuid.uuid4()),  # a dog's application has no files
        "document_id": _first(rf"/documents/({UUID})", files),
        "number": _first(r"/dogs/([^/?\"]+)", dogs),
        "entry_id": "1",  # these sections enter nothing elsewhere
        "alarm_id": "999999998",
        "procedure_id": DOG,
        "letter_id": "notice",
        **HOLDINGS,
    }


def _published(road: Road) -> None:
    """The version that the installation published: closed, so that nobody can publish or take it back any more."""
    page = _hrefs(road.browsers["office", "operator"], f"{_url(road.house, 'office')}/publishing")
    number = _first(r"/publishing/(\d+)", page)
    for name in ("proposal", "publish", "drop", "form", "letter"):
        road.own["office", f"publishing_{name}"] = {"number": number}


def _granted(road: Road, zone: str) -> None:
    """Two looks that the administrator asked for and another granted: one to be used, one to be ended."""
    house, asks, grants = road.house, road.browsers[zone, "administrator"], Visitor()
    walk.staff_sign_in(house, grants, zone, "kanri2")
    section = {"office": "kankyo", "core": "kosodate"}[zone]
    for names in (("answer", "section", "case"), ("end",)):
        asks.get(f"{_url(house, zone)}/break-glass").expect()
        asks.submit({"section": section, "hours": "8", "reason": "障害の調査のため、表示を確かめる"}).expect()
        grants.get(f"{_url(house, zone)}/break-glass").expect()
        grants.submit(button="answer=yes").expect()
        page = _hrefs(asks, f"{_url(house, zone)}/break-glass")
        number = _first(r"/break-glass/(\d+)/cases", page)
        for name in names:
            road.own[zone, f"breakglass_{name}"] = {"number": number}
    grants.close()


def _planned(road: Road) -> None:
    """A plan that was withdrawn, so that nobody can confirm or withdraw it any more."""
    browser, address = (
        road.browsers["office", "administrator"],
        f"{_url(road.house, 'office')}/reorganisations",
    )
    browser.get(address).expect()
    tomorrow = (clock.today() + timedelta(days=1)).isoformat()
    rows = "職員番号,課,職,役割\nkosodate1,kosodate,,\n".encode()
    files = {"transfers": ("transfers.csv", rows, "text/csv")}
    browser.submit({"title": "試し", "day": tomorrow}, files=files).expect()
    plan = _first(rf"/reorganisations/({UUID})", browser.page.url)
    browser.submit(
        form=next(each for each in browser.page.forms() if each.action.endswith("/withdraw"))
    ).expect()
    road.places["office"] |= {"plan_id": plan, "member_id": "kosodate1"}


def _applies_again(tour: Tour, zone: str, procedure: str) -> str:
    """Another application of somebody else, which stays open; examined, so that everything could be done to it."""
    house, resident = tour.house, Visitor()
    walk.sign_in_card(house, resident, walk.holder("髙橋"))
    pages = answers.family() if procedure == CHILD else answers.dog(clock.today())
    private = {"spouse_kojinbango": answers.SPOUSE_NUMBER} if procedure == CHILD else None
    sent = walk.apply(house, resident, procedure, pages, private=private)
    resident.close()
    clerk = tour.visitor("kosodate1" if zone == "core" else "kankyo1")
    eventually(
        30, "the case arrives", lambda: walk.open_case(house, clerk, zone, sent.application).status == 200
    )
    walk.press(clerk, "/take")
    return sent.application


def _to_be_entered(tour: Tour, clerk: Visitor) -> str:
    """A decision that waits to be entered into another system."""
    house, sample = tour.house, samples.of("hoiku-genkyo").approve
    photo = ("paper.jpg", scenes.photo(), "image/jpeg")
    sent = walk.apply_with(house, tour.visitor("mother"), "hoiku-genkyo", sample.answers, photo=photo)
    eventually(
        30, "the case arrives", lambda: walk.open_case(house, clerk, "core", sent.application).status == 200
    )
    walk.press(clerk, "/take")
    walk.open_case(house, clerk, "core", sent.application)
    found = {f"found-{name}": value for name, value in sample.findings.items()}
    walk.press(clerk, "/propose", {"outcome": "approved", "note": "確かめました", **found})
    chief = tour.visitor("kosodate2")
    walk.open_case(house, chief, "core", sent.application)
    walk.press(chief, "/decide")
    return _first(r"/transfer/(\d+)", _hrefs(clerk, f"{_url(house, 'core')}/transfer"))


def _act_on(road: Road, zone: str, case: str) -> None:
    """What changes a case is tried on the open one."""
    for act in ("take", "link", "correct", "ask", "propose", "decide", "return", "fee", "number", "presence"):
        road.own[zone, f"case_{act}"] = {"case_id": case}


def _paper(road: Road, zone: str) -> None:
    """The pages of one paper of the print queue are about one that waits there."""
    waiting = {"document_id": _to_be_posted(road, zone)}
    for name in ("print_paper", "print_pdf", "print_label"):
        road.own[zone, name] = waiting


def _received(road: Road, zone: str, procedure: str) -> None:
    """Two applications on paper: one that a clerk has typed, and one that is being typed."""
    clerk, number = road.browsers[zone, "clerk"], ""
    for finished in (True, False):
        clerk.get(f"{_url(road.house, zone)}/reception").expect()
        clerk.submit(
            {"procedure": procedure, "entrance": "counter"}, form=clerk.page.form("entrance")
        ).expect()
        number = _first(r"/reception/(\d+)", clerk.page.url)
        photo = ("paper.jpg", scenes.photo(), "image/jpeg")
        clerk.submit(button="go=attach", form=clerk.page.form("_file"), files={"_file": photo}).expect()
        if finished:
            form = clerk.page.form("_file")
            clerk.submit({"_proof": "seen_card"}, button="go=register", form=form).expect(status=422)
            clerk.submit(button="go=anyway", form=clerk.page.form("_file")).expect()
            road.own[zone, "reception_slip"] = {"case_id": _first(rf"/slips/({UUID})", clerk.page.url)}
    scan = _first(rf"/scans/({UUID})", _hrefs(clerk, clerk.page.url))
    for name in ("sheet", "scan", "discard"):
        road.own[zone, f"reception_{name}"] = {"reception_id": number, "scan_id": scan}


def _to_be_posted(road: Road, zone: str) -> str:
    clerk = road.browsers[zone, "clerk"]
    page = clerk.get(f"{_url(road.house, zone)}/print").expect()
    waiting = [value for form in page.forms() for value in form.choices.get("document", [])]
    if not waiting:
        raise Unexpected(f"nothing waits in the print queue of {zone}")
    return waiting[0]


def _url(house: House, zone: str = "internet") -> str:
    return house.public_url(zone)


def _hrefs(browser: Visitor, address: str) -> str:
    return "\n".join(each for _, each in browser.get(address).expect().links())


def _first(pattern: str, text: str) -> str:
    found = re.search(pattern, text)
    if found is None:
        raise Unexpected(f"no {pattern} among: {text}")
    return found[1]


def _id_in(address: str) -> str:
    return _first(rf"/apply/({UUID})", address)
