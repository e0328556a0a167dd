"""The night: what has had its time is forgotten."""

import logging
import time

from django.db import connection
from procrastinate.contrib.django import app

from dokodemo.base import files as base_files
from dokodemo.internet.apply import actions
from dokodemo.internet.profile import actions as profile

log = logging.getLogger(__name__)

#: A file younger than this may belong to a row that is about to be written.
_YOUNG_SECONDS = 24 * 3600.0


@app.periodic(cron="17 18 * * *")  # 3:17 in Tokyo
@app.task(queue="house", queueing_lock="apply-forget")
def forget(timestamp: int) -> None:
    """Remove drafts after 30 days, copies after 90, profiles after two years, and files that nothing names any more."""
    drafts = actions.remove_expired_drafts()
    copies = actions.remove_expired_copies()
    profiles = profile.remove_expired()
    orphans = sweep_files()
    log.info(
        "forgotten: %d drafts, %d copies, %d profiles, %d orphan files", drafts, copies, profiles, orphans
    )


def sweep_files() -> int:
    """Remove the ciphertexts of this zone that no row names. Returns how many."""
    return base_files.sweep(named_files(), _YOUNG_SECONDS, time.time())


def named_files() -> set[str]:
    """Every file that some row of this zone names.

    Every room that keeps files calls the column ``sha256_cipher``; the tables are taken from the database itself, so
    that a new room cannot be forgotten here and lose its files."""
    named: set[str] = set()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT quote_ident(table_name), data_type FROM information_schema.columns "
            "WHERE column_name = 'sha256_cipher' AND table_schema = 'public'"
        )
        for table, kind in cursor.fetchall():
            column = "encode(sha256_cipher, 'hex')" if kind == "bytea" else "sha256_cipher"
            cursor.execute(f"SELECT {column} FROM {table} WHERE sha256_cipher IS NOT NULL")  # noqa: S608
            named.update(row[0] for row in cursor.fetchall())
    return named
