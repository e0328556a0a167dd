"""How long the gateway keeps what. Bodies stay longer than the oldest backup that may be restored (decision 9)."""

from datetime import datetime, timedelta

from django.db import connection, transaction

# Longer than the oldest backup: after a restore the neighbours offer again what the restored database lost.
KEEP_SENT = timedelta(days=40)
KEEP_APPLIED_FRAMES = timedelta(days=40)
KEEP_REJECTED = timedelta(days=365)
_BATCH = 5000


def clear(now: datetime) -> dict[str, int]:
    """Clear away what is older. Returns how many rows of each kind."""
    return {
        "outbox": clear_outbox(now - KEEP_SENT),
        "inbox": clear_inbox_frames(now - KEEP_APPLIED_FRAMES),
        "rejected": clear_rejected(now - KEEP_REJECTED),
    }


def clear_outbox(before: datetime) -> int:
    """Delete what was confirmed before; where each stream's numbering stands is remembered."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            """
            WITH gone AS (
                DELETE FROM gateway_outbox WHERE id IN (
                    SELECT id FROM gateway_outbox WHERE state = 'confirmed' AND confirmed_at < %s
                    ORDER BY confirmed_at LIMIT %s FOR UPDATE SKIP LOCKED)
                RETURNING destination, stream, sequence, created_at, confirm),
            remembered AS (
                INSERT INTO gateway_outbox_stream AS s (destination, stream, sequence, created_at)
                SELECT DISTINCT ON (destination, stream) destination, stream, sequence, created_at
                FROM gone WHERE confirm ORDER BY destination, stream, sequence DESC
                ON CONFLICT (destination, stream) DO UPDATE
                SET sequence = excluded.sequence, created_at = excluded.created_at
                WHERE s.sequence < excluded.sequence)
            SELECT count(*) FROM gone
            """,
            [before, _BATCH],
        )
        return int(cursor.fetchone()[0])


def clear_inbox_frames(before: datetime) -> int:
    """Forget the frames of what was applied before; its identifiers stay for ever."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE gateway_inbox SET header = NULL, sealed = NULL WHERE id IN ("
            "SELECT id FROM gateway_inbox WHERE sealed IS NOT NULL AND state = 'applied' AND applied_at < %s "
            "ORDER BY applied_at LIMIT %s FOR UPDATE SKIP LOCKED)",
            [before, _BATCH],
        )
        return int(cursor.rowcount)


def clear_rejected(before: datetime) -> int:
    """Forget rejections last seen before."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM gateway_rejected WHERE last_at < %s", [before])
        return int(cursor.rowcount)
