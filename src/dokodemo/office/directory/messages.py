"""Sent from here: ``staff.directory`` 1 to core {members: [{id, name, kana, section, roles, active}]}, the whole list
each time, so that a lost list is made good by the next."""

import uuid
from collections.abc import Sequence
from typing import Any

from dokodemo.gateway import outbox

# One stream for ever: lists are applied in the order in which they were made.
STREAM = uuid.uuid5(uuid.NAMESPACE_DNS, "staff.directory.dokodemo")


def post_directory(members: Sequence[dict[str, Any]]) -> None:
    """Tell core, in the transaction of the change."""
    outbox.post("core", STREAM, "staff.directory", 1, {"members": list(members)})
