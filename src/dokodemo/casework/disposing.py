"""What the rooms of a zone hold of a case, and how it is destroyed with it (廃棄): the seam between the run of
``casework.holdings`` and whoever owns rows of a case.

A room registers one holder. Its rows go before those of the case itself, all in one transaction; its files go after that
transaction, and only where no row names them any more. A ledger (who gets an allowance, whose dog it is) is no part of a
case: it has a retention of its own, and no holder.
"""

from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from typing import Protocol
from uuid import UUID

#: Why a case stays although its time is over.
WHY = ("changed", "period", "held", "fee", "paper", "promise", "transfer", "portal", "mandate")


@dataclass
class Gone:
    """What went: rows by the name of their table, and the names of the files that belonged to them."""

    rows: Counter[str] = field(default_factory=Counter)
    files: set[str] = field(default_factory=set)

    def add(self, other: "Gone") -> None:
        self.rows.update(other.rows)
        self.files |= other.files


class Holder(Protocol):
    """What a room of the zone does for cases that are destroyed."""

    def unfinished(self, cases: Collection[UUID]) -> dict[UUID, str]:
        """Which of these must stay for something that this room has still to do, and why (∈ ``WHY``)."""

    def count(self, cases: Collection[UUID]) -> Gone:
        """What ``dispose`` would take away; writes nothing."""

    def dispose(self, cases: Collection[UUID]) -> Gone:
        """Delete every row of these cases in the caller's transaction, in which the cases are locked."""

    def named(self, files: Collection[str]) -> set[str]:
        """Which of these files a row of this room still names."""


_holders: dict[str, Holder] = {}


def register(room: str, holder: Holder) -> None:
    """Say who holds something of a case. The last word counts (a restarted room)."""
    _holders[room] = holder


def holders() -> Iterator[Holder]:
    """Those that are registered, in the order of their rooms' names."""
    for room in sorted(_holders):
        yield _holders[room]
