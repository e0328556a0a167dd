"""The opening room (decision 1): attachments are opened and rebuilt by a process that can reach nothing.

``rebuild`` starts a fresh child for each file. The child has no network, no credential, an empty environment, little
memory and little time; only rebuilt pixels or a rebuilt PDF leave it.
"""

from dokodemo.base.opening.room import LIMIT_BYTES, Rebuilt, Refused, rebuild, sniff

__all__ = ["LIMIT_BYTES", "Rebuilt", "Refused", "rebuild", "sniff"]
