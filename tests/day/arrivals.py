"""What comes to 子育て支援課 on one day, and what becomes of it: sixty applications, by our own pages, the portal and on paper."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

from dokodemo.operate import samples, scenes, walk
from dokodemo.operate.house import House
from dokodemo.operate.samples import Part
from dokodemo.operate.tour import eventually
from dokodemo.operate.visitor import Visitor

#: 保育の利用申込 is agreed by the Education Department before the chief decides.
AGREED = "hoiku-riyo"
PROCEDURES = (AGREED, "hoiku-genkyo", "hoiku-shikyu-nintei", "jido-fuyo-genkyo")
#: How many of our own pages end how, the procedures in turn: ``returned`` is sent back by the chief once, then approved;
#: ``asked`` waits for its applicant.
ENDS = {"approved": 32, "refused": 8, "returned": 4, "withdrawn": 2, "asked": 2}
BY_PORTAL, ON_PAPER, PORTAL = 6, 6, "jido-teate-nintei"
_PHOTO = ("paper.jpg", scenes.photo(), "image/jpeg")


@dataclass
class Planned:
    """One application. ``case`` is its id at the desk, ``receipt`` its number there; ``part`` what its sample has typed."""

    procedure: str
    end: str
    receipt: str
    case: str

    @property
    def part(self) -> Part:
        sample = samples.of(self.procedure)
        return sample.refuse if self.end == "refused" else sample.approve

    @property
    def acts(self) -> list[str]:
        """What is done to it this day, in order."""
        agreed = ["case.agree"] if self.procedure == AGREED else []
        decided = ["case.propose", *agreed, "case.refuse" if self.end == "refused" else "case.approve"]
        return ["case.register", *{
            "approved": ["case.take", *decided],
            "refused": ["case.take", *decided],
            "returned": ["case.take", "case.propose", *agreed, "case.return", *decided],
            "asked": ["case.take", "case.ask"],
            "withdrawn": ["case.withdraw"],
            "received": [],
        }[self.end]]  # fmt: skip


def sent(house: House) -> Iterator[Planned]:
    """Those of our own pages, sent by one mother."""
    mother = Visitor()
    walk.sign_in_card(house, mother, walk.holder("海野"))
    ends = [end for end, count in ENDS.items() for _ in range(count)]
    for at, end in enumerate(ends):
        planned = Planned(PROCEDURES[at % len(PROCEDURES)], end, "", "")
        made = walk.apply_with(house, mother, planned.procedure, planned.part.answers, photo=_PHOTO)
        planned.receipt, planned.case = made.receipt, made.application
        yield planned
    mother.close()


def arrived(house: House, planned: list[Planned]) -> None:
    """Wait until the desk has them."""
    colleague = Visitor()
    walk.staff_sign_in(house, colleague, "core", "kosodate3")
    for each in planned:
        eventually(60, each.receipt, partial(_is_there, house, colleague, each.case))
    colleague.close()


def _is_there(house: House, colleague: Visitor, case: str) -> bool:
    return walk.open_case(house, colleague, "core", case).status == 200


def emitted(house: House) -> list[str]:
    """The portal's receipt numbers of its packages: each is asked about, so that it stays open."""
    return [walk.from_portal(house, PORTAL) for _ in range(BY_PORTAL)]
