"""What was sent in one form is shown at the desk: which it is, and no more than the reader may see."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from dokodemo.base import config
from dokodemo.casework.cases.models import Case
from dokodemo.casework.conftest import HERE, Application, Here
from dokodemo.gateway.messages import Refused

pytestmark = pytest.mark.django_db
Make = Callable[..., Application]
Deliver = Callable[..., None]
Desk = Callable[..., Client]
#: Of each zone: another procedure of the same section, and one of another section.
OWN = {"core": "jido-teate-genkyo", "office": "inu-henko"}
NEXT_DOOR = {"core": "zei-shomei", "office": "suido-kaishi"}


@pytest.fixture
def elsewhere() -> str:
    """A procedure that the other zone handles."""
    return HERE["office" if config.load().zone == "core" else "core"].procedure


@pytest.fixture
def sent(apply: Make, deliver: Deliver, here: Here, elsewhere: str) -> dict[str, Application]:
    """Four applications of one form; the one for the other zone never comes here."""
    zone = config.load().zone
    made = {name: apply(procedure=name) for name in (here.procedure, OWN[zone], NEXT_DOOR[zone])}
    named = [{"receipt": each.body["receipt"], "procedure": name} for name, each in made.items()]
    named.append({"receipt": "2611-2400-9999", "procedure": elsewhere})
    for name, each in made.items():
        each.body["together"] = [other for other in named if other["procedure"] != name]
        deliver("application.submitted", each.body)
    return made


def rows(client: Client, id_: UUID) -> dict[str, str]:
    """What stands under 同時に申請されたもの: receipt → the row."""
    html = client.get(f"/cases/{id_}").content.decode()
    part = html.partition('id="together-title"')[2].partition("</section>")[0]
    found = [row for row in part.split("<tr>") if "2611-" in row]
    return {row[row.index("2611-") :][:14]: row for row in found}


def test_a_clerk_sees_what_came_with_it(
    at_desk: Desk, sent: dict[str, Application], here: Here, elsewhere: str, catalog: Any
) -> None:
    zone = config.load().zone
    shown = rows(at_desk("clerk"), sent[here.procedure].id)
    assert len(shown) == 3, "itself is not among them"
    own, next_door = sent[OWN[zone]], sent[NEXT_DOOR[zone]]
    mine = shown[own.body["receipt"]]
    assert f"/cases/{own.id}" in mine
    assert "未着手" in mine
    for receipt, name in ((next_door.body["receipt"], NEXT_DOOR[zone]), ("2611-2400-9999", elsewhere)):
        procedure = catalog.procedures[name]
        assert procedure.titles.ja in shown[receipt]
        assert catalog.sections[procedure.section].title.ja in shown[receipt]
        assert "/cases/" not in shown[receipt], "another section's case is not the reader's business"
        assert "未着手" not in shown[receipt]
        assert "ここでは見られません" in shown[receipt]


def test_what_names_another_that_does_not_name_it_leads_nowhere(
    apply: Make, deliver: Deliver, at_desk: Desk, here: Here, arrive: Callable[..., UUID]
) -> None:
    """The zone that sends is not believed."""
    victim = Case.objects.get(id=arrive(procedure=OWN[config.load().zone]))
    made = apply(together=[{"receipt": victim.receipt, "procedure": victim.procedure}])
    deliver("application.submitted", made.body)
    assert "/cases/" not in rows(at_desk("clerk"), made.id)[victim.receipt]


def test_what_was_sent_alone_asks_for_nothing_more(
    at_desk: Desk, arrive: Callable[..., UUID], sent: dict[str, Application], here: Here
) -> None:
    client, alone = at_desk("clerk"), arrive()

    def count(id_: UUID) -> int:
        client.get(f"/cases/{id_}")
        with CaptureQueriesContext(connection) as made:
            assert client.get(f"/cases/{id_}").status_code == 200
        return len(made)

    assert rows(client, alone) == {}
    assert count(sent[here.procedure].id) == count(alone) + 1


@pytest.mark.parametrize(
    "together",
    [
        [{"receipt": "<b>", "procedure": "inu-toroku"}],
        [{"receipt": "2611-2400-9999"}],
        [{"receipt": "2611-2400-9999", "procedure": "inu-toroku"}] * 8,
    ],
)
def test_what_cannot_be_is_refused(apply: Make, deliver: Deliver, together: list[dict[str, str]]) -> None:
    with pytest.raises(Refused):
        deliver("application.submitted", apply(together=together).body)


def test_a_procedure_that_nobody_knows_is_passed_over(apply: Make, deliver: Deliver, at_desk: Desk) -> None:
    made = apply(together=[{"receipt": "2611-2400-9999", "procedure": "gone"}])
    deliver("application.submitted", made.body)
    assert rows(at_desk("clerk"), made.id) == {}
