"""What the three databases hold about applications, read as the superuser: the books that have to agree."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import psycopg

from dokodemo.operate.testing import RunningHouse
from dokodemo.operate.tour import eventually

HANDLING = ("office", "core")


@dataclass(frozen=True)
class Entry:
    """One application in one book."""

    id: str
    receipt: str
    procedure: str


@dataclass(frozen=True)
class Attached:
    """One file of a case, as the handling zone has it."""

    application: str
    sha256_plain: str
    state: str


def receipts(house: RunningHouse) -> dict[str, list[Entry]]:
    """Every receipt row of the residents' zone, by the zone that handles it."""
    return _by_zone(house, "SELECT zone, id::text, receipt, procedure FROM apply_application")


def versions(house: RunningHouse) -> dict[str, list[Entry]]:
    """The same, once for each version that was sent: who mends an application sends the next one."""
    return _by_zone(
        house,
        "SELECT zone, id::text, receipt, procedure FROM apply_application a, generate_series(0, ("
        "SELECT count(*) FROM audit_row WHERE action = 'application.answer' AND object_id = a.id::text))",
    )


def _by_zone(house: RunningHouse, statement: str) -> dict[str, list[Entry]]:
    found: dict[str, list[Entry]] = {zone: [] for zone in HANDLING}
    for zone, *entry in _rows(house, "internet", statement):
        found[str(zone)].append(Entry(*map(str, entry)))
    return found


def cases(house: RunningHouse, zone: str) -> list[Entry]:
    """Every case of a handling zone that came from our own pages, once for each version of what was submitted."""
    rows = _rows(
        house,
        zone,
        'SELECT c.id::text, c.receipt, c.procedure FROM "case" c JOIN case_version v ON v.case_id = c.id '
        "WHERE c.entrance = 'web'",
    )
    return [Entry(*map(str, row)) for row in rows]


def files(house: RunningHouse, zone: str) -> list[Attached]:
    rows = _rows(house, zone, "SELECT case_id::text, sha256_plain, state FROM case_attachment")
    return [Attached(*map(str, row)) for row in rows]


def drafts(house: RunningHouse, application: str) -> int:
    """How many drafts of that number there are still."""
    return len(_rows(house, "internet", "SELECT 1 FROM apply_draft WHERE id = %s", [application]))


def assert_nothing_is_lost(
    house: RunningHouse, before: Sequence[Entry], sent: Sequence[Entry], seconds: float
) -> None:
    """Every receipt row is exactly one case, no case is without one, and what people were told is what was booked.
    `before`: the receipts there were; `sent`: what the receipt pages since then said, one for each submission."""
    old = {entry.id for entry in before}
    booked = Counter(
        entry for entries in receipts(house).values() for entry in entries if entry.id not in old
    )
    assert booked == Counter(sent), "told on the receipt pages and booked differ"
    eventually(seconds, "every receipt is a case, and no case is without a receipt", lambda: _agree(house))
    eventually(seconds, "the residents' zone is told of every registration", lambda: not _untold(house))
    for zone in ("internet", *HANDLING):
        assert _rows(house, zone, "SELECT type, code FROM gateway_inbox WHERE state = 'quarantined'") == [], (
            zone
        )
    once = _rows(
        house, "internet",
        "SELECT object_id FROM audit_row WHERE action = 'application.submit' GROUP BY 1 HAVING count(*) <> 1",
    )  # fmt: skip
    assert once == [], "a submission is in the trail exactly once"


def _agree(house: RunningHouse) -> bool:
    mine = versions(house)
    return all(Counter(mine[zone]) == Counter(cases(house, zone)) for zone in HANDLING)


def _untold(house: RunningHouse) -> bool:
    return bool(_rows(house, "internet", "SELECT 1 FROM apply_application WHERE registered_at IS NULL"))


def all_receipts(house: RunningHouse) -> list[Entry]:
    return [entry for entries in receipts(house).values() for entry in entries]


def _rows(
    house: RunningHouse, station: str, statement: str, values: Sequence[object] = ()
) -> list[tuple[object, ...]]:
    with psycopg.connect(house.dsn(station)) as connection:
        return connection.execute(statement.encode(), list(values)).fetchall()
