"""The books' own test: they do notice what is lost, made up, or told wrongly."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import psycopg
import pytest

from dokodemo.operate.testing import RunningHouse
from dokodemo.operate.visitor import Unexpected
from tests.lost import books
from tests.lost.books import Entry
from tests.lost.patience import Resident
from tests.lost.sending import send_dog

RENAMED = "UPDATE \"case\" SET receipt = receipt || '-lost' WHERE id = %s"
RENAMED_BACK = "UPDATE \"case\" SET receipt = replace(receipt, '-lost', '') WHERE id = %s"
DOUBLED = "INSERT INTO case_version (case_id, n, values, private) SELECT case_id, 99, values, private FROM case_version WHERE case_id = %s"
DOUBLED_BACK = "DELETE FROM case_version WHERE n = 99 AND case_id = %s"
UNTOLD = "UPDATE apply_application SET registered_at = NULL WHERE id = %s"
UNTOLD_BACK = "UPDATE apply_application SET registered_at = now() WHERE id = %s"


@pytest.fixture
def books_before(house: RunningHouse) -> list[Entry]:
    return books.all_receipts(house)


@pytest.fixture
def entry(house: RunningHouse, books_before: list[Entry]) -> Entry:
    """One application that arrived."""
    resident = Resident(house.house, "磯部")
    sent = send_dog(house.house, resident).entry
    resident.close()
    books.assert_nothing_is_lost(house, books_before, [sent], 60)
    return sent


@contextmanager
def _spoilt(house: RunningHouse, station: str, entry: Entry, spoil: str, mend: str) -> Iterator[None]:
    with psycopg.connect(house.dsn(station), autocommit=True) as connection:
        assert connection.execute(spoil.encode(), [entry.id]).rowcount == 1
        try:
            yield
        finally:
            connection.execute(mend.encode(), [entry.id])


def test_what_is_lost_or_made_up_is_noticed(
    house: RunningHouse, books_before: list[Entry], entry: Entry
) -> None:
    """A case without its receipt, a case twice, a registration that nobody was told of."""
    for station, spoil, mend in (
        ("office", RENAMED, RENAMED_BACK),
        ("office", DOUBLED, DOUBLED_BACK),
        ("internet", UNTOLD, UNTOLD_BACK),
    ):
        with _spoilt(house, station, entry, spoil, mend), pytest.raises(Unexpected, match="still not so"):
            books.assert_nothing_is_lost(house, books_before, [entry], 0.2)
    books.assert_nothing_is_lost(house, books_before, [entry], 5)


def test_what_was_told_wrongly_is_noticed(
    house: RunningHouse, books_before: list[Entry], entry: Entry
) -> None:
    for told in ([], [entry, entry], [replace(entry, receipt="0000-0000-0000")]):
        with pytest.raises(AssertionError, match="told"):
            books.assert_nothing_is_lost(house, books_before, told, 1)
