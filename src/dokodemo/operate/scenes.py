"""The scenes of the tour: the main road with two procedures, each to a decision and to a refusal."""

import io
from collections.abc import Sequence
from dataclasses import replace

from PIL import Image

from dokodemo.base import clock
from dokodemo.operate import answers, walk
from dokodemo.operate.tour import Scene, Tour, eventually
from dokodemo.operate.visitor import Page, Unexpected

CHILD, DOG = "jido-teate-nintei", "inu-toroku"


def front_doors(tour: Tour) -> None:
    """Every zone's first page answers, in its own words; the list says what can be applied for."""
    listed, visitor = f"{tour.house.public_url('internet')}/procedures", tour.visitor("nobody")
    eventually(
        60, "what the city offers has crossed to its residents", lambda: visitor.get(listed).status == 200
    )
    for zone in ("internet", "office", "core"):
        page = visitor.get(f"{tour.house.public_url(zone)}/").expect()
        tour.say(f"{zone}: {page.select('title')[0].text_content().strip()}")
    visitor.get(listed).expect("児童手当", "犬の登録")


def mother_applies(tour: Tour) -> None:
    """海野さくら signs in with her card and claims the child allowance, with a photo and a PDF."""
    mother = tour.visitor("mother")
    walk.sign_in_card(tour.house, mother, walk.holder("海野"))
    files = [("koza", ("passbook.jpg", photo(), "image/jpeg"))]
    sent = walk.apply(
        tour.house,
        mother,
        CHILD,
        answers.family(),
        private={"spouse_kojinbango": answers.SPOUSE_NUMBER},
        files=files,
    )
    tour.found |= {"child": sent.application, "child receipt": sent.receipt}
    tour.say(f"receipt {sent.receipt}")


def case_arrives(tour: Tour) -> None:
    """The application crosses the relay and is a case in core; the resident is told by the zone itself."""
    clerk = tour.visitor("kosodate1")
    walk.staff_sign_in(tour.house, clerk, "core", "kosodate1")
    seconds = eventually(30, "the case is at the desk", lambda: _opens(tour, "core", "kosodate1", "child"))
    walk.open_case(tour.house, clerk, "core", tour.found["child"]).expect(tour.found["child receipt"], "海野")
    tour.say(f"at the desk of 子育て支援課 {seconds:.1f} s after the receipt")
    told = eventually(
        30, "the resident is told", lambda: "担当課に届きました" in _my(tour, "mother", "child").text
    )
    tour.say(f"told to the resident {told:.1f} s later")


def clerk_examines(tour: Tour) -> None:
    """The clerk takes the case, chooses the person among candidates, and looks at the rebuilt photo."""
    clerk, house, case = tour.visitor("kosodate1"), tour.house, tour.found["child"]
    walk.open_case(house, clerk, "core", case).expect()
    walk.press(clerk, "/take")
    page = walk.open_case(house, clerk, "core", case, "resident&choose=1").expect("候補", "海野 さくら")
    candidates = [
        form for form in page.forms() if form.action.endswith("/link") and form.fields["person"] != [""]
    ]
    tour.say(f"{len(candidates)} candidate(s), none chosen by the machine")
    walk.press(clerk, "/link")
    walk.open_case(house, clerk, "core", case, "application").expect("同じ")
    eventually(60, "the photo is rebuilt", lambda: _attachment(tour, "core", "kosodate1", case) is not None)
    address = _attachment(tour, "core", "kosodate1", case) or ""
    shown = clerk.get(address)
    if not shown.body.startswith(b"\xff\xd8"):
        raise Unexpected(f"{address} is no rebuilt photo: {shown.status}")
    tour.say(f"rebuilt photo of {len(shown.body):,} bytes")


def clerk_proposes_chief_decides(tour: Tour) -> None:
    """The clerk proposes what the rule says; the clerk cannot decide; the chief decides."""
    clerk, house, case = tour.visitor("kosodate1"), tour.house, tour.found["child"]
    page = walk.open_case(house, clerk, "core", case).expect("規則による結果", "25,000")
    walk.press(clerk, "/propose", {"outcome": "approved"})
    page = walk.open_case(house, clerk, "core", case).expect()
    if any("/decide" in form.action for form in page.forms()):
        raise Unexpected("the proposer is offered to decide")
    chief = tour.visitor("kosodate2")
    walk.staff_sign_in(house, chief, "core", "kosodate2")
    walk.open_case(house, chief, "core", case).expect()
    walk.press(chief, "/decide")
    decided = walk.open_case(house, chief, "core", case).expect("文書番号")
    number = next(each.text_content() for each in decided.select("dd") if "第" in each.text_content())
    tour.say(f"decided: {number.strip()}, 25,000円 a month by the rule")


def resident_reads(tour: Tour) -> None:
    """Decision and PDF come back, sealed to her; the e-mail says only that something has arrived."""
    seconds = eventually(
        60, "the decision is in her inbox", lambda: "認められました" in _my(tour, "mother", "child").text
    )
    _my(tour, "mother", "child").expect("25,000円")
    eventually(60, "the PDF is in her inbox", lambda: bool(_documents(tour, "mother", "child")))
    document = tour.visitor("mother").get(_documents(tour, "mother", "child")[0])
    tour.say(f"decision after {seconds:.1f} s; the PDF says: {pdf_text(document, '海野', '25,000')[:40]}…")


def public_servant_is_refused(tour: Tour) -> None:
    """潮見直樹 is paid by his employer: refused, with reasons and 教示, on paper."""
    resident, house = tour.visitor("servant"), tour.house
    walk.sign_in_card(house, resident, walk.holder("潮見"))
    pages = answers.family(public_servant=True)
    private = {"spouse_kojinbango": answers.SPOUSE_NUMBER}
    sent = walk.apply(house, resident, CHILD, pages, private=private, delivery="paper")
    tour.found["servant"] = sent.application
    eventually(30, "the case is at the desk", lambda: _opens(tour, "core", "kosodate1", "servant"))
    clerk, chief = tour.visitor("kosodate1"), tour.visitor("kosodate2")
    walk.open_case(house, clerk, "core", sent.application)
    walk.press(clerk, "/take")
    walk.open_case(house, clerk, "core", sent.application, "resident&choose=1").expect("候補")
    walk.press(clerk, "/link")
    page = walk.open_case(house, clerk, "core", sent.application).expect("却下の理由にあたります")
    reasons = [
        each.get("value") for each in page.select("input[name=refusals]") if each.get("checked") is not None
    ]
    if not reasons:
        raise Unexpected("the rule suggests no reason for a public servant")
    walk.press(
        clerk, "/propose", {"outcome": "refused", "refusals": reasons, "note": "共済組合に確認しました"}
    )
    walk.open_case(house, chief, "core", sent.application)
    walk.press(chief, "/decide")
    eventually(
        60, "the refusal is told", lambda: "認められませんでした" in _my(tour, "servant", "servant").text
    )
    _my(tour, "servant", "servant").expect("不服")
    eventually(
        60,
        "the letter is in the print queue",
        lambda: sent.receipt in clerk.get(f"{house.public_url('core')}/print").text,
    )
    tour.say("refused with reasons and 教示; the letter waits in the print queue")


def dog_is_registered(tour: Tour) -> None:
    """A dog owner signs in by e-mail; the clerk records the fee; the tag goes through the post queue."""
    owner, house = tour.visitor("owner"), tour.house
    walk.sign_in_mail(house, owner, "chidori@example.invalid")
    sent = walk.apply(house, owner, DOG, answers.dog(clock.today()))
    tour.found |= {"dog": sent.application, "dog receipt": sent.receipt}
    clerk, chief = tour.visitor("kankyo1"), tour.visitor("kankyo2")
    walk.staff_sign_in(house, clerk, "office", "kankyo1")
    walk.staff_sign_in(house, chief, "office", "kankyo2")
    seconds = eventually(30, "the case is at the desk", lambda: _opens(tour, "office", "kankyo1", "dog"))
    tour.say(f"at the desk of 環境課 {seconds:.1f} s after the receipt {sent.receipt}")
    eventually(30, "the fee is asked for", lambda: "3,000円" in _my(tour, "owner", "dog").text)
    walk.open_case(house, clerk, "office", sent.application)
    walk.press(clerk, "/take")
    walk.open_case(house, clerk, "office", sent.application)
    form = next(form for form in clerk.page.forms() if form.action.endswith("/fee"))
    walk.press(
        clerk,
        "/fee",
        {"amount": "3000", "received_on": f"{clock.today():%Y-%m-%d}", "how": form.choices["how"][0]},
    )
    walk.open_case(house, clerk, "office", sent.application)
    walk.press(clerk, "/propose", {"outcome": "approved"})
    walk.open_case(house, chief, "office", sent.application)
    walk.press(chief, "/decide")
    eventually(
        60,
        "the tag is in the post queue",
        lambda: sent.receipt in clerk.get(f"{house.public_url('office')}/print").text,
    )
    eventually(60, "the decision is in the inbox", lambda: "認められました" in _my(tour, "owner", "dog").text)
    clerk.get(f"{house.public_url('office')}/dogs").expect("ポチ丸")
    tour.say("registered, the tag waits in the post queue")


def foreign_dog_is_refused(tour: Tour) -> None:
    """The dog is registered in another city and no transfer form was used."""
    owner, house = tour.visitor("owner"), tour.house
    sent = walk.apply(house, owner, DOG, answers.dog(clock.today(), registered_elsewhere=True))
    tour.found["second dog"] = sent.application
    eventually(30, "the case is at the desk", lambda: _opens(tour, "office", "kankyo1", "second dog"))
    clerk, chief = tour.visitor("kankyo1"), tour.visitor("kankyo2")
    walk.open_case(house, clerk, "office", sent.application)
    walk.press(clerk, "/take")
    page = walk.open_case(house, clerk, "office", sent.application).expect("却下の理由にあたります")
    reasons = [
        each.get("value") for each in page.select("input[name=refusals]") if each.get("checked") is not None
    ]
    walk.press(clerk, "/propose", {"outcome": "refused", "refusals": reasons, "note": ""})
    walk.open_case(house, chief, "office", sent.application)
    walk.press(chief, "/decide")
    eventually(
        60, "the refusal is told", lambda: "認められませんでした" in _my(tour, "owner", "second dog").text
    )
    tour.say("refused, with the way to the transfer form")


def portal_sends(tour: Tour) -> None:
    """The same claim from the other entrance: the portal's double sends a package, and one that is none."""
    house, clerk = tour.house, tour.visitor("kosodate1")
    sent = walk.from_portal(house, CHILD)
    broken = walk.from_portal(house, CHILD, "not_zip")
    desk = f"{house.public_url('core')}/portal"

    def case() -> str | None:
        found = [address for _, address in clerk.get(desk).links() if "/cases/" in address]
        return found[0].rpartition("/")[2] if found else None

    seconds = eventually(30, "the package is a case", lambda: case() is not None)
    eventually(30, "the broken one is listed", lambda: broken in clerk.get(desk).text)
    clerk.get(desk).expect(sent, "ZIPファイルではありません")
    walk.open_case(house, clerk, "core", case() or "").expect(
        "マイナポータルの受付番号", sent, "海野", "うみかぜ銀行"
    )
    walk.press(clerk, "/take")
    eventually(
        30, "the portal is told", lambda: walk.told_to_portal(house, sent) == ["accepted", "examining"]
    )
    tour.say(
        f"a case {seconds:.1f} s after it was sent; the portal is told 受付済, 審査中; the broken one is kept"
    )


def mails_say_nothing(tour: Tour) -> None:
    """The e-mails name no person, no procedure, no amount."""

    def told() -> list[dict[str, object]]:
        texts = [(mail, str(mail["text"])) for mail in walk.mails(tour.house)]
        return [mail for mail, text in texts if "/my" in text and "/sign-in/" not in text]

    # What arrives together is told by one mail, some seconds later: a quick house is here before it.
    eventually(30, "an e-mail says that something has arrived", lambda: bool(told()))
    for mail in told():
        whole = f"{mail['subject']} {mail['text']}"
        for word in ("海野", "児童", "手当", "犬", "磯辺", "円", "認め", "却下"):
            if word in whole:
                raise Unexpected(f"an e-mail says {word!r}: {whole}")
    tour.say(f"{len(told())} e-mails: 「{told()[-1]['subject']}」")


def trail_is_whole(tour: Tour) -> None:
    """The auditor sees who looked at the case; the chains of both staff zones verify against their neighbours."""
    house = tour.house
    for zone, receipt, looked in (
        ("core", "child receipt", "kosodate1"),
        ("office", "dog receipt", "kankyo1"),
    ):
        auditor = tour.visitor(f"auditor {zone}")
        walk.staff_sign_in(house, auditor, zone, "kansa1")
        auditor.get(f"{house.public_url(zone)}/audit").expect()
        auditor.submit({"case": tour.found[receipt]}).expect(looked)
        form = replace(auditor.page.form("case"), action=f"{house.public_url(zone)}/audit/verify")
        page = auditor.submit(form=form).expect("記録はつながっています")
        tour.say(f"{zone}: {page.text[page.text.index('記録はつながっています') :][:60]}")


def others_see_nothing(tour: Tour) -> None:
    """Another resident, another section and a visitor do not get at it."""
    house, case = tour.house, tour.found["child"]
    stranger = tour.visitor("servant")
    stranger.get(f"{house.public_url('internet')}/my/{case}").expect(status=404)
    stranger.get(f"{house.public_url('internet')}/receipts/{case}").expect(status=404)
    other = tour.visitor("kaigo1")
    walk.staff_sign_in(house, other, "core", "kaigo1")
    other.get(f"{house.public_url('core')}/cases/{case}").expect(status=404)
    page = tour.visitor("nobody").get(f"{house.public_url('core')}/cases/{case}")
    if "/sign-in" not in page.url:
        raise Unexpected(f"a visitor got to {page.url}")
    tour.say("404 for another resident and another section, the sign-in for a visitor")


SCENES: Sequence[Scene] = (
    Scene("The three front doors are open", front_doors),
    Scene("A mother claims the child allowance with her card", mother_applies),
    Scene("It crosses three zones and is a case; she is told", case_arrives),
    Scene("A clerk examines: person, differences, photo", clerk_examines),
    Scene("One proposes, another decides", clerk_proposes_chief_decides),
    Scene("The decision and the notice come back to her", resident_reads),
    Scene("A public servant is refused", public_servant_is_refused),
    Scene("A dog is registered: mail link, fee, tag", dog_is_registered),
    Scene("A dog that is registered elsewhere is refused", foreign_dog_is_refused),
    Scene("The same claim comes in by マイナポータル", portal_sends),
    Scene("The e-mails say only that something has arrived", mails_say_nothing),
    Scene("Others see nothing", others_see_nothing),
    Scene("The trail is whole", trail_is_whole),
)


def photo() -> bytes:
    """A small JPEG, as a phone makes it."""
    out = io.BytesIO()
    Image.effect_noise((640, 480), 60).convert("RGB").save(out, "JPEG")
    return out.getvalue()


def pdf_text(page: Page, *words: str) -> str:
    """The text of a downloaded PDF, read back; raises Unexpected when a word is missing."""
    import pypdfium2

    if not page.body.startswith(b"%PDF-"):
        raise Unexpected(f"{page.url} is no PDF: {page.status}")
    document = pypdfium2.PdfDocument(page.body)
    text = " ".join(sheet.get_textpage().get_text_range() for sheet in document)
    for word in words:
        if word not in text:
            raise Unexpected(f"the PDF does not say {word!r}: {text[:300]}")
    return " ".join(text.split())


def _opens(tour: Tour, zone: str, member: str, what: str) -> bool:
    return walk.open_case(tour.house, tour.visitor(member), zone, tour.found[what]).status == 200


def _my(tour: Tour, who: str, what: str) -> Page:
    return tour.visitor(who).get(f"{tour.house.public_url('internet')}/my/{tour.found[what]}").expect()


def _documents(tour: Tour, who: str, what: str) -> list[str]:
    """The PDFs; beside each stands its text."""
    links = [address for _, address in _my(tour, who, what).links() if "/my/documents/" in address]
    return [address for address in links if not address.endswith("/text")]


def _attachment(tour: Tour, zone: str, member: str, case: str) -> str | None:
    page = walk.open_case(tour.house, tour.visitor(member), zone, case, "files")
    found = [address for _, address in page.links() if "/attachments/" in address]
    return found[0] if found else None
