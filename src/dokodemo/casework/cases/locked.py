"""What lies locked in the zone's own tables: My Numbers, and the keys of files. The secret is not in the database."""

import json
from typing import Any
from uuid import UUID

from dokodemo.base import config
from dokodemo.base.crypto import derive, lock, secret_of, unlock


def _key(purpose: str) -> bytes:
    return derive(secret_of(config.load().folder, "cases"), purpose)


def lock_private(case: UUID, private: dict[str, Any]) -> bytes:
    """The My Numbers of one case, bound to it."""
    return lock(_key("private"), json.dumps(private).encode(), case.bytes)


def unlock_private(case: UUID, locked: bytes) -> dict[str, Any]:
    """Undo ``lock_private``. Raises crypto.Unreadable."""
    return dict(json.loads(unlock(_key("private"), locked, case.bytes)))


def lock_key(owner: UUID, key: bytes) -> bytes:
    """The key of a file that belongs to ``owner`` (an attachment or a document)."""
    return lock(_key("files"), key, owner.bytes)


def unlock_key(owner: UUID, locked: bytes) -> bytes:
    """Undo ``lock_key``. Raises crypto.Unreadable."""
    return unlock(_key("files"), locked, owner.bytes)
