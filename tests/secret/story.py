"""What happens in that house: before anybody inside has seen anything, and after the decisions."""

import base64
import io
from dataclasses import dataclass, field

from PIL import Image

from dokodemo.base import clock, sessions
from dokodemo.operate import answers, scenes, walk
from dokodemo.operate.tour import Tour, eventually
from dokodemo.operate.visitor import Page, Unexpected, Visitor
from tests.secret import words


@dataclass
class Story:
    """``said``: every word that must stay secret; ``files``: pieces of files; ``named``: what the relay must not even
    know (which procedure, which receipt)."""

    tour: Tour
    said: set[str] = field(default_factory=set)
    files: dict[str, bytes] = field(default_factory=dict)
    named: set[str] = field(default_factory=lambda: {scenes.CHILD, scenes.DOG, "児童手当", "犬の登録"})


def leave_everything(story: Story) -> None:
    """Two residents send and go on writing: sealed applications, drafts, uploads, sessions, an address, e-mails."""
    tour, house = story.tour, story.tour.house
    mother, owner = tour.visitor("mother"), tour.visitor("owner")
    holder = walk.holder("海野")
    walk.sign_in_card(house, mother, holder)
    story.said |= words.typed(holder)
    _give_address(story)
    private = {"spouse_kojinbango": answers.SPOUSE_NUMBER}
    photo = _photo(story, "the photo that was sent")
    files = [("koza", (words.FILE_NAME, photo, "image/jpeg"))]
    _note(
        story, "child", walk.apply(house, mother, scenes.CHILD, words.family(), private=private, files=files)
    )
    _begin_another(story)
    walk.sign_in_mail(house, owner, words.DOG_OWNER_MAIL)
    _note(story, "dog", walk.apply(house, owner, scenes.DOG, words.dog()))
    _note(story, "second dog", walk.apply(house, owner, scenes.DOG, words.dog(elsewhere=True)))
    for who in (mother, owner):
        _note_session(story, who)
    walk.begin(house, owner, scenes.DOG)
    owner.submit({**words.dog()[0][1], "dog_birth": "いつか"}, button="go=next").expect(status=422)


def _note_session(story: Story, who: Visitor) -> None:
    """What only the cookie holds, and opens the account: it must be nowhere else."""
    raw = base64.urlsafe_b64decode(who.cookies[story.tour.house.host("internet")][sessions.COOKIE])
    story.files |= {
        f"a session's {name} {len(story.files)}": part
        for name, part in (("id", raw[:16]), ("secret", raw[16:]))
    }


def _note(story: Story, what: str, sent: walk.Sent) -> None:
    story.tour.found[what] = sent.application
    story.tour.found[f"{what} receipt"] = sent.receipt
    story.named |= {sent.receipt, sent.receipt.replace("-", "")}


def _give_address(story: Story) -> None:
    """The mother wants to be told by e-mail: her address is confirmed by a link."""
    house, mother = story.tour.house, story.tour.visitor("mother")
    mother.get(f"{house.public_url('internet')}/my/settings").expect()
    form = mother.page.form("email")
    mother.submit(
        {"email": words.MOTHERS_MAIL}, form=form, button="do=address" if "do" in form.buttons else None
    ).expect()

    def link() -> str:
        mails = [str(mail["text"]) for mail in walk.mails(house) if words.MOTHERS_MAIL in str(mail["to"])]
        return next((word for text in mails for word in text.split() if "/my/settings/address/" in word), "")

    eventually(20, "the link to confirm the address", lambda: bool(link()))
    mother.get(link()).expect()
    mother.submit(form=next(form for form in mother.page.forms() if "/address/" in form.action)).expect(
        words.MOTHERS_MAIL
    )


def _begin_another(story: Story) -> None:
    """A second claim, left at the review with a file of its own."""
    house, mother = story.tour.house, story.tour.visitor("mother")
    walk.begin(house, mother, scenes.CHILD)
    for page_id, given in words.family():
        walk.answer_page(mother, page_id, given)
    photo = _photo(story, "the photo in the draft")
    file = (words.DRAFT_FILE_NAME, photo, "image/jpeg")
    mother.submit(button="attach=koza", files={"file-koza": file}).expect()
    mother.submit(button="go=next").expect()


def _photo(story: Story, name: str) -> bytes:
    out = io.BytesIO()
    Image.effect_noise((640, 480), 60).convert("RGB").save(out, "JPEG")
    _note_file(story, name, out.getvalue())
    return out.getvalue()


def _note_file(story: Story, name: str, content: bytes) -> None:
    """Pieces from its beginning, middle and end; not from the very beginning, where all files of a kind are alike."""
    for share in (3, 5, 9):
        place = len(content) * share // 10
        story.files[f"{name} at {share}/10"] = content[place : place + 24]


def examine(story: Story) -> None:
    """Inside: the case arrives, a clerk takes it, finds the person and looks at the photo."""
    scenes.case_arrives(story.tour)
    scenes.clerk_examines(story.tour)


def decide(story: Story) -> None:
    """Proposed and decided."""
    scenes.clerk_proposes_chief_decides(story.tour)
    page = walk.open_case(
        story.tour.house, story.tour.visitor("kosodate2"), "core", story.tour.found["child"]
    )
    story.said |= {_number(page), "25,000円", '"amount": 25000', '"amount":25000'}


def _number(page: Page) -> str:
    """The document number of the decision."""
    for each in page.expect().select("dd"):
        text = str(each.text_content()).strip()
        if "第" in text and text.endswith("号"):
            return text
    raise Unexpected(f"{page.url}: no document number")


def mother_reads(story: Story) -> None:
    """Decision and letter are in her inbox, and opened."""
    scenes.resident_reads(story.tour)
    mother = story.tour.visitor("mother")
    page = mother.get(f"{story.tour.house.public_url('internet')}/my/{story.tour.found['child']}").expect()
    addresses = [address for _, address in page.links() if "/my/documents/" in address]
    letters = {address.endswith("/text"): mother.get(address).expect() for address in addresses}
    letters[True].expect("海風市長の印（見本）")
    _note_file(story, "the letter", letters[False].body)


def decide_dogs(story: Story) -> None:
    """One dog is registered, the other refused in the clerk's own words; both owners are told."""
    tour, house = story.tour, story.tour.house
    for member in ("kankyo1", "kankyo2"):
        walk.staff_sign_in(house, tour.visitor(member), "office", member)
    _decide_dog(story, "dog", refuse=False)
    _decide_dog(story, "second dog", refuse=True)
    story.said.add(words.CLERKS_NOTE)
    owner, address = tour.visitor("owner"), f"{house.public_url('internet')}/my/{tour.found['second dog']}"
    eventually(60, "the refusal is told", lambda: words.CLERKS_NOTE in owner.get(address).text)


def _decide_dog(story: Story, what: str, *, refuse: bool) -> None:
    house, case = story.tour.house, story.tour.found[what]
    clerk, chief = story.tour.visitor("kankyo1"), story.tour.visitor("kankyo2")
    eventually(30, "the case is there", lambda: walk.open_case(house, clerk, "office", case).status == 200)
    walk.press(clerk, "/take")
    page = walk.open_case(house, clerk, "office", case)
    given = [each for each in page.select("input[name=refusals]") if each.get("checked") is not None]
    if not refuse:
        _take_fee(clerk)
        walk.open_case(house, clerk, "office", case)
        walk.press(clerk, "/propose", {"outcome": "approved"})
    else:
        reasons = [str(each.get("value")) for each in given]
        walk.press(clerk, "/propose", {"outcome": "refused", "refusals": reasons, "note": words.CLERKS_NOTE})
    walk.open_case(house, chief, "office", case)
    walk.press(chief, "/decide")
    story.said.add(_number(walk.open_case(house, chief, "office", case)))


def _take_fee(clerk: Visitor) -> None:
    form = next(form for form in clerk.page.forms() if form.action.endswith("/fee"))
    today = clock.today().isoformat()
    clerk.submit({"amount": "3000", "received_on": today, "how": form.choices["how"][0]}, form=form).expect()
