"""Every procedure that is offered is sent once by somebody, over HTTP, through the three zones to its section."""

from collections.abc import Iterator

import pytest

from dokodemo.catalog.schema import Catalog, Procedure
from dokodemo.operate import samples, scenes, walk
from dokodemo.operate.house import House
from dokodemo.operate.testing import RunningHouse
from dokodemo.operate.tour import eventually
from dokodemo.operate.visitor import Visitor

PHOTO = ("photo.jpg", scenes.photo(), "image/jpeg")


@pytest.fixture(scope="module")
def sakura(house: RunningHouse) -> Iterator[Visitor]:
    """Signed in once, for all of them."""
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
