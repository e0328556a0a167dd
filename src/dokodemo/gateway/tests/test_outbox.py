import threading
import uuid
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, close_old_connections, connection, transaction

from dokodemo.base import clock
from dokodemo.base.config import ZoneConfig
from dokodemo.gateway import epochs, inbox, outbox, restore, retention, status
from dokodemo.gateway.envelope import Message, TooLarge
from dokodemo.gateway.identity import KeyProblem
from dokodemo.gateway.messages import Handler
from dokodemo.gateway.outbox import Prepared
from dokodemo.gateway.tests.conftest import AsZone, Voice
from dokodemo.gateway.tests.test_envelope import opened
from dokodemo.gateway.tests.test_inbox import rows

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_core")]

STATE = ("application.state", 1)
PORT = ["internet"]


@pytest.fixture(autouse=True)
def epoch_is_read_again() -> Iterator[None]:
    epochs.forget()
    yield
    epochs.forget()


def say(stream: uuid.UUID | None = None, to: str = "internet", **more: Any) -> Prepared:
    return outbox.post(to, stream or uuid.uuid4(), *STATE, more.pop("body", {}), **more)


def read_by_internet(zones: dict[str, ZoneConfig], frame: Any) -> Message:
    return opened(zones, frame, zone="internet")


def test_a_post_can_be_read_by_its_reader_and_counts_its_stream(zones: dict[str, ZoneConfig]) -> None:
    stream, other = uuid.uuid4(), uuid.uuid4()
    for of in (stream, stream, other):
        say(of, body={"kana": "カイフウ"}, tail=b"pdf")
    messages = [read_by_internet(zones, frame) for frame in outbox.take("relay", PORT)]
    assert [(m.stream, m.sequence, m.first) for m in messages] == [
        (stream, 1, True), (stream, 2, False), (other, 1, True),
    ]  # fmt: skip
    assert messages[0].body == {"kana": "カイフウ"}
    assert (messages[0].tail, messages[0].origin, messages[0].epoch) == (
        b"pdf",
        "core",
        epochs.current().number,
    )


def test_a_prepared_message_goes_in_by_the_callers_own_statement() -> None:
    prepared = outbox.prepare("internet", uuid.uuid4(), *STATE, {"n": 1})
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO gateway_outbox (id, destination, stream, sequence, header, sealed) VALUES (%s, %s, %s, %s, %s, %s)",
            [prepared.id, prepared.destination, prepared.stream, prepared.sequence, prepared.header, prepared.sealed],
        )  # fmt: skip
    assert [frame.id for frame in outbox.take("relay", PORT)] == [prepared.id]
    assert say(prepared.stream).sequence == 2


def test_preparing_touches_no_database_once_the_epoch_is_known(django_assert_num_queries: Any) -> None:
    epochs.current()
    with django_assert_num_queries(0):
        outbox.prepare("internet", uuid.uuid4(), *STATE, {"n": 1})


def test_what_is_rolled_back_was_never_said() -> None:
    with pytest.raises(RuntimeError), transaction.atomic():
        say()
        raise RuntimeError
    assert outbox.take("relay", PORT) == []


def test_nobody_is_posted_who_is_no_neighbour(as_zone: AsZone, zones: dict[str, ZoneConfig]) -> None:
    peers = {name: peer for name, peer in zones["core"].peers.items() if name != "office"}
    with as_zone("core", peers=peers), pytest.raises(KeyProblem, match="not a neighbour"):
        say(to="office")
    with pytest.raises(TooLarge):
        say(tail=bytes(5 * 1024 * 1024))


def test_only_the_wanted_destination_is_taken_and_each_row_once() -> None:
    mine, other = say(), say(to="office")
    assert [frame.id for frame in outbox.take("relay", PORT)] == [mine.id]
    assert outbox.take("somebody else", PORT) == []
    assert [frame.id for frame in outbox.take("core courier", ["office"])] == [other.id]


def test_a_batch_is_limited_by_rows_and_by_bytes_and_never_empty() -> None:
    posted = [say(tail=bytes(3000)).id for _ in range(4)]
    one = len(rows("sealed", of="gateway_outbox", id=posted[0])[0])
    assert [f.id for f in outbox.take("a", PORT, rows=1)] == posted[:1]
    assert [f.id for f in outbox.take("b", PORT, size=2 * one)] == posted[1:3]
    assert [f.id for f in outbox.take("c", PORT, size=1)] == posted[3:]


def test_a_caller_that_comes_back_gets_its_own_again_at_once_and_another_after_a_minute() -> None:
    post = say()
    assert len(outbox.take("relay", PORT)) == 1
    assert outbox.take("other", PORT) == []
    assert [frame.id for frame in outbox.take("relay", PORT)] == [post.id]
    assert outbox.take("other", PORT) == []
    _age("claimed_at", outbox.CLAIM_ENDS + timedelta(seconds=1))
    assert [frame.id for frame in outbox.take("other", PORT)] == [post.id]
    assert rows("attempts", of="gateway_outbox") == [3]


def _age(column: str, by: timedelta) -> None:
    with connection.cursor() as cursor:
        seconds = by.total_seconds()
        cursor.execute(
            f"UPDATE gateway_outbox SET {column} = {column} - make_interval(secs => %s)", [seconds]
        )


def test_only_what_is_for_the_neighbour_can_be_settled_by_it() -> None:
    mine, other = say(), say(to="office")
    outbox.take("relay", PORT)
    assert outbox.settle([mine.id, other.id, uuid.uuid4()], PORT) == 1
    assert rows("destination, state", of="gateway_outbox") == [("internet", "sent"), ("office", "ready")]
    assert outbox.settle([], PORT) == 0


def test_a_confirmation_that_is_faster_than_the_acknowledgement_stands() -> None:
    post = say()
    outbox.take("relay", PORT)
    assert outbox.confirm("internet", [post.id]) == 1
    assert outbox.settle([post.id], PORT) == 0
    assert rows("state", of="gateway_outbox") == ["confirmed"]


def test_what_was_sent_and_never_confirmed_is_offered_again_with_growing_pauses() -> None:
    post, done = say(), say()
    for caller in ("relay", "relay"):
        outbox.take(caller, PORT)
    outbox.settle([post.id, done.id], PORT)
    outbox.confirm("internet", [done.id])
    pause = timedelta(minutes=10)
    assert outbox.reconcile(pause) == 0
    _age("sent_at", timedelta(minutes=15))
    assert outbox.reconcile(pause) == 0  # taken twice: the second pause is twenty minutes
    _age("sent_at", timedelta(minutes=6))
    assert outbox.reconcile(pause) == 1
    assert [frame.id for frame in outbox.take("relay", PORT)] == [post.id]


def test_the_operator_sees_what_lies_here() -> None:
    sent = say()
    outbox.take("relay", PORT)
    outbox.settle([sent.id], PORT)
    say()
    say(to="office")
    now = clock.now()
    office, internet = sorted(status.status().backlog, key=lambda backlog: backlog.destination, reverse=True)
    assert (office.unsent, office.unconfirmed, office.oldest_unconfirmed) == (1, 0, None)
    assert (internet.unsent, internet.unconfirmed) == (1, 1)
    assert internet.oldest_unsent is not None
    assert abs(internet.oldest_unsent - now) < timedelta(minutes=1)


# Retention and restore


def test_a_stream_goes_on_counting_after_its_rows_are_cleared_away() -> None:
    stream = uuid.uuid4()
    posts = [say(stream), say(stream)]
    outbox.confirm("internet", [post.id for post in posts])
    assert retention.clear_outbox(clock.now() - timedelta(days=1)) == 0
    assert retention.clear_outbox(clock.now() + timedelta(seconds=5)) == 2
    assert rows("count(*)", of="gateway_outbox") == [0]
    third = say(stream)
    outbox.confirm("internet", [third.id])
    assert third.sequence == 3
    assert retention.clear(clock.now() + timedelta(days=99))["outbox"] == 1
    assert say(stream).sequence == 4


def test_frames_of_applied_messages_are_forgotten_and_their_ids_are_not(
    internet: Voice, handlers: dict[tuple[str, int], Handler]
) -> None:
    handlers[("application.submitted", 1)] = lambda message: None
    stream = uuid.uuid4()
    frame, early = internet.frame(1, stream=stream), internet.frame(3, stream=stream)
    inbox.receive([frame, early])
    assert retention.clear(clock.now() + timedelta(days=99))["inbox"] == 1
    assert rows("sequence, sealed IS NULL") == [(1, True), (3, False)]
    inbox.receive([frame, internet.frame(2, stream=stream)])
    assert rows("sequence, state") == [(1, "applied"), (2, "applied"), (3, "applied")]


def test_a_restore_begins_an_epoch_that_was_never_there_and_tells_everybody(
    zones: dict[str, ZoneConfig],
) -> None:
    stream = uuid.uuid4()
    say(stream)
    with connection.cursor() as cursor:  # the backup is from yesterday
        cursor.execute("UPDATE gateway_outbox SET created_at = created_at - interval '1 day'")
        cursor.execute("UPDATE gateway_epoch SET since = since - interval '2 days'")
    epochs.forget()
    before = epochs.current().number
    after = restore.bump_epoch()
    assert after > before
    assert epochs.current().number == after
    say(stream)
    say(stream)
    told = [read_by_internet(zones, frame) for frame in outbox.take("relay", PORT)]
    assert [(m.type, m.sequence, m.epoch == after, m.first) for m in told] == [
        ("application.state", 1, False, True),
        ("gateway.epoch", 1, True, True),
        ("application.state", 2, True, True),
        ("application.state", 3, True, False),
    ]
    assert rows("destination", of="gateway_outbox", state="ready") == ["office"]
    assert restore.bump_epoch() > after


# Races, in pairs: one shows that it happens without the guard, its twin that it does not with it.


def together(*works: Callable[[], object]) -> list[BaseException | object]:
    """Run each in a thread with a connection of its own; returns what each gave or raised."""
    results: list[BaseException | object] = [None] * len(works)
    gate = threading.Barrier(len(works))

    def run(index: int) -> None:
        try:
            connection.ensure_connection()
            gate.wait(20)
            results[index] = works[index]()
        except BaseException as error:
            results[index] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(index,)) for index in range(len(works))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(40)
    close_old_connections()
    return results


def both_read_first(monkeypatch: pytest.MonkeyPatch, module: Any, name: str, *, seconds: float = 20) -> None:
    """Make both threads finish `module.name` before either goes on. Where a lock keeps the second one out until the
    first has committed, they never meet: then the first goes on after `seconds`."""
    real, gate = getattr(module, name), threading.Barrier(2)

    def slow(*arguments: Any) -> Any:
        result = real(*arguments)
        try:
            gate.wait(seconds)
        except threading.BrokenBarrierError:
            pass
        return result

    monkeypatch.setattr(module, name, slow)


def _last_without_lock(cursor: Any, to: str, stream: uuid.UUID) -> tuple[int, None]:
    cursor.execute(
        "SELECT coalesce(max(sequence), 0) FROM gateway_outbox WHERE destination = %s AND stream = %s",
        [to, stream],
    )
    return cursor.fetchone()[0], None


@pytest.mark.django_db(transaction=True)
def test_without_the_streams_lock_two_posts_take_the_same_sequence(monkeypatch: pytest.MonkeyPatch) -> None:
    stream = uuid.uuid4()
    monkeypatch.setattr(outbox, "_last", _last_without_lock)
    both_read_first(monkeypatch, outbox, "_last")
    results = together(lambda: say(stream), lambda: say(stream))
    assert sum(isinstance(result, IntegrityError) for result in results) == 1, results


@pytest.mark.django_db(transaction=True)
def test_with_the_streams_lock_they_take_one_each(monkeypatch: pytest.MonkeyPatch) -> None:
    stream = uuid.uuid4()
    both_read_first(monkeypatch, outbox, "_last", seconds=1)
    together(lambda: say(stream), lambda: say(stream))
    assert rows("sequence", of="gateway_outbox") == [1, 2]


def _claim_without_lock(cursor: Any, caller: str, destination: str, rows_: int, size: int) -> list[Any]:
    """As a first draft would be: look, then mark."""
    cursor.execute(
        "SELECT id FROM gateway_outbox WHERE state = 'ready' AND destination = %s ORDER BY created_at LIMIT %s",
        [destination, rows_],
    )
    return list(cursor.fetchall())


@pytest.mark.django_db(transaction=True)
def test_without_skip_locked_two_couriers_take_the_same_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    say()
    monkeypatch.setattr(outbox, "_claim", _claim_without_lock)
    both_read_first(monkeypatch, outbox, "_claim")
    one, other = together(lambda: outbox.take("a", PORT), lambda: outbox.take("b", PORT))
    assert one == other != []


@pytest.mark.django_db(transaction=True)
def test_with_skip_locked_each_row_is_taken_once_and_nobody_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    posted = {say().id for _ in range(6)}
    both_read_first(monkeypatch, outbox, "_claim")
    one, other = together(lambda: outbox.take("a", PORT, rows=3), lambda: outbox.take("b", PORT, rows=3))
    assert isinstance(one, list)
    assert isinstance(other, list)
    assert {frame.id for frame in one} | {frame.id for frame in other} == posted
    assert len(one) == len(other) == 3


@pytest.mark.django_db(transaction=True)
def test_a_row_whose_transaction_ends_late_is_not_passed_over() -> None:
    """Paging by "sequence above the last" would lose it: the later row is taken first, the earlier one commits after."""
    epochs.current()
    begun, taken = threading.Event(), threading.Event()

    def slow() -> uuid.UUID:
        with transaction.atomic():
            post = say()
            begun.set()
            taken.wait(5)
        return post.id

    def fast() -> list[uuid.UUID]:
        begun.wait(5)
        say()
        ids = [frame.id for frame in outbox.take("relay", PORT)]
        outbox.settle(ids, PORT)
        taken.set()
        return ids

    late, early = together(slow, fast)
    assert isinstance(early, list)
    assert len(early) == 1
    assert late not in early
    assert [frame.id for frame in outbox.take("relay", PORT)] == [late]


@pytest.fixture
def slow_handler(handlers: dict[tuple[str, int], Handler]) -> list[int]:
    """Says how often it ran; unlike a table it does not forget what was rolled back."""
    runs: list[int] = []
    handlers[("application.submitted", 1)] = lambda message: runs.append(message.sequence)
    return runs


@pytest.mark.django_db(transaction=True)
def test_without_the_origins_lock_two_receivers_collide(
    internet: Voice, slow_handler: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    frame = internet.frame()
    inbox.receive([internet.frame()])
    monkeypatch.setattr(inbox, "_lock_origin", lambda origin: None)
    both_read_first(monkeypatch, inbox, "_streams")  # the last look before the first write
    results = together(lambda: inbox.receive([frame], "a"), lambda: inbox.receive([frame], "b"))
    assert sum(isinstance(result, IntegrityError) for result in results) == 1, results
    assert len(slow_handler) == 3


@pytest.mark.django_db(transaction=True)
def test_with_the_origins_lock_one_applies_and_both_acknowledge(
    internet: Voice, slow_handler: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    frame = internet.frame()
    inbox.receive([internet.frame()])
    both_read_first(monkeypatch, inbox, "_fresh", seconds=1)
    results = together(lambda: inbox.receive([frame], "a"), lambda: inbox.receive([frame], "b"))
    assert results == [[frame.id], [frame.id]]
    assert len(slow_handler) == 2
