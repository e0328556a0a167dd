"""The one clock. Instants are UTC; a legal date is a date in Tokyo (decision 20)."""

import os
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

TOKYO = ZoneInfo("Asia/Tokyo")

# An operator rehearsing a fiscal year's end moves every process of the house by the same amount.
_offset = timedelta(seconds=float(os.environ.get("DOKODEMO_CLOCK_OFFSET", "0")))


def now() -> datetime:
    """This instant, aware, UTC."""
    return datetime.now(UTC) + _offset


def today() -> date:
    """The legal date: the date in Tokyo."""
    return legal_date(now())


def legal_date(instant: datetime) -> date:
    """The date in Tokyo on which ``instant`` falls."""
    return instant.astimezone(TOKYO).date()


def midnight(day: date) -> datetime:
    """The instant at which ``day`` begins in Tokyo."""
    return datetime(day.year, day.month, day.day, tzinfo=TOKYO)


def set_now(instant: datetime) -> None:
    """Move the clock so that ``now()`` continues from ``instant``."""
    global _offset
    _offset = instant - datetime.now(UTC)


def reset() -> None:
    """Let the clock follow the machine again."""
    global _offset
    _offset = timedelta(0)
