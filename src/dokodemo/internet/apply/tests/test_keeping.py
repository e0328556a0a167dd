"""What is kept how long, what comes back from inside, and what the night forgets."""

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.utils import translation

from dokodemo.base import clock
from dokodemo.base.files import path_of, seal_file
from dokodemo.catalog.schema import Catalog
from dokodemo.internet.apply import actions, jobs, queries
from dokodemo.internet.apply.queries import NotHere
from dokodemo.internet.apply.tests import people
from dokodemo.internet.apply.tests.people import INU, SENDING, TEATE, Person, begin, ready
from dokodemo.internet.apply.tests.test_files import attach, files_of, photo
from dokodemo.internet.apply.tests.test_submitting import id_of

pytestmark = pytest.mark.django_db


def later(**period: float) -> None:
    clock.set_now(clock.now() + timedelta(**period))


@pytest.fixture
def sent(city: Catalog) -> tuple[Person, UUID]:
    hiroshi = people.by_mail()
    draft = ready(hiroshi, "inu-toroku", INU)
    hiroshi.post(f"{draft}/submit", SENDING)
    return hiroshi, id_of(draft)


class TestStates:
    def test_each_has_its_own_instant(self, sent: tuple[Person, UUID]) -> None:
        hiroshi, number = sent
        at = datetime(2026, 11, 23, 0, 0, tzinfo=UTC)
        for minutes, what in enumerate(("registered", "examining", "decided", "delivered")):
            assert actions.note_state(number, what, at + timedelta(minutes=minutes))  # type: ignore[arg-type]
        read = queries.application(hiroshi.resident.account_id, number)
        assert [read.registered_at, read.examining_at, read.decided_at, read.delivered_at] == [
            at + timedelta(minutes=minutes) for minutes in range(4)
        ]

    def test_the_first_instant_stays(self, sent: tuple[Person, UUID]) -> None:
        hiroshi, number = sent
        at = datetime(2026, 11, 23, tzinfo=UTC)
        for moment in (at, at + timedelta(hours=1), at):
            actions.note_state(number, "registered", moment)
        assert queries.application(hiroshi.resident.account_id, number).registered_at == at

    def test_of_something_never_sent_from_here(self, city: Catalog) -> None:
        assert not actions.note_state(uuid4(), "decided", clock.now())

    def test_whose_it_is(self, sent: tuple[Person, UUID]) -> None:
        hiroshi, number = sent
        assert queries.owner_of(number) == hiroshi.resident.account_id
        assert queries.owner_of(uuid4()) is None


class TestCopy:
    def test_reads_as_the_office_reads_it_in_the_reader_s_language(self, sent: tuple[Person, UUID]) -> None:
        hiroshi, number = sent
        japanese = {
            row.label: row.value for part in queries.copy_of(hiroshi.resident, number) for row in part.rows
        }
        assert japanese["犬の名前"] == "ちゃちゃ"
        with translation.override("en"):
            english = {
                row.label: row.value
                for part in queries.copy_of(hiroshi.resident, number)
                for row in part.rows
            }
            assert queries.mine(hiroshi.resident.account_id)[0].title == "Register a dog"
        assert english["Sex of the dog"] == "Female"

    def test_names_what_was_attached(self, city: Catalog) -> None:
        minato = people.by_card()
        alone = {page: typed for page, typed in TEATE.items() if page != "haigusha-no-koto"}
        draft = ready(minato, "jido-teate-nintei", alone | {"haigusha": {"has_spouse": "false"}})
        attach(minato, draft, "koza", photo(), "つうちょう.jpg")
        assert minato.post(f"{draft}/submit", SENDING).status_code == 303
        last = queries.copy_of(minato.resident, id_of(draft))[-1]
        assert [(row.label, row.value) for row in last.rows] == [
            ("通帳またはキャッシュカードの写真", "つうちょう.jpg")
        ]

    def test_can_be_deleted_and_the_application_stays(self, sent: tuple[Person, UUID]) -> None:
        hiroshi, number = sent
        actions.delete_copy(hiroshi.actor, number)
        assert queries.copy_of(hiroshi.resident, number) == []
        read = queries.application(hiroshi.resident.account_id, number)
        assert not read.has_copy
        assert hiroshi.get(f"/receipts/{number}").status_code == 200

    def test_goes_after_90_days(self, sent: tuple[Person, UUID]) -> None:
        hiroshi, number = sent
        resident = hiroshi.resident
        later(days=89)
        jobs.forget(timestamp=0)
        assert queries.copy_of(resident, number)
        later(days=2)
        jobs.forget(timestamp=0)
        assert queries.copy_of(resident, number) == []
        with connection.cursor() as cursor:
            cursor.execute("SELECT locked_key FROM apply_application WHERE id = %s", [number])
            assert cursor.fetchone() == (None,)


class TestDraft:
    def test_lives_30_days_after_the_last_save(self, city: Catalog) -> None:
        minato = people.by_card()
        draft = begin(minato, "jido-teate-nintei")
        resident, number = minato.resident, id_of(draft)
        later(days=29)
        actions.save_page(resident, number, "anata", TEATE["anata"], "ja", finished=True)
        later(days=29)
        jobs.forget(timestamp=0)
        assert queries.draft(resident, number).answers.done == ["anata"]
        later(days=2)
        with pytest.raises(NotHere):  # at once, whether or not the night has been here
            queries.draft(resident, number)
        jobs.forget(timestamp=0)
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM apply_draft")
            assert cursor.fetchone() == (0,)

    def test_an_expired_one_makes_room_for_a_new_one(self, city: Catalog) -> None:
        minato = people.by_card()
        resident = minato.resident
        old = id_of(begin(minato, "jido-teate-nintei"))
        later(days=31)
        started = actions.start(resident, city.procedures["jido-teate-nintei"], city.hash)
        assert started.new
        assert started.draft_id != old

    def test_takes_its_files_along(self, city: Catalog) -> None:
        minato = people.by_card()
        draft = ready(minato, "jido-teate-nintei", TEATE)
        attach(minato, draft, "koza", photo())
        (file,) = files_of(minato, draft)
        assert path_of(file.sha256_cipher).exists()
        minato.post(f"{draft}/delete")
        assert not path_of(file.sha256_cipher).exists()
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM apply_file")
            assert cursor.fetchone() == (0,)


class TestSweep:
    def old(self, path: Path) -> None:
        os.utime(path, (0, 0))

    def test_takes_what_no_row_names_and_nothing_else(self, city: Catalog) -> None:
        minato = people.by_card()
        draft = ready(minato, "jido-teate-nintei", TEATE)
        attach(minato, draft, "koza", photo())
        named = path_of(files_of(minato, draft)[0].sha256_cipher)
        orphan, young = path_of(seal_file(b"a").sha256_cipher), path_of(seal_file(b"b").sha256_cipher)
        self.old(named)
        self.old(orphan)
        jobs.sweep_files()
        assert named.exists()
        assert young.exists()
        assert not orphan.exists()

    def test_knows_the_files_of_every_room(self, city: Catalog) -> None:
        """A room made tomorrow, with a table of its own, is not robbed."""
        theirs = path_of(seal_file(b"c").sha256_cipher)
        name = theirs.parent.name + theirs.name
        self.old(theirs)
        with connection.cursor() as cursor:
            cursor.execute("CREATE TABLE some_room (sha256_cipher bytea)")
            cursor.execute("INSERT INTO some_room VALUES (%s)", [bytes.fromhex(name)])
        jobs.sweep_files()
        assert theirs.exists()
        with connection.cursor() as cursor:
            cursor.execute("DROP TABLE some_room")
        jobs.sweep_files()
        assert not theirs.exists()
