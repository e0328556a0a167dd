"""The epoch of this database: a number that grows when it is restored from a backup (decision 9)."""

from dataclasses import dataclass
from datetime import datetime

from django.db import connection


@dataclass(frozen=True)
class Current:
    """What was posted before `since` belongs to an earlier epoch."""

    number: int
    since: datetime


_known: dict[str, Current] = {}


def current() -> Current:
    """This database's epoch, read once per process: a restore is followed by a restart of the zone."""
    database = connection.settings_dict["NAME"]
    if database not in _known:
        found = _read()
        if found is None:
            return _begin()
        _known[database] = found
    return _known[database]


def forget() -> None:
    """Read the epoch again at its next use."""
    _known.clear()


def _read() -> Current | None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT number, since FROM gateway_epoch")
        row = cursor.fetchone()
    return Current(*row) if row else None


def _begin() -> Current:
    """The migration makes the first epoch; only an emptied table comes here. Not remembered: the caller's
    transaction may still be rolled back, and with it this number."""
    with connection.cursor() as cursor:
        # Seconds since 1970: two restores of one backup, or a database made anew, never share a number.
        cursor.execute(
            "INSERT INTO gateway_epoch (number) VALUES (extract(epoch FROM now())::bigint) ON CONFLICT DO NOTHING"
        )
    found = _read()
    if found is None:
        raise RuntimeError("gateway_epoch holds no row and takes none")
    return found
