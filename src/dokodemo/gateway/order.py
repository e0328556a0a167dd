"""In which order the messages of one stream are applied. Pure.

Within an epoch of the sender a stream counts 1, 2, 3 … without a gap. A sender that was restored from a backup
continues from what it remembers, in a new epoch; its first message there is marked, and follows anything up to its
predecessor, which it does remember."""

from dataclasses import dataclass
from enum import Enum


@dataclass(frozen=True, order=True)
class Position:
    """Where a stream stands: the last message applied."""

    epoch: int
    sequence: int


class Turn(Enum):
    NOW = "now"
    LATER = "later"
    PASSED = "passed"


def turn_of(head: Position | None, position: Position, *, first: bool) -> Turn:
    """Is it this message's turn, when `head` was the last one applied in its stream?"""
    if head is None:
        return Turn.NOW if position.sequence == 1 else Turn.LATER
    if position <= head:
        return Turn.PASSED
    if position.epoch == head.epoch:
        return Turn.NOW if position.sequence == head.sequence + 1 else Turn.LATER
    return Turn.NOW if first and position.sequence <= head.sequence + 1 else Turn.LATER
