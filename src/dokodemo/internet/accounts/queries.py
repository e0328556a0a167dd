"""Every read of accounts. ``resident`` is the one query that each signed-in page pays (decision 27)."""

import json
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import connection

from dokodemo.base import clock, config, sessions
from dokodemo.base.crypto import Unreadable, secret_of, unlock
from dokodemo.base.sessions import Token
from dokodemo.internet.accounts.resident import Resident

LONGEST = timedelta(hours=12)
# A page seen less than this ago does not write again: most requests only read.
SEEN_STEP = timedelta(minutes=1)

_RESIDENT = """
SELECT a.id, a.public_key, s.level, s.locked, a.delivery, s.opened_at, s.seen_at
FROM accounts_session s JOIN accounts_account a ON a.id = s.account_id
WHERE s.id_hash = %s AND s.seen_at > %s AND s.opened_at > %s AND a.closed_at IS NULL
"""
_SEEN = "UPDATE accounts_session SET seen_at = %s WHERE id_hash = %s"


@dataclass(frozen=True)
class Address:
    """Where "something has arrived" goes, and in which language."""

    email: str
    language: str


@dataclass(frozen=True)
class AccountSettings:
    """What the settings page shows. ``email`` is None where no notices are wanted."""

    level: str
    email: str | None
    delivery: str


def idle() -> timedelta:
    """How long a session lives without a request."""
    return timedelta(minutes=sessions.idle_minutes())


def resident(token: Token) -> Resident | None:
    """Who carries this cookie, or None: unknown, idle too long, closed, or with another secret."""
    now = clock.now()
    with connection.cursor() as cursor:
        cursor.execute(_RESIDENT, [token.id_hash, now - idle(), now - LONGEST])
        row = cursor.fetchone()
        if row is None:
            return None
        if row[6] <= now - SEEN_STEP:
            cursor.execute(_SEEN, [now, token.id_hash])
    contents = opened(token, bytes(row[3]))
    if contents is None:
        return None
    return Resident(
        account_id=row[0],
        public_key=bytes(row[1]),
        level=row[2],
        private_key=bytes.fromhex(contents["private"]),
        known=contents["known"],
        evidence=contents["evidence"],
        delivery=row[4],
        at=row[5],
    )


def opened(token: Token, locked: bytes) -> dict[str, Any] | None:
    """What a session row holds, or None when the cookie's secret is not the one it was locked with."""
    try:
        plain = unlock(token.secret, locked, token.id_hash)
    except Unreadable:
        return None
    contents: dict[str, Any] = json.loads(plain)
    return contents


def address_of(account_id: UUID) -> Address | None:
    """The address an account gave for notices; None when it gave none or is closed."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT address FROM accounts_account WHERE id = %s AND closed_at IS NULL", [account_id]
        )
        row = cursor.fetchone()
    return read_address(account_id, row[0]) if row else None


def read_address(account_id: UUID, locked: bytes | memoryview | None) -> Address | None:
    """Unlock an account's address with the zone's secret."""
    if locked is None:
        return None
    plain = unlock(secret_of(config.load().folder, "mail"), bytes(locked), account_id.bytes)
    return Address(**json.loads(plain))


def settings_of(resident: Resident) -> AccountSettings:
    """The resident's own settings."""
    address = address_of(resident.account_id)
    return AccountSettings(resident.level, address.email if address else None, resident.delivery)
