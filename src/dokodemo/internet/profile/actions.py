"""Every write of what a resident keeps. It is ciphertext under the account's key, and in the trail only that it was done."""

import json
import os
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from dokodemo.base import clock
from dokodemo.base.audit.actions import record
from dokodemo.base.crypto import KEY_BYTES, lock
from dokodemo.internet.accounts.resident import Resident, resident_actor
from dokodemo.internet.profile import queries


def remember(resident: Resident, answers: Mapping[str, Any]) -> None:
    """Keep these answers (meaning → value) besides what is kept already; the newer one counts."""
    keep(resident, {**queries.kept(resident), **answers})


def keep(resident: Resident, answers: Mapping[str, Any]) -> None:
    """Keep exactly these answers; none of them forgets everything."""
    if not answers:
        return forget(resident)
    about, key = resident.account_id.bytes, os.urandom(KEY_BYTES)
    body = json.dumps(dict(answers), ensure_ascii=False, separators=(",", ":")).encode()
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO profile (account_id, locked_key, body, expires_at) VALUES (%s, %s, %s, %s) "
                "ON CONFLICT (account_id) DO UPDATE SET locked_key = excluded.locked_key, body = excluded.body, "
                "expires_at = excluded.expires_at",
                [
                    resident.account_id,
                    lock(resident.account_key, key, b"profile-key:" + about),
                    lock(key, body, b"profile:" + about),
                    clock.now() + queries.KEPT,
                ],
            )
        _note(resident, "profile.keep")
    return None


def forget(resident: Resident) -> None:
    """Nothing of it stays."""
    with transaction.atomic():
        remove(resident.account_id)
        _note(resident, "profile.delete")


def remove(account_id: UUID) -> None:
    """The row, with its key: for an account that is closed."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM profile WHERE account_id = %s", [account_id])


def remove_expired() -> int:
    """Forget what was not changed for two years. Returns how many."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM profile WHERE expires_at <= %s", [clock.now()])
        return int(cursor.rowcount)


def _note(resident: Resident, action: str) -> None:
    account = str(resident.account_id)
    record(resident_actor(resident.account_id), action, object_kind="account", object_id=account)
