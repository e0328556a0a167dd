"""Sent from here: ``staff.directory`` 1 to core {members: [{id, name, kana, section, roles, active, post, since, until,
absences: [{starts, ends, reason}]}]}, the whole list each time, so that a lost list is made good by the next.

Still version 1: what came with posts is beside what was there before, and a ``core`` of before leaves it unread."""

import uuid
from collections.abc import Sequence
from typing import Any

from dokodemo.gateway import outbox

# One stream for ever: lists are applied in the order in which they were made.
STREAM = uuid.uuid5(uuid.NAMESPACE_DNS, "staff.directory.dokodemo")


def post_directory(members: Sequence[dict[str, Any]]) -> None:
    """Tell core, in the transaction of the change."""
    outbox.post("core", STREAM, "staff.directory", 1, {"members": list(members)})
