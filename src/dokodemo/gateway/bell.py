"""LISTEN on a connection of its own: rings when somebody has something to send. Knows no Django (the relay has none).

A ring may be lost (the connection broke): after every reconnection all are rung, and whoever waits also looks by
itself now and then."""

import logging
import random
import threading
import time
from collections.abc import Callable

import psycopg
from psycopg import sql

log = logging.getLogger(__name__)

LONGEST_PAUSE = 5.0
_CHECK_SECONDS = 1.0

Ring = Callable[[], None]


class Bell:
    """One listening thread for a process. ``subscribe`` before ``start``, or at any time later."""

    def __init__(self, database_url: str, channel: str) -> None:
        self._url = database_url
        self._channel = channel
        self._stop = threading.Event()
        self._lock = threading.Lock()
        self._rings: dict[int, tuple[frozenset[str], Ring]] = {}
        self._next = 0
        self._thread = threading.Thread(target=self._run, name="bell", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """Returns when the thread has ended (about a second at most)."""
        self._stop.set()
        if self._thread.is_alive():
            self._thread.join(timeout=5)

    def subscribe(self, destinations: tuple[str, ...], ring: Ring) -> Callable[[], None]:
        """Call `ring` (from the bell's thread) when something for one of these is ready. Returns what ends it."""
        with self._lock:
            self._next += 1
            number = self._next
            self._rings[number] = (frozenset(destinations), ring)

        def end() -> None:
            with self._lock:
                self._rings.pop(number, None)

        return end

    def _run(self) -> None:
        pause = 0.1
        while not self._stop.is_set():
            try:
                with psycopg.connect(self._url, autocommit=True, connect_timeout=10) as connection:
                    connection.execute(sql.SQL("LISTEN {}").format(sql.Identifier(self._channel)))
                    pause = 0.1
                    self._ring(None)
                    self._listen(connection)
            except psycopg.Error as error:
                log.warning("the database is away (%s): listening again soon", type(error).__name__)
                self._stop.wait(pause * random.uniform(0.5, 1.5))  # noqa: S311
                pause = min(pause * 2, LONGEST_PAUSE)

    def _listen(self, connection: psycopg.Connection[tuple[object, ...]]) -> None:
        checked = time.monotonic()
        while not self._stop.is_set():
            for notice in connection.notifies(timeout=_CHECK_SECONDS, stop_after=1):
                self._ring(notice.payload)
            if (
                time.monotonic() - checked > 30
            ):  # a peer that vanished without a word is noticed only by asking
                connection.execute("SELECT 1")
                checked = time.monotonic()

    def _ring(self, destination: str | None) -> None:
        with self._lock:
            rings = [
                ring for wanted, ring in self._rings.values() if destination is None or destination in wanted
            ]
        for ring in rings:
            ring()
