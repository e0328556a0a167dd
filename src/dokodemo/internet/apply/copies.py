"""The resident's own copy of what was sent: under a key of its own under the account's key, for 90 days (decision 3)."""

import json
import os
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from dokodemo.base.crypto import KEY_BYTES, lock, unlock

KEPT = timedelta(days=90)


@dataclass(frozen=True)
class LockedCopy:
    """Both are needed to read it, and the account's key: forgetting either shreds the copy."""

    locked_key: bytes
    copy: bytes


def make(
    account_key: bytes, application_id: UUID, values: dict[str, Any], attachments: list[dict[str, str]]
) -> LockedCopy:
    """``attachments``: [{"attachment": id in the catalog, "name": file name}]. No My Number is ever given here."""
    key = os.urandom(KEY_BYTES)
    plain = json.dumps({"values": values, "attachments": attachments}, ensure_ascii=False).encode()
    return LockedCopy(
        lock(account_key, key, b"copy-key:" + application_id.bytes),
        lock(key, plain, b"copy:" + application_id.bytes),
    )


def read(
    account_key: bytes, application_id: UUID, locked: LockedCopy
) -> tuple[dict[str, Any], list[dict[str, str]]]:
    """The values and the attachments. Raises Unreadable."""
    key = unlock(account_key, locked.locked_key, b"copy-key:" + application_id.bytes)
    content = json.loads(unlock(key, locked.copy, b"copy:" + application_id.bytes))
    return content["values"], content["attachments"]
