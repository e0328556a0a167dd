"""``dokodemo audit verify`` names the first row that is not what it was, even when the owner of the table rebuilt all."""

import os
import re
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
import pytest

from dokodemo.base.audit import chain
from dokodemo.operate.testing import RunningHouse, on_the_command_line
from dokodemo.operate.tour import eventually
from tests.access.road import Road

ZONE = "office"
_COLUMNS = "r.id, r.at, r.actor_kind, r.actor_id, r.actor_name, r.action, r.object_kind, r.object_id, r.subject, r.reason, r.detail::text"
Connection = psycopg.Connection[tuple[Any, ...]]


@pytest.fixture
def table(house: RunningHouse, road: Road) -> Iterator[Connection]:
    """The superuser at the table of a zone that has worked. What is chained is put back as it was afterwards."""
    with psycopg.connect(house.dsn(ZONE), autocommit=True) as connection, _sealer_stopped(house):
        kept = {
            name: connection.execute(f"SELECT * FROM {name}").fetchall()
            for name in ("audit_row", "audit_link")
        }
        assert len(kept["audit_link"]) > 10, "the road left no trail"
        yield connection
        _put_back(connection, kept)


@contextmanager
def _sealer_stopped(house: RunningHouse) -> Iterator[None]:
    """Everything that is committed is chained, and nothing more is until the test is over."""
    with psycopg.connect(house.dsn(ZONE)) as connection:
        loose = (
            "SELECT 1 FROM audit_row r WHERE NOT EXISTS (SELECT 1 FROM audit_link l WHERE l.row_id = r.id)"
        )
        eventually(20, "all rows are chained", lambda: not connection.execute(loose).fetchall())
    pid = house.pid(f"{ZONE}-sealer")
    os.killpg(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        os.killpg(pid, signal.SIGCONT)


def _put_back(connection: Connection, kept: dict[str, list[tuple[Any, ...]]]) -> None:
    with connection.transaction():
        for name in ("audit_link", "audit_row"):
            connection.execute(f"DELETE FROM {name}")
        for name in ("audit_row", "audit_link"):
            with connection.cursor().copy(f"COPY {name} FROM STDIN") as copy:
                for row in kept[name]:
                    copy.write_row([_plain(value) for value in row])


def _plain(value: Any) -> Any:
    from psycopg.types.json import Jsonb

    return Jsonb(value) if isinstance(value, dict) else value


def _verify(house: RunningHouse) -> tuple[int, str]:
    """Exit code, and what was found when something was."""
    answer = on_the_command_line("audit", "verify", "--zone", ZONE, "--home", str(house.house.home))
    assert answer.stderr == ""
    if answer.returncode == 0:
        assert re.fullmatch(rf"{ZONE}: \d+ links hold, \d+ anchors of core agree\n", answer.stdout), (
            answer.stdout
        )
        return 0, ""
    return answer.returncode, answer.stdout.strip()


def _some_link(connection: Connection, table: str = "audit_link") -> tuple[int, int]:
    """A link in the middle of the chain and its row."""
    found = connection.execute(
        f"SELECT sequence, row_id FROM {table} ORDER BY sequence OFFSET 5 LIMIT 1"
    ).fetchone()
    assert found is not None
    return int(found[0]), int(found[1])


def test_what_nobody_touched_holds(house: RunningHouse, table: Connection) -> None:
    assert _verify(house) == (0, "")


@pytest.mark.parametrize(
    "change",
    [
        "actor_id = 'somebody'",
        "at = at + interval '1 microsecond'",
        "reason = '電話で確認'",
        'detail = \'{"outcome": "refused"}\'',
    ],
)
def test_a_changed_row_is_named(house: RunningHouse, table: Connection, change: str) -> None:
    """Also when a later row was changed too: it is the first that is named."""
    sequence, row = _some_link(table)
    table.execute(
        f"UPDATE audit_row SET {change} WHERE id IN (%s, (SELECT max(row_id) FROM audit_link))", [row]
    )
    assert _verify(house) == (1, f"{ZONE}: link {sequence}, row {row}: the row is not what was chained")


def test_a_removed_row_is_named(house: RunningHouse, table: Connection) -> None:
    sequence, row = _some_link(table)
    table.execute("DELETE FROM audit_link WHERE row_id = %s", [row])
    table.execute("DELETE FROM audit_row WHERE id = %s", [row])
    code, said = _verify(house)
    assert (code, said) == (
        1,
        f"{ZONE}: link {sequence}: link {sequence} is missing (the next one is {sequence + 1})",
    )


def test_a_rebuilt_chain_disagrees_with_the_neighbour(house: RunningHouse, table: Connection) -> None:
    """Whoever can write the table can make the chain fit again; the neighbour keeps the heads it was told."""
    sequence, row = _some_link(table)
    table.execute("UPDATE audit_row SET actor_id = 'somebody' WHERE id = %s", [row])
    value = chain.START
    for link, *fields in table.execute(
        f"SELECT l.sequence, {_COLUMNS} FROM audit_link l JOIN audit_row r ON r.id = l.row_id ORDER BY l.sequence"
    ).fetchall():
        value = chain.link_hash(value, tuple(fields))
        table.execute("UPDATE audit_link SET hash = %s WHERE sequence = %s", [value, link])
    code, said = _verify(house)
    found = re.fullmatch(rf"{ZONE}: link (\d+), row \d+: the chain was rebuilt: .*", said)
    assert code == 1
    assert found is not None
    assert int(found[1]) >= sequence, "the first head that the neighbour was told afterwards"


def test_a_cut_chain_disagrees_with_the_neighbour(house: RunningHouse, table: Connection) -> None:
    """The newest rows taken away with their links: the chain that is left is whole, and too short."""
    table.execute("DELETE FROM audit_link WHERE sequence > 5")
    table.execute(
        "DELETE FROM audit_row WHERE NOT EXISTS (SELECT 1 FROM audit_link l WHERE l.row_id = audit_row.id)"
    )
    code, said = _verify(house)
    assert code == 1
    assert said.startswith(f"{ZONE}: link 6: the chain was cut: the neighbour has seen link "), said


def test_what_was_put_back_holds_again(house: RunningHouse, table: Connection) -> None:
    """The tests before this one found what they changed, and nothing else: the trail itself is sound."""
    assert _verify(house) == (0, "")
