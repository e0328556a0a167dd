"""Who has to be told that a procedure is no longer offered: everybody who has begun it or waits for a decision, once each.

What the page says is read from the catalog each time; kept here is only that somebody was told."""

from uuid import UUID

from django.db import connection, transaction

from dokodemo.base import clock
from dokodemo.catalog import versions
from dokodemo.internet.apply import queries as applications

#: Before everything.
FIRST = UUID(int=0)
#: Drafts and applications looked at in one transaction.
BATCH = 500


def note(after: UUID = FIRST) -> tuple[set[UUID], UUID | None]:
    """Note the next drafts and open applications whose procedure is no longer offered. Returns the accounts with one that
    was not noted before, and where to go on (None at the end)."""
    catalog = versions.current()
    if catalog is None:
        return set(), None
    found = applications.open_beside(catalog.procedures, after, BATCH)
    if not found:
        return set(), None
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO inbox_change (draft_id, account_id) SELECT * FROM unnest(%s::uuid[], %s::uuid[]) "
            "ON CONFLICT DO NOTHING RETURNING account_id",
            [[one for one, _ in found], [account for _, account in found]],
        )
        accounts = {row[0] for row in cursor.fetchall()}
    return accounts, found[-1][0] if len(found) == BATCH else None


def untold(account_id: UUID) -> list[UUID]:
    """The drafts and applications of this account of which its resident was not told yet."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT draft_id FROM inbox_change WHERE account_id = %s AND told_at IS NULL", [account_id]
        )
        return [row[0] for row in cursor.fetchall()]


def mark_told(these: list[UUID]) -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE inbox_change SET told_at = %s WHERE draft_id = ANY(%s)", [clock.now(), these])


def forget() -> int:
    """Remove what is neither a draft nor an application that waits for a decision any more. Returns how many."""
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM inbox_change c WHERE NOT EXISTS (SELECT 1 FROM apply_draft d WHERE d.id = c.draft_id) "
            "AND NOT EXISTS (SELECT 1 FROM apply_application a WHERE a.id = c.draft_id AND a.decided_at IS NULL "
            "AND a.withdrawn_at IS NULL)"
        )
        return int(cursor.rowcount)
