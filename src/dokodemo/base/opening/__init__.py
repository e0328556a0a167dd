"""The opening room (decision 1): attachments are opened and rebuilt by a process that can reach nothing.

``rebuild`` starts a fresh child for each file, one at a time. The child has no file, no network, no other process, no
credential, an empty environment, little memory and little time; only rebuilt pixels or a rebuilt PDF leave it. ``unpack`` has it take
an archive apart in the same way.
"""

from dokodemo.base.opening.room import LIMIT_BYTES, SECONDS, Rebuilt, Refused, rebuild, sniff, unpack

__all__ = ["LIMIT_BYTES", "SECONDS", "Rebuilt", "Refused", "rebuild", "sniff", "unpack"]
