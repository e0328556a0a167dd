import logging
import uuid
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import IntegrityError, OperationalError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dokodemo.gateway import confirm, inbox, outbox, status
from dokodemo.gateway.envelope import Message
from dokodemo.gateway.messages import Handler, Refused
from dokodemo.gateway.tests.conftest import EPOCH, Voice

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_core")]

Handlers = dict[tuple[str, int], Handler]
SUBMITTED = ("application.submitted", 1)


def rows(what: str, of: str = "gateway_inbox", **where: Any) -> list[Any]:
    condition = " AND ".join(f"{name} = %s" for name in where) or "true"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {what} FROM {of} WHERE {condition} ORDER BY 1", list(where.values()))
        return [row[0] if len(row) == 1 else row for row in cursor.fetchall()]


@pytest.fixture
def applied() -> Iterator[Callable[[], list[tuple[uuid.UUID, int]]]]:
    """A table of what was applied, written by the handler in the inbox's transaction."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMPORARY TABLE applied (at serial, stream uuid, n int)")

    def read() -> list[tuple[uuid.UUID, int]]:
        return [(stream, n) for _, stream, n in rows("at, stream, n", of="applied")]

    yield read
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE applied")


@pytest.fixture(autouse=True)
def trivial_handler(handlers: Handlers, applied: object) -> None:
    handlers[SUBMITTED] = write_down


def write_down(message: Message) -> None:
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO applied (stream, n) VALUES (%s, %s)", [message.stream, message.body["n"]])


Applied = Callable[[], list[tuple[uuid.UUID, int]]]


def test_a_message_is_applied_once_and_acknowledged_every_time(internet: Voice, applied: Applied) -> None:
    frame = internet.frame()
    assert inbox.receive([frame, frame], "relay") == [frame.id, frame.id]
    assert inbox.receive([frame], "relay") == [frame.id]
    assert len(applied()) == 1
    assert rows("message, state, type, epoch, sequence") == [
        (frame.id, "applied", "application.submitted", EPOCH, 1)
    ]


def test_the_frame_is_kept_as_it_came(internet: Voice) -> None:
    frame = internet.frame()
    inbox.receive([frame])
    (kept,) = rows("header, sealed")
    assert (bytes(kept[0]), bytes(kept[1])) == (frame.header, frame.sealed)


def test_a_gap_waits_and_closes(internet: Voice, applied: Applied) -> None:
    stream = uuid.uuid4()
    first, second, third = (internet.frame(n, stream=stream) for n in (1, 2, 3))
    assert inbox.receive([third]) == [third.id]
    assert (applied(), rows("state")) == ([], ["waiting"])
    inbox.receive([first])
    assert applied() == [(stream, 1)]
    inbox.receive([second])
    assert applied() == [(stream, 1), (stream, 2), (stream, 3)]
    assert rows("state") == ["applied"] * 3


def test_a_gap_in_one_stream_does_not_hold_another(internet: Voice, applied: Applied) -> None:
    late, free = uuid.uuid4(), uuid.uuid4()
    inbox.receive([internet.frame(2, stream=late), internet.frame(1, stream=free)])
    assert applied() == [(free, 1)]


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_any_order_any_loss_any_repetition_ends_in_each_once_and_in_order(
    internet: Voice, office: Voice, applied: Applied, handlers: Handlers, data: st.DataObject
) -> None:
    """Frames come in random batches, some several times, some lost at first; what was not acknowledged comes again."""
    handlers[("application.state", 1)] = write_down
    streams = {uuid.uuid4(): data.draw(st.integers(1, 5)) for _ in range(3)}
    frames = [
        voice.frame(n, stream=stream, type=type_)
        for (stream, length), (voice, type_) in zip(
            streams.items(), [(internet, "application.submitted"), (internet, "application.submitted"), (office, "application.state")], strict=True
        )
        for n in range(1, length + 1)
    ]  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE applied, gateway_inbox")
    open_ = list(range(len(frames)))
    while open_:
        batch = data.draw(st.lists(st.sampled_from(open_), min_size=1, max_size=6))
        acknowledged = inbox.receive([frames[n] for n in batch])
        assert acknowledged == [frames[n].id for n in batch]
        lost = set(data.draw(st.lists(st.sampled_from(batch), max_size=2)))
        open_ = [n for n in open_ if n in lost or n not in batch]
    for stream, length in streams.items():
        assert [n for each, n in applied() if each == stream] == list(range(1, length + 1))
    assert rows("state") == ["applied"] * len(frames)


def fails_on(n: int, error: Exception) -> Handler:
    def handler(message: Message) -> None:
        write_down(message)
        if message.body["n"] == n:
            raise error

    return handler


def test_a_failing_handler_quarantines_its_stream_only(
    internet: Voice, applied: Applied, handlers: Handlers
) -> None:
    handlers[SUBMITTED] = fails_on(2, ValueError("海野 渚"))
    bad, good = uuid.uuid4(), uuid.uuid4()
    frames = [internet.frame(n, stream=bad) for n in (1, 2, 3)] + [internet.frame(1, stream=good)]
    assert inbox.receive(frames) == [frame.id for frame in frames]
    inbox.receive([internet.frame(4, stream=bad)])
    assert sorted(applied()) == sorted([(bad, 1), (good, 1)])
    assert rows("sequence, state, code", stream=bad) == [
        (1, "applied", ""),
        (2, "quarantined", "failed:ValueError"),
        (3, "waiting", ""),
        (4, "waiting", ""),
    ]


def test_what_a_failing_handler_says_is_not_logged(
    internet: Voice, handlers: Handlers, caplog: pytest.LogCaptureFixture
) -> None:
    handlers[SUBMITTED] = fails_on(1, ValueError("海野 渚"))
    with caplog.at_level(logging.INFO):
        inbox.receive([internet.frame()])
    assert "ValueError at" in caplog.text
    assert "海野" not in caplog.text


def test_a_repaired_message_is_tried_again_with_what_waited(
    internet: Voice, applied: Applied, handlers: Handlers
) -> None:
    handlers[SUBMITTED] = fails_on(2, Refused("not_yet"))
    stream = uuid.uuid4()
    inbox.receive([internet.frame(n, stream=stream) for n in (1, 2, 3)])
    (stuck,) = status.status().quarantined
    assert (stuck.code, stuck.type, stuck.behind) == ("not_yet", "application.submitted", 1)
    assert status.retry(stuck.id) == "quarantined"
    handlers[SUBMITTED] = write_down
    assert status.retry(stuck.id) == "applied"
    assert applied() == [(stream, 1), (stream, 2), (stream, 3)]
    with pytest.raises(LookupError, match="no quarantined message"):
        status.retry(stuck.id)


def test_a_broken_statement_is_the_messages_fault(
    internet: Voice, applied: Applied, handlers: Handlers
) -> None:
    def breaks(message: Message) -> None:
        if message.body["n"] == 1:
            with connection.cursor() as cursor:
                cursor.execute("SELECT 1/0")
        write_down(message)

    handlers[SUBMITTED] = breaks
    good = uuid.uuid4()
    inbox.receive([internet.frame(), internet.frame(1, stream=good, body={"n": 7})])
    assert applied() == [(good, 7)]
    assert rows("code", state="quarantined") == ["failed:DataError"]


def test_a_handler_that_swallows_a_broken_statement_is_quarantined(
    internet: Voice, handlers: Handlers
) -> None:
    def swallows(message: Message) -> None:
        write_down(message)
        try:
            with connection.cursor() as cursor:
                cursor.execute("SELECT 1/0")
        except Exception:
            return

    handlers[SUBMITTED] = swallows
    inbox.receive([internet.frame()])
    assert rows("state") == ["quarantined"]


def test_a_nul_in_a_text_is_the_messages_fault(internet: Voice, handlers: Handlers) -> None:
    def stores(message: Message) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT %s::text", [message.body["name"]])

    handlers[SUBMITTED] = stores
    inbox.receive([internet.frame(body={"name": "a\0b"})])
    assert rows("state") == ["quarantined"]


def test_when_the_database_fails_nothing_is_acknowledged_and_nothing_has_happened(
    internet: Voice, applied: Applied, handlers: Handlers
) -> None:
    class Deadlock(Exception):
        sqlstate = "40P01"

    def deadlocks(message: Message) -> None:
        write_down(message)
        if message.body["n"] == 2:
            raise OperationalError from Deadlock()

    handlers[SUBMITTED] = deadlocks
    stream = uuid.uuid4()
    frames = [internet.frame(n, stream=stream) for n in (1, 2)]
    with pytest.raises(OperationalError), transaction.atomic():
        inbox.receive(frames)
    assert (applied(), rows("state")) == ([], [])
    handlers[SUBMITTED] = write_down
    assert inbox.receive(frames) == [frame.id for frame in frames]
    assert applied() == [(stream, 1), (stream, 2)]


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"version": 9}, "version_unknown"),
        ({"type": "attachment.part", "version": 99}, "version_unknown"),
        ({"type": "application.decided"}, "type_not_for_origin"),
        ({"type": "staff.directory"}, "type_not_for_origin"),
        ({"type": "catalog.published"}, "type_not_for_origin"),
    ],
)
def test_what_nobody_here_understands_is_quarantined_with_a_code(
    internet: Voice, handlers: Handlers, fields: dict[str, Any], code: str
) -> None:
    handlers[("attachment.part", 1)] = write_down
    inbox.receive([internet.frame(**fields)])
    assert rows("state, code") == [("quarantined", code)]


def test_an_unknown_type_has_its_own_code(internet: Voice, handlers: Handlers) -> None:
    handlers.clear()
    inbox.receive([internet.frame()])
    assert rows("code") == ["type_unknown"]


def test_the_version_before_is_still_understood(
    internet: Voice, applied: Applied, handlers: Handlers
) -> None:
    handlers[("application.submitted", 2)] = lambda message: write_down(message)
    inbox.receive([internet.frame(version=1, body={"n": 1}), internet.frame(version=2, body={"n": 2})])
    assert sorted(n for _, n in applied()) == [1, 2]


def test_what_is_not_believed_is_recorded_without_content_and_acknowledged(
    internet: Voice, applied: Applied
) -> None:
    frame = internet.frame()
    broken = frame._replace(sealed=frame.sealed[:-1] + bytes([frame.sealed[-1] ^ 1]))
    other = internet.frame()
    assert inbox.receive([broken, other], "relay") == [broken.id, other.id]
    inbox.receive([broken], "relay")
    assert rows("message, caller, reason, times", of="gateway_rejected") == [(frame.id, "relay", "seal", 2)]
    assert len(applied()) == 1
    assert rows("message", of="gateway_confirmation") == [other.id]


def test_the_whole_one_is_still_welcome_after_a_damaged_one(internet: Voice, applied: Applied) -> None:
    frame = internet.frame()
    inbox.receive([frame._replace(sealed=bytes(len(frame.sealed)))])
    inbox.receive([frame])
    assert len(applied()) == 1


def test_a_place_in_a_stream_belongs_to_one_message(internet: Voice, applied: Applied) -> None:
    stream = uuid.uuid4()
    mine, thief = internet.frame(1, stream=stream), internet.frame(1, stream=stream)
    inbox.receive([mine])
    assert inbox.receive([thief]) == [thief.id]
    assert applied() == [(stream, 1)]
    assert rows("reason", of="gateway_rejected") == ["sequence_taken"]


def test_two_origins_may_use_the_same_stream_and_even_the_same_id(
    internet: Voice, office: Voice, applied: Applied, handlers: Handlers
) -> None:
    handlers[("application.state", 1)] = write_down
    stream, id_ = uuid.uuid4(), uuid.uuid4()
    inbox.receive([internet.frame(1, id=id_, stream=stream)])
    inbox.receive([office.frame(1, id=id_, stream=stream, type="application.state")])
    assert applied() == [(stream, 1), (stream, 1)]


def test_an_epoch_from_the_future_is_rejected(internet: Voice) -> None:
    inbox.receive([internet.frame(epoch=2**61)])
    assert rows("reason", of="gateway_rejected") == ["epoch_ahead"]


def test_a_restored_origin_goes_on_in_a_new_epoch(internet: Voice, applied: Applied) -> None:
    stream = uuid.uuid4()
    inbox.receive([internet.frame(n, stream=stream) for n in (1, 2)])
    lost_gap = internet.frame(4, stream=stream)
    inbox.receive([lost_gap])
    again = internet.frame(2, stream=stream, epoch=EPOCH + 5, first=True, body={"n": 22})
    inbox.receive([again])
    assert applied() == [(stream, 1), (stream, 2), (stream, 22)]
    assert rows("state", message=lost_gap.id) == ["superseded"]
    inbox.receive([internet.frame(3, stream=stream)])
    assert rows("reason", of="gateway_rejected") == ["order_passed"]


def test_a_restored_neighbour_is_offered_everything_again(internet: Voice) -> None:
    inbox.receive([internet.frame()])
    post = outbox.post("internet", uuid.uuid4(), "application.state", 1, {})
    outbox.settle([post.id], ["internet"])
    outbox.confirm("internet", [post.id])
    inbox.receive([internet.frame()])
    assert rows("state", of="gateway_outbox") == ["confirmed"]
    inbox.receive([internet.frame(epoch=EPOCH + 1)])
    assert rows("state", of="gateway_outbox") == ["ready"]


def test_what_was_received_is_owed_a_confirmation_once_a_time(internet: Voice, office: Voice) -> None:
    frames = [internet.frame(), internet.frame()]
    inbox.receive(frames)
    inbox.receive([office.frame(type="application.state")])
    assert confirm.send_confirmations() == 3
    assert confirm.send_confirmations() == 0
    assert rows("destination, confirm", of="gateway_outbox") == [("internet", False), ("office", False)]
    inbox.receive(frames[:1])
    assert confirm.send_confirmations() == 1


def test_a_confirmation_finishes_our_post_and_is_not_confirmed_itself(internet: Voice) -> None:
    mine = outbox.post("internet", uuid.uuid4(), "application.state", 1, {})
    foreign = outbox.post("office", uuid.uuid4(), "application.state", 1, {})
    inbox.receive([internet.frame(type="gateway.confirmed", body={"ids": [str(mine.id), str(foreign.id)]})])
    assert rows("state", of="gateway_outbox", id=mine.id) == ["confirmed"]
    assert rows("state", of="gateway_outbox", id=foreign.id) == ["ready"]
    assert confirm.send_confirmations() == 0


@pytest.mark.parametrize("ids", [None, "x", [1], ["x"], [str(uuid.uuid4())] * 1001])
def test_an_unreadable_confirmation(internet: Voice, ids: object) -> None:
    inbox.receive([internet.frame(type="gateway.confirmed", body={"ids": ids})])
    assert rows("code") == ["ids_unreadable"]


def test_a_stream_that_stands_still_does_not_read_its_bodies(internet: Voice, handlers: Handlers) -> None:
    """Hundreds of parts of 1 MiB may wait behind a quarantined message; each arrival must not read them all."""
    handlers[SUBMITTED] = fails_on(1, Refused("no"))
    stream = uuid.uuid4()
    inbox.receive([internet.frame(n, stream=stream, tail=bytes(5000)) for n in (1, 2, 3)])
    read: list[str] = []

    def watch(execute: Any, sql: str, *more: Any) -> Any:
        read.append(sql)
        return execute(sql, *more)

    with connection.execute_wrapper(watch):
        inbox.receive([internet.frame(4, stream=stream)])
    assert not [sql for sql in read if sql.lstrip().startswith("SELECT") and "sealed" in sql]


def test_a_batch_costs_a_fixed_number_of_statements_and_three_a_message(
    internet: Voice, handlers: Handlers
) -> None:
    def statements(count: int) -> int:
        seen: list[str] = []

        def watch(execute: Any, sql: str, *more: Any) -> Any:
            seen.append(sql)
            return execute(sql, *more)

        frames = [internet.frame() for _ in range(count)]
        with connection.execute_wrapper(watch):
            inbox.receive(frames)
        return len(seen)

    inbox.receive([internet.frame()])  # the first one also notes the origin's epoch
    one, eleven = statements(1), statements(11)
    assert (eleven - one) / 10 <= 3
    assert one <= 14


def test_the_table_itself_refuses_a_second_copy(internet: Voice) -> None:
    inbox.receive([internet.frame()])
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO gateway_inbox (message, origin, stream, epoch, sequence, first, type, version, state) "
            "SELECT message, origin, gen_random_uuid(), epoch, sequence, first, type, version, state FROM gateway_inbox"
        )
