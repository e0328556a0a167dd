"""Acts at once; and two acts at one case, stepped by hand: no sleep, no luck. The first stops when it has read what it is about to change; then
the second runs as far as it can; then the first goes on. With the lock the second waits for the first, without it
(``locked=False``) it is through before the first writes: whoever wants to see a fault sees it every time."""

import re
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.db import connection

#: How long anything may take before the test is wrong.
_PATIENCE = 20.0
_LOCK = " FOR UPDATE"


def at_once(*acts: Callable[[], object]) -> list[object]:
    """Run each in a thread and a connection of its own, begun together; what each returned or raised."""
    start = threading.Barrier(len(acts))
    results: list[object] = [None] * len(acts)

    def run(index: int, act: Callable[[], object]) -> None:
        try:
            start.wait(10)
            results[index] = act()
        except Exception as error:
            results[index] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=each) for each in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return results


@dataclass
class _Act:
    """One of the two, in a thread and a connection of its own."""

    do: Callable[[], object]
    after: Callable[[str], None]
    locked: bool
    result: object = None
    process: int = 0
    ready: threading.Event = field(default_factory=threading.Event)

    def __post_init__(self) -> None:
        self.thread = threading.Thread(target=self._run)

    def _run(self) -> None:
        try:
            connection.ensure_connection()
            self.process = connection.connection.info.backend_pid
            self.ready.set()
            with connection.execute_wrapper(self._executed):
                self.result = self.do()
        except Exception as error:
            self.result = error
        finally:
            self.ready.set()
            connection.close()

    def _executed(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        done = execute(sql if self.locked else sql.replace(_LOCK, ""), params, many, context)
        self.after(sql)
        return done

    def waits(self) -> bool:
        """Whether its connection waits for a lock of another."""
        with connection.cursor() as cursor:
            cursor.execute("SELECT wait_event_type FROM pg_stat_activity WHERE pid = %s", [self.process])
            row = cursor.fetchone()
        return row is not None and row[0] == "Lock"


def _reads(sql: str, table: str) -> bool:
    return re.search(rf'\sFROM "?{table}"?\s', sql) is not None


def stepped(
    first: Callable[[], object], second: Callable[[], object], *, locked: bool, last_read: str = "case"
) -> tuple[object, object]:
    """What each of the two returned or raised. ``last_read``: the table that the first reads last before it writes, after it
    has read the case to change it."""
    holds, has_read, may_write = threading.Event(), threading.Event(), threading.Event()

    def pause(sql: str) -> None:
        if _LOCK in sql and _reads(sql, "case"):
            holds.set()
        if holds.is_set() and _reads(sql, last_read) and not has_read.is_set():
            has_read.set()
            may_write.wait(_PATIENCE)

    one, two = _Act(first, pause, locked), _Act(second, lambda _sql: None, locked)
    one.thread.start()
    assert has_read.wait(_PATIENCE), f"the first has read no case to change it: {one.result!r}"
    two.thread.start()
    assert two.ready.wait(_PATIENCE)
    while two.thread.is_alive() and not two.waits():
        two.thread.join(0.01)
    assert two.thread.is_alive() is locked, "the lock holds the second up, and nothing else does"
    may_write.set()
    for each in (one, two):
        each.thread.join(_PATIENCE)
        assert not each.thread.is_alive()
    return one.result, two.result
