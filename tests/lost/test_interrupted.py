"""A submission that a kill interrupts, at the two points that matter: before the commit, and between the commit and the
answer. The resident sends again, and there is exactly one application."""

import contextlib
import os
import signal
import threading
from collections.abc import Iterator

import psycopg
import pytest

from dokodemo.base import clock
from dokodemo.operate import answers, scenes, walk
from dokodemo.operate.testing import RunningHouse
from dokodemo.operate.tour import eventually
from tests.lost import books
from tests.lost.books import Entry
from tests.lost.patience import Resident

WEB = "internet-web"


@pytest.fixture
def resident(house: RunningHouse) -> Iterator[Resident]:
    """Somebody with a finished form before them."""
    someone = Resident(house.house, "磯部")
    yield someone
    someone.close()


class Sending(threading.Thread):
    """The resident presses send, and waits, and presses again, in the background."""

    def __init__(self, resident: Resident, procedure: str) -> None:
        super().__init__(daemon=True)
        self._resident = resident
        self._procedure = procedure
        self.application = resident.page.url.split("/")[4]
        self.sent: walk.Sent | None = None
        self.error: BaseException | None = None

    def run(self) -> None:
        private = {"spouse_kojinbango": answers.SPOUSE_NUMBER} if self._procedure == scenes.CHILD else {}
        try:
            self.sent = walk.send(self._resident, private, "inbox")
        except BaseException as error:
            self.error = error

    def told(self) -> Entry:
        """What the receipt page says in the end."""
        self.join(100)
        if self.error is not None:
            raise self.error
        assert self.sent is not None, "nobody was answered"
        return Entry(self.sent.application, self.sent.receipt, self._procedure)


def _ready_to_send(house: RunningHouse, resident: Resident, procedure: str) -> None:
    """Everything answered, the review open; a photo attached where the form takes one."""
    walk.begin(house.house, resident, procedure)
    pages = answers.family() if procedure == scenes.CHILD else answers.dog(clock.today())
    for page_id, given in pages:
        walk.answer_page(resident, page_id, given)
    if resident.page.url.endswith("/files"):
        photo = ("passbook.jpg", scenes.photo(), "image/jpeg")
        resident.submit(button="attach=koza", files={"file-koza": photo}).expect()
        resident.submit(button="go=next").expect()
    assert resident.page.url.endswith("/review")


@contextlib.contextmanager
def _draft_held(house: RunningHouse, application: str) -> Iterator[None]:
    """Somebody holds the draft's row: a submission waits in the database, before its commit, until this ends."""
    connection = psycopg.connect(house.dsn("internet"))
    connection.execute("SELECT 1 FROM apply_draft WHERE id = %s FOR UPDATE", [application])
    try:
        yield
    finally:
        with contextlib.suppress(
            psycopg.OperationalError
        ):  # the server may have died meanwhile, and the lock with it
            connection.rollback()
        connection.close()


def _wait_for_waiting(house: RunningHouse, count: int) -> None:
    def waiting() -> int:
        statement = (
            "SELECT count(*) FROM pg_stat_activity WHERE datname = 'internet' AND wait_event_type = 'Lock' "
            "AND query LIKE '%DELETE FROM apply_draft%'"
        )
        with psycopg.connect(house.dsn("internet")) as connection:
            row = connection.execute(statement).fetchone()
        return int(row[0]) if row else 0

    eventually(30, f"{count} submissions wait for the draft", lambda: waiting() == count)


@pytest.mark.parametrize("procedure", [scenes.CHILD, scenes.DOG])
def test_the_web_server_dies_before_the_commit(
    house: RunningHouse, resident: Resident, procedure: str
) -> None:
    """The database does not notice: the submission of the dead server and the one sent again wait side by side, and
    only one of them finds a draft."""
    before = books.all_receipts(house)
    _ready_to_send(house, resident, procedure)
    sending = Sending(resident, procedure)
    with _draft_held(house, sending.application):
        sending.start()
        _wait_for_waiting(house, 1)
        house.wait_for_new(WEB, house.kill(WEB))
        _wait_for_waiting(house, 2)
    _assert_exactly_one(house, resident, before, sending)


@pytest.mark.parametrize("procedure", [scenes.CHILD, scenes.DOG])
def test_postgres_dies_before_the_commit(house: RunningHouse, resident: Resident, procedure: str) -> None:
    """What was not committed is not there, the draft is; sent again, it goes through."""
    before = books.all_receipts(house)
    _ready_to_send(house, resident, procedure)
    sending = Sending(resident, procedure)
    with _draft_held(house, sending.application):
        sending.start()
        _wait_for_waiting(house, 1)
        house.wait_for_new("postgres", house.kill("postgres"))
    _assert_exactly_one(house, resident, before, sending)


def test_the_web_server_dies_between_commit_and_answer(house: RunningHouse, resident: Resident) -> None:
    """The application is there, and nobody was told. Sent again, the same number is shown."""
    before = books.all_receipts(house)
    _ready_to_send(house, resident, scenes.DOG)
    sending = Sending(resident, scenes.DOG)
    web = house.pid(WEB)
    with _draft_held(house, sending.application):
        sending.start()
        _wait_for_waiting(house, 1)
        os.killpg(web, signal.SIGSTOP)  # it can neither read that it was committed nor answer
    eventually(10, "the submission is committed", lambda: books.drafts(house, sending.application) == 0)
    (committed,) = (entry for entry in books.all_receipts(house) if entry.id == sending.application)
    assert sending.sent is None
    os.killpg(web, signal.SIGKILL)
    house.wait_for_new(WEB, web)
    assert sending.told() == committed
    _assert_exactly_one(house, resident, before, sending)


def _assert_exactly_one(
    house: RunningHouse, resident: Resident, before: list[Entry], sending: Sending
) -> None:
    told = sending.told()
    assert resident.patience.broken + resident.patience.away > 0, "nothing was interrupted"
    assert books.drafts(house, sending.application) == 0
    books.assert_nothing_is_lost(house, before, [told], 60)
    again = resident.patience.repeat(sending.application)
    assert (again.status_code, again.headers["location"]) == (303, f"/receipts/{sending.application}")
    resident.get(f"{house.house.public_url('internet')}/receipts/{sending.application}").expect(told.receipt)
    books.assert_nothing_is_lost(house, before, [told], 5)
