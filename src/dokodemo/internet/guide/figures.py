"""Where people give up: counted in the process, written now and then, told to office at night.

A process that is killed loses what it counted in the last seconds: these are figures, not books."""

import threading
import time
import uuid
from collections import Counter
from datetime import timedelta

from django.db import connection, transaction

from dokodemo.base import clock
from dokodemo.gateway import outbox

EVERY_SECONDS = 10.0
KEPT = timedelta(days=7)
#: One stream for ever: a later word on a day replaces an earlier one.
STREAM = uuid.uuid5(uuid.NAMESPACE_URL, "dokodemo:guide.figures")

_WRITE = """
INSERT INTO guide_figure AS known (day, place, shown, answered)
SELECT %s, * FROM unnest(%s::text[], %s::int[], %s::int[])
ON CONFLICT (day, place) DO UPDATE
SET shown = known.shown + excluded.shown, answered = known.answered + excluded.answered"""


class _Counted:
    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.shown: Counter[str] = Counter()
        self.answered: Counter[str] = Counter()
        self.written = time.monotonic()

    def take(self) -> tuple[Counter[str], Counter[str]]:
        """What was counted since the last time."""
        with self.lock:
            taken = self.shown, self.answered
            self.shown, self.answered, self.written = Counter(), Counter(), time.monotonic()
            return taken


_counted = _Counted()


def shown(place: str) -> None:
    """Somebody sees this place of the guide."""
    with _counted.lock:
        _counted.shown[place] += 1
    _now_and_then()


def answered(place: str) -> None:
    """Somebody went on from it."""
    with _counted.lock:
        _counted.answered[place] += 1
    _now_and_then()


def _now_and_then() -> None:
    if time.monotonic() - _counted.written >= EVERY_SECONDS:
        write()


def write() -> None:
    """Add what was counted to the day's rows, in one statement."""
    seen, went_on = _counted.take()
    places = sorted({*seen, *went_on})
    if places:
        numbers = [seen[place] for place in places], [went_on[place] for place in places]
        with connection.cursor() as cursor:
            cursor.execute(_WRITE, [clock.today(), places, *numbers])


def tell() -> int:
    """Tell office the days that are kept here, and forget the oldest. Returns how many days were told."""
    today = clock.today()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM guide_figure WHERE day < %s", [today - KEPT])
        cursor.execute(
            "SELECT day, place, shown, answered FROM guide_figure WHERE day >= %s ORDER BY day, place",
            [today - timedelta(days=1)],
        )
        days: dict[str, list[list[object]]] = {}
        for day, place, seen, went_on in cursor.fetchall():
            days.setdefault(day.isoformat(), []).append([place, seen, went_on])
        for day, places in days.items():
            outbox.post("office", STREAM, "guide.figures", 1, {"day": day, "places": places})
    return len(days)
