"""What a zone's gateway does by itself beside carrying: confirm, reconcile, rotate keys, clear away. One thread."""

import logging
import random
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from dokodemo.base import clock
from dokodemo.gateway import confirm, outbox, retention, rotation
from dokodemo.gateway.store import StoreAway, database_connection

log = logging.getLogger(__name__)

UNCONFIRMED_AFTER = timedelta(minutes=10)


@dataclass
class _Chore:
    name: str
    every: float
    do: Callable[[], object]
    due: float = 0.0


class Housekeeping:
    """Runs between ``__enter__`` and ``__exit__``. Several processes of a zone may each have one: every chore claims
    what it works on."""

    def __init__(self) -> None:
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="housekeeping", daemon=True)
        self._chores = [
            _Chore("confirm", 1.0, confirm.send_confirmations),
            _Chore("reconcile", 60.0, lambda: outbox.reconcile(UNCONFIRMED_AFTER)),
            _Chore("rotate", 600.0, lambda: rotation.rotate_if_due(clock.now())),
            _Chore("clear", 3600.0, lambda: retention.clear(clock.now())),
        ]

    def __enter__(self) -> "Housekeeping":
        self._thread.start()
        return self

    def __exit__(self, *exception: object) -> None:
        self._stop.set()
        self._thread.join(timeout=10)

    def _run(self) -> None:
        while not self._stop.wait(random.uniform(0.4, 0.6)):  # noqa: S311
            for chore in self._chores:
                if chore.due <= time.monotonic() and not self._stop.is_set():
                    chore.due = time.monotonic() + chore.every
                    self._do(chore)

    def _do(self, chore: _Chore) -> None:
        try:
            with database_connection():
                chore.do()
        except StoreAway as error:
            log.warning("%s: the database is away (%s)", chore.name, error)
            self._stop.wait(2)
        except Exception as error:
            # Housekeeping goes on. Never the text of an error: it may quote a person.
            log.error("%s: %s", chore.name, type(error).__name__)
