"""Everything that somebody gets who steals one station of a running house: its tables, the cluster's files that are its
own, the write-ahead log since a moment, its folder, and the logs of all processes."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psycopg
from psycopg import sql

from dokodemo.operate.testing import RunningHouse

_SEGMENT = 16 * 1024 * 1024
_PAGE = 8192
_PAGE_HEADER, _SEGMENT_HEADER = (
    24,
    40,
)  # XLogShortPHD, XLogLongPHD: a record that goes on has one in its middle


@dataclass(frozen=True)
class Moment:
    """A place in the write-ahead log."""

    lsn: int


def mark(house: RunningHouse) -> Moment:
    """Now, at the beginning of a fresh segment, with every page written: what the log says afterwards is new."""
    with psycopg.connect(house.dsn("postgres"), autocommit=True) as connection:
        connection.execute("CHECKPOINT")
        connection.execute("SELECT pg_switch_wal()")
        return Moment(_now(connection))


def _now(connection: psycopg.Connection[tuple[object, ...]]) -> int:
    row = connection.execute("SELECT pg_current_wal_insert_lsn() - '0/0'::pg_lsn").fetchone()
    assert row is not None
    return int(str(row[0]))


def keep_the_log(house: RunningHouse) -> None:
    """Nothing of the log is recycled meanwhile, and nothing writes pages of other stations into it by itself."""
    with psycopg.connect(house.dsn("postgres"), autocommit=True) as connection:
        connection.execute("ALTER SYSTEM SET wal_keep_size = '2GB'")
        connection.execute("ALTER SYSTEM SET autovacuum = off")
        connection.execute("SELECT pg_reload_conf()")


def log_since(house: RunningHouse, moment: Moment) -> bytes:
    """The write-ahead log from there to now, without its page headers, which may stand in the middle of a word."""
    with psycopg.connect(house.dsn("postgres"), autocommit=True) as connection:
        end, cluster = _now(connection), _cluster(connection)
        row = connection.execute("SELECT timeline_id FROM pg_control_checkpoint()").fetchone()
    assert row is not None
    pieces = []
    for number in range(moment.lsn // _SEGMENT, end // _SEGMENT + 1):
        file = cluster / "pg_wal" / f"{row[0]:08X}{number // 256:08X}{number % 256:08X}"
        content = file.read_bytes()[: max(0, end - number * _SEGMENT)]
        for start in range(0, len(content), _PAGE):
            pieces.append(content[start + (_PAGE_HEADER if start else _SEGMENT_HEADER) : start + _PAGE])
    return b"".join(pieces)


def _cluster(connection: psycopg.Connection[tuple[object, ...]]) -> Path:
    row = connection.execute("SHOW data_directory").fetchone()
    assert row is not None
    return Path(str(row[0]))


def tables(house: RunningHouse, station: str) -> Iterator[tuple[str, bytes]]:
    """Every table, the job queue's too, as a dump in PostgreSQL's binary form: bytes are bytes there."""
    with psycopg.connect(house.dsn(station)) as connection:
        names = connection.execute(
            "SELECT schemaname, tablename FROM pg_tables WHERE schemaname NOT IN ('pg_catalog', 'information_schema')"
        ).fetchall()
        for schema, name in names:
            statement = sql.SQL("COPY {} TO STDOUT (FORMAT binary)").format(sql.Identifier(schema, name))
            with connection.cursor().copy(statement) as copy:
                yield f"{station} table {name}", b"".join(bytes(piece) for piece in copy)


def pages(house: RunningHouse, station: str) -> Iterator[tuple[str, bytes]]:
    """The files in which PostgreSQL keeps that database: dead rows, indexes and statistics are in there too."""
    with psycopg.connect(house.dsn(station), autocommit=True) as connection:
        connection.execute("CHECKPOINT")
        row = connection.execute("SELECT oid FROM pg_database WHERE datname = %s", [station]).fetchone()
        assert row is not None
        folder = _cluster(connection) / "base" / str(row[0])
    yield from files(folder, f"{station} pages")


def files(folder: Path, name: str) -> Iterator[tuple[str, bytes]]:
    """Every file below, with its name (a name may tell too)."""
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not path.is_symlink():
            yield (
                f"{name} {path.relative_to(folder)}",
                str(path.relative_to(folder)).encode() + b"\0" + path.read_bytes(),
            )


def station(house: RunningHouse, name: str) -> Iterator[tuple[str, bytes]]:
    """All of it but the log of the database, which the stations of this house share."""
    yield from tables(house, name)
    yield from pages(house, name)
    yield from files(house.house.folder(name), f"{name} folder")


def logs(house: RunningHouse) -> Iterator[tuple[str, bytes]]:
    """What every process of every station has written, PostgreSQL's and the supervisor's included (without its
    greeting, which names the invented people on purpose)."""
    yield from files(house.house.log_folder, "log")
    yield "log up", house.output.read_bytes().partition(b"Ctrl-C")[2]
