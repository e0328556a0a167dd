"""One evening at home: a family that moves in with a baby and a mother in care sends everything it has to; and every
procedure that is offered is sent once by somebody, over HTTP, through the three zones to its section. What is for
children, the nursery, care and the dog is opened at its desk."""

from collections.abc import Iterator

import pytest

from dokodemo.catalog.check import check
from dokodemo.catalog.schema import Catalog, Procedure
from dokodemo.operate import samples, scenes, walk
from dokodemo.operate.house import CHECKOUT, House
from dokodemo.operate.testing import RunningHouse
from dokodemo.operate.tour import eventually
from dokodemo.operate.visitor import Visitor

PHOTO = ("photo.jpg", scenes.photo(), "image/jpeg")
#: What the guide tells this family, in its order: nine procedures of five sections and the water works.
EVENING = (
    "tennyu", "kokuho-kanyu", "nenkin-shubetsu", "jido-teate-nintei", "hoiku-shikyu-nintei", "hoiku-riyo",
    "kaigo-tennyu", "inu-toroku", "suido-kaishi",
)  # fmt: skip
#: A clerk of each section that has procedures.
CLERKS = {
    "kosodate": ("core", "kosodate1"), "kaigo": ("core", "kaigo1"), "kankyo": ("office", "kankyo1"),
}  # fmt: skip


@pytest.fixture(scope="module")
def city() -> Catalog:
    found = check(CHECKOUT / "cities" / "umikaze").catalog
    assert found is not None
    return found


@pytest.fixture(scope="module")
def sakura(house: RunningHouse) -> Iterator[Visitor]:
    """Signed in once, for the whole evening."""
    visitor = Visitor()
    walk.sign_in_card(house.house, visitor, walk.holder("海野"))
    yield visitor
    visitor.close()


def sent(house: House, visitor: Visitor, procedure: Procedure) -> walk.Sent:
    """The whole form with the answers of its sample, a photo for every paper, a signature where it asks for one."""
    typed = dict(samples.of(procedure.id).approve.answers)
    # What an account with an address would know: she signed in with the card and has given none.
    fields = (each for page in procedure.pages for each in page.fields)
    typed |= {each.id: "sakura@example.jp" for each in fields if each.source == "account.email"}
    return walk.apply_with(
        house, visitor, procedure.id, typed, photo=PHOTO,
        signer=walk.holder("海野") if procedure.identity == "sign" else None,
    )  # fmt: skip


def test_a_family_sends_everything_in_one_evening(
    house: RunningHouse, city: Catalog, sakura: Visitor
) -> None:
    done = {each: sent(house.house, sakura, city.procedures[each]) for each in EVENING}
    assert len({each.receipt for each in done.values()}) == len(EVENING) == 9
    assert len({city.procedures[each].section for each in EVENING}) >= 5
    mine = sakura.get(f"{house.house.public_url('internet')}/my").expect().text
    for each in EVENING:
        assert city.procedures[each].titles.ja in mine, each
    for each, where in done.items():
        section = city.procedures[each].section
        if section in CLERKS:
            _arrives(house.house, *CLERKS[section], where.application)


@pytest.mark.nightly
@pytest.mark.parametrize("procedure_id", samples.names())
def test_every_procedure_is_sent_by_somebody(
    house: RunningHouse, city: Catalog, sakura: Visitor, procedure_id: str
) -> None:
    receipt = sent(house.house, sakura, city.procedures[procedure_id])
    eventually(
        30, "the city says that it has it",
        lambda: "担当課に届きました" in sakura.get(f"{house.house.public_url('internet')}/my/{receipt.application}").text,
    )  # fmt: skip


def _arrives(house: House, zone: str, member: str, application: str) -> None:
    clerk = Visitor()
    walk.staff_sign_in(house, clerk, zone, member)
    eventually(
        30, "the case is at the desk", lambda: walk.open_case(house, clerk, zone, application).status == 200
    )
    clerk.close()
