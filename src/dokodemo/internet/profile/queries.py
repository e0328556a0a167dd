"""The one read: what this resident keeps."""

import json
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import connection

from dokodemo.base import clock
from dokodemo.base.crypto import Unreadable, unlock
from dokodemo.internet.accounts.resident import Resident

KEPT = timedelta(days=730)


@dataclass(frozen=True)
class Kept:
    """What is kept (meaning → value, of a list ``[{meaning: value}, …]``), and when it was changed last (None: nothing)."""

    answers: dict[str, Any] = field(default_factory=dict)
    changed_at: datetime | None = None


def kept(resident: Resident) -> dict[str, Any]:
    """What is kept; empty when nothing is or it cannot be opened."""
    return profile(resident).answers


def profile(resident: Resident) -> Kept:
    """The same with the day."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT locked_key, body, expires_at FROM profile WHERE account_id = %s AND expires_at > %s",
            [resident.account_id, clock.now()],
        )
        row = cursor.fetchone()
    if row is None:
        return Kept()
    about = resident.account_id.bytes
    try:
        key = unlock(resident.account_key, bytes(row[0]), b"profile-key:" + about)
        found: dict[str, Any] = json.loads(unlock(key, bytes(row[1]), b"profile:" + about))
    except Unreadable:
        return Kept()  # a convenience that is gone keeps nobody from applying
    return Kept(found, row[2] - KEPT)
