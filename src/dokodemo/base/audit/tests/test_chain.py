"""The trail proves itself: every way of touching it is found, and the first touched row is named."""

import threading
from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from django.db import ProgrammingError, connection, transaction

from dokodemo.base.actor import Actor
from dokodemo.base.audit import chain
from dokodemo.base.audit.actions import record
from dokodemo.base.audit.models import AuditLink, AuditRow
from dokodemo.base.audit.queries import PAGE, entries

pytestmark = pytest.mark.django_db(transaction=True)

CLERK = Actor("core", "staff", "s0001", "架空 花子", frozenset({"clerk"}))


def write(count: int, subject: str = "") -> None:
    for n in range(count):
        record(CLERK, "case.view", object_kind="case", object_id=f"c{n}", subject=subject)


def run(sql: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql)


def test_an_untouched_trail_has_no_fault() -> None:
    write(7)
    assert chain.extend() == 7
    write(3)
    assert chain.extend() == 3
    assert chain.extend() == 0
    assert chain.head().sequence == 10
    assert list(chain.faults({10: chain.head().hash})) == []


@pytest.mark.parametrize(
    "touch",
    [
        "UPDATE audit_row SET actor_id = 'other' WHERE id = (SELECT row_id FROM audit_link WHERE sequence = 4)",
        "UPDATE audit_row SET at = at + interval '1 s' WHERE id = (SELECT row_id FROM audit_link WHERE sequence = 4)",
        "UPDATE audit_row SET detail = '{\"n\": 2}' WHERE id = (SELECT row_id FROM audit_link WHERE sequence = 4)",
        "UPDATE audit_link SET hash = sha256('x') WHERE sequence = 4",
        "DELETE FROM audit_link WHERE sequence = 4",
    ],
)
def test_the_first_touched_row_is_named(touch: str) -> None:
    write(6)
    chain.extend()
    run(touch)
    (fault,) = chain.faults()
    assert fault.sequence == 4


def test_a_row_far_ahead_hides_no_later_one() -> None:
    """Somebody who may add rows gives one a number of the far future: what comes after is chained all the same."""
    write(2)
    chain.extend()
    run(
        "INSERT INTO audit_row (id, actor_kind, actor_id, actor_name, action) VALUES (1000000000000, 'x', 'x', 'x', 'x')"
    )
    assert chain.extend() == 1
    write(3)
    assert chain.extend() == 0  # further back than the sealer looks every two seconds
    run("UPDATE audit_row SET at = at - interval '1 hour' WHERE id < 1000000000000")
    (fault,) = list(chain.faults())[:1]
    assert fault.row_id is not None
    assert chain.extend(everything=True) == 3


def test_a_row_that_is_never_chained_is_a_fault() -> None:
    write(2)
    chain.extend()
    write(1)
    assert list(chain.faults()) == []  # it has just been written
    run("UPDATE audit_row SET at = at - interval '1 hour' WHERE id = (SELECT max(id) FROM audit_row)")
    (fault,) = chain.faults()
    assert (fault.sequence, fault.row_id) == (3, AuditRow.objects.latest("id").pk)


@pytest.mark.parametrize("column", ["id", "at"])
def test_the_application_chooses_neither_number_nor_time(
    as_application: Callable[[], AbstractContextManager[None]], column: str
) -> None:
    value = {"id": "7", "at": "now() - interval '1 year'"}[column]
    with as_application():
        write(1)
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            run(
                f"INSERT INTO audit_row ({column}, actor_kind, actor_id, actor_name, action) "
                f"VALUES ({value}, 'x', 'x', 'x', 'x')"
            )
    assert AuditRow.objects.count() == 1


def test_two_fields_cannot_trade_characters() -> None:
    assert chain.link_hash(b"", ("ab", "c")) != chain.link_hash(b"", ("a", "bc"))


def test_a_rebuilt_chain_is_found_by_the_neighbours_anchor() -> None:
    write(5)
    chain.extend()
    anchor = {5: chain.head().hash}
    run("DELETE FROM audit_link")
    run("UPDATE audit_row SET actor_name = 'nobody' WHERE id = (SELECT min(id) FROM audit_row)")
    chain.extend()
    assert list(chain.faults()) == []
    (fault,) = chain.faults(anchor)
    assert fault.sequence == 5
    assert "rebuilt" in fault.what


def test_a_cut_chain_is_found_by_the_neighbours_anchor() -> None:
    write(5)
    chain.extend()
    anchor = {5: chain.head().hash}
    run("DELETE FROM audit_link WHERE sequence > 3")
    run("DELETE FROM audit_row WHERE id NOT IN (SELECT row_id FROM audit_link)")
    (fault,) = chain.faults(anchor)
    assert "cut" in fault.what


def test_a_row_that_commits_late_is_chained_too() -> None:
    """Identifiers are given out before commits happen: a slow transaction's row appears behind newer ones."""
    inserted, go = threading.Event(), threading.Event()

    def slow() -> None:
        with transaction.atomic():
            record(CLERK, "case.view", object_id="slow")
            inserted.set()
            go.wait(10)
        connection.close()

    thread = threading.Thread(target=slow)
    thread.start()
    assert inserted.wait(10)
    write(3)
    assert chain.extend() == 3
    go.set()
    thread.join()
    assert chain.extend() == 1
    assert AuditLink.objects.get(sequence=4).row.object_id == "slow"
    assert list(chain.faults()) == []


def test_two_sealers_never_fork_the_chain() -> None:
    write(40)
    threads = [threading.Thread(target=_and_close(chain.extend)) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert AuditLink.objects.count() == 40
    assert list(chain.faults()) == []


def _and_close(work: Callable[[], object]) -> Callable[[], None]:
    def both() -> None:
        work()
        connection.close()

    return both


def test_pages_of_the_trail_follow_the_key_and_filter_exactly(
    django_assert_num_queries: Callable[[int], object],
) -> None:
    write(PAGE + 5, subject="000000000000019")
    record(CLERK, "person.view", subject="000000000000027")
    with django_assert_num_queries(1):  # type: ignore[attr-defined]
        first = entries(subject="000000000000019")
    assert len(first.rows) == PAGE
    assert first.next_before
    rest = entries(subject="000000000000019", before=first.next_before)
    assert len(rest.rows) == 5
    assert rest.next_before is None
    assert entries(actor="nobody").rows == ()
    assert AuditRow.objects.count() == PAGE + 6
