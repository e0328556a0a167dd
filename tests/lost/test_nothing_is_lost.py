"""kill -9 of the house's processes and of PostgreSQL while residents send: every receipt row is exactly one case, no
case is without a receipt, a retried submit shows the same number, and the attachments are there."""

from collections.abc import Sequence

import pytest

from dokodemo.operate.house import PROCESSES
from dokodemo.operate.testing import RunningHouse
from dokodemo.operate.tour import eventually
from tests.lost import books
from tests.lost.sending import NAMES, Crowd, Sent, assert_the_same_number

# One on each leg of the road: who takes the submission, who stores it, who carries it, who fetches it.
SHORT = ("internet-web", "postgres", "relay-gateway", "core-courier")
EVERYTHING = (
    "postgres",
    *(f"{station}-{name}" for station, names in PROCESSES.items() for name in names),
    "double-oidc",
    "double-mail",
    "double-portal",
)


def test_killed_while_a_few_send(house: RunningHouse) -> None:
    _siege(house, SHORT, NAMES[:3], 12)


@pytest.mark.nightly
def test_every_process_killed_while_a_hundred_are_sent(house: RunningHouse) -> None:
    assert set(EVERYTHING) == set(house.state()["processes"]), "a process that nobody kills"
    _siege(house, EVERYTHING, NAMES, 100)


def _siege(house: RunningHouse, victims: Sequence[str], names: Sequence[str], total: int) -> None:
    before = books.all_receipts(house)
    with Crowd(house.house, names) as crowd:
        crowd.begin(total)
        _kill_one_after_the_other(house, victims, crowd, total)
        sent = crowd.end(240)
        told = [each.entry for each in sent]
        assert len(sent) == total
        assert crowd.interruptions() > 0, "nobody noticed a kill"
        books.assert_nothing_is_lost(house, before, told, 120)
        for each in sent:
            assert_the_same_number(house.house, each)
        books.assert_nothing_is_lost(house, before, told, 5)
        _assert_photos_survive(house, sent)


def _kill_one_after_the_other(house: RunningHouse, victims: Sequence[str], crowd: Crowd, total: int) -> None:
    """Spread over the submissions, each while others are under way; the next one only when that one is back."""
    for number, victim in enumerate(victims):
        crowd.allow((number + 1) * total // (len(victims) + 1))
        done = crowd.wait_for(number * total // (len(victims) + 1), 120)
        assert done < total, f"{victim} would be killed when all is over: send more"
        # Who ended with a killed neighbour is started again after a pause.
        eventually(60, f"{victim} runs", lambda name=victim: name in house.state()["processes"])  # type: ignore[misc]
        house.wait_for_new(victim, house.kill(victim), 60)
    crowd.allow(total)


def _assert_photos_survive(house: RunningHouse, sent: Sequence[Sent]) -> None:
    """Every photo is at the case it belongs to, opened and rebuilt, its original the one that was sent."""
    wanted = {(each.entry.id, each.photo) for each in sent if each.photo}
    assert wanted, "nobody attached anything"
    mine = {each.entry.id for each in sent}

    def there() -> set[tuple[str, str]]:
        found = [file for file in books.files(house, "core") if file.application in mine]
        assert all(file.state != "refused" for file in found), found
        return {(file.application, file.sha256_plain) for file in found if file.state == "ready"}

    eventually(180, "every photo is rebuilt", lambda: there() == wanted)
