"""The relay between ``internet`` and ``core``: stores and forwards what it can neither read, nor alter, nor forge.

A program of its own, without Django, with a small database of its own (decision 9). It knows of an envelope only its
header. What it drops is noticed: ``core`` and ``internet`` confirm end to end."""

import logging
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import psycopg
from psycopg_pool import ConnectionPool, PoolTimeout
from starlette.applications import Starlette

from dokodemo.base import config
from dokodemo.gateway import identity
from dokodemo.gateway.bell import Bell
from dokodemo.gateway.caller import Gatekeeper
from dokodemo.gateway.courier import Courier, wait_for_signal
from dokodemo.gateway.envelope import SEAL_BYTES, Frame, Rejected, parse_header
from dokodemo.gateway.listener import Listener
from dokodemo.gateway.routes import RELAY, link_between
from dokodemo.gateway.store import StoreAway

log = logging.getLogger(__name__)

CHANNEL = "relay_frame"
MAX_ROWS = 500
MAX_BYTES = 8 * 1024 * 1024
CLAIM_SECONDS = 60
_POOL = 4

_TABLES = """
CREATE TABLE IF NOT EXISTS relay_frame (
    number bigint GENERATED ALWAYS AS IDENTITY,
    destination text NOT NULL,
    id uuid NOT NULL,
    header bytea NOT NULL,
    sealed bytea NOT NULL,
    stored_at timestamptz NOT NULL DEFAULT now(),
    claimed_by text,
    claimed_at timestamptz,
    PRIMARY KEY (destination, id));
ALTER TABLE relay_frame ALTER COLUMN sealed SET STORAGE EXTERNAL;
CREATE INDEX IF NOT EXISTS relay_frame_ready ON relay_frame (destination, number) WHERE claimed_at IS NULL;
CREATE INDEX IF NOT EXISTS relay_frame_claimed ON relay_frame (claimed_at) WHERE claimed_at IS NOT NULL;
"""


@dataclass(frozen=True)
class Backlog:
    """What lies here for one destination."""

    destination: str
    frames: int
    size: int
    oldest: datetime


def create_tables(database_url: str | None = None) -> None:
    """Make the relay's table, or find it there. Under the role that owns tables, as migrations of a zone."""
    with psycopg.connect(database_url or config.load().database_url) as connection:
        connection.execute(_TABLES)


class RelayStore:
    """The relay's table."""

    def __init__(self, database_url: str) -> None:
        self._pool = ConnectionPool(
            database_url,
            min_size=1,
            max_size=_POOL,
            timeout=10,
            open=False,
            check=ConnectionPool.check_connection,
            kwargs={"prepare_threshold": 1},
        )
        self._pool.open()

    def close(self) -> None:
        self._pool.close()

    def take(self, caller: str, destinations: Sequence[str]) -> list[Frame]:
        """Claim for `caller`, oldest first; what it claimed before and did not settle is offered again at once."""
        frames: list[Frame] = []
        with self._connection() as connection:
            connection.execute(
                "UPDATE relay_frame SET claimed_by = NULL, claimed_at = NULL WHERE (destination, id) IN ("
                "SELECT destination, id FROM relay_frame WHERE claimed_at IS NOT NULL AND (claimed_by = %s "
                "OR claimed_at < now() - make_interval(secs => %s)) ORDER BY number FOR UPDATE SKIP LOCKED)",
                [caller, CLAIM_SECONDS],
            )
            for destination in destinations:
                used = sum(len(frame.sealed) for frame in frames)
                if len(frames) < MAX_ROWS and used < MAX_BYTES:
                    frames += _claim(
                        connection, caller, destination, MAX_ROWS - len(frames), MAX_BYTES - used
                    )
        return frames

    def settle(self, ids: Sequence[uuid.UUID], destinations: Sequence[str]) -> None:
        """The next hop has these: nothing of them stays here."""
        if ids:
            with self._connection() as connection:
                connection.execute(
                    "DELETE FROM relay_frame WHERE destination = ANY(%s) AND id = ANY(%s)",
                    [list(destinations), list(ids)],
                )

    def accept(self, caller: str, frames: Sequence[Frame]) -> list[uuid.UUID]:
        """Keep what `caller` may send this way. The rest is dropped and acknowledged: it would never be right."""
        ways = self._ways(caller)
        kept = [(to, frame) for frame in frames if (to := _destination(frame)) in ways]
        if len(kept) < len(frames):
            log.warning("%s handed over %s frames that go nowhere", caller, len(frames) - len(kept))
        if kept:
            with self._connection() as connection:
                connection.execute(
                    "INSERT INTO relay_frame (destination, id, header, sealed) "
                    "SELECT * FROM unnest(%s::text[], %s::uuid[], %s::bytea[], %s::bytea[]) ON CONFLICT DO NOTHING",
                    [
                        [to for to, _ in kept],
                        [frame.id for _, frame in kept],
                        [frame.header for _, frame in kept],
                        [frame.sealed for _, frame in kept],
                    ],
                )
                for destination in sorted({to for to, _ in kept}):
                    connection.execute("SELECT pg_notify(%s, %s)", [CHANNEL, destination])
        return [frame.id for frame in frames]

    def backlog(self) -> list[Backlog]:
        """What lies here, by destination: for the operator."""
        with self._connection() as connection:
            rows = connection.execute(
                "SELECT destination, count(*), sum(octet_length(sealed))::bigint, min(stored_at) "
                "FROM relay_frame GROUP BY destination ORDER BY destination"
            ).fetchall()
        return [Backlog(*row) for row in rows]

    def _ways(self, caller: str) -> frozenset[str]:
        """Where what this neighbour hands over (by our fetching or its pushing) may go."""
        dialled, dialling = link_between(RELAY, caller), link_between(caller, RELAY)
        return frozenset((dialled.pulls if dialled else ()) + (dialling.pushes if dialling else ()))

    @contextmanager
    def _connection(self) -> Iterator[psycopg.Connection[tuple[Any, ...]]]:
        try:
            with self._pool.connection() as connection:
                yield connection
        except (psycopg.Error, PoolTimeout) as error:
            raise StoreAway(type(error).__name__) from error


def _claim(
    connection: psycopg.Connection[tuple[Any, ...]], caller: str, destination: str, rows: int, size: int
) -> list[Frame]:
    taken = connection.execute(
        """
        WITH candidate AS (
            SELECT destination, id, number, octet_length(sealed) AS size FROM relay_frame
            WHERE claimed_at IS NULL AND destination = %s ORDER BY number LIMIT %s FOR UPDATE SKIP LOCKED),
        summed AS (SELECT *, sum(size) OVER (ORDER BY number) AS total FROM candidate)
        UPDATE relay_frame f SET claimed_by = %s, claimed_at = now() FROM summed s
        WHERE f.destination = s.destination AND f.id = s.id AND (s.total <= %s OR s.total = s.size)
        RETURNING f.number, f.id, f.header, f.sealed
        """,
        [destination, rows, caller, size],
    ).fetchall()
    return [Frame(id_, header, sealed) for _, id_, header, sealed in sorted(taken, key=lambda row: row[0])]


def _destination(frame: Frame) -> str | None:
    try:
        header = parse_header(frame.header)
    except Rejected:
        return None
    if header.id != frame.id or len(frame.sealed) != header.size + SEAL_BYTES:
        return None
    return header.to


def application() -> Starlette:
    """The relay's server as an ASGI application."""
    house = config.load()
    identity.public_of(house.folder)  # a missing key is told now, not at the first request
    bell = Bell(house.database_url, CHANNEL)
    return Listener(
        RELAY, RelayStore(house.database_url), bell, Gatekeeper(RELAY, identity.verify)
    ).application()


def courier() -> Courier:
    """The relay's courier; it dials ``internet``."""
    house = config.load()
    return Courier(house, RelayStore(house.database_url), Bell(house.database_url, CHANNEL))


def run_courier() -> None:
    """The relay's courier, until SIGTERM."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    logging.getLogger("httpx").setLevel(logging.WARNING)
    with courier():
        wait_for_signal()
