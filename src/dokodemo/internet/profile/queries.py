"""The one read: what this resident keeps."""

import json
from typing import Any

from django.db import connection

from dokodemo.base import clock
from dokodemo.base.crypto import Unreadable, unlock
from dokodemo.internet.accounts.resident import Resident


def kept(resident: Resident) -> dict[str, Any]:
    """Meaning → value, of a list ``[{meaning: value}, …]``; empty when nothing is kept or it cannot be opened."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT locked_key, body FROM profile WHERE account_id = %s AND expires_at > %s",
            [resident.account_id, clock.now()],
        )
        row = cursor.fetchone()
    if row is None:
        return {}
    about = resident.account_id.bytes
    try:
        key = unlock(resident.account_key, bytes(row[0]), b"profile-key:" + about)
        found: dict[str, Any] = json.loads(unlock(key, bytes(row[1]), b"profile:" + about))
    except Unreadable:
        return {}  # a convenience that is gone keeps nobody from applying
    return found
