"""Who may act for whom: the seam between casework and the room that keeps it (``core.mandates``)."""

from dataclasses import dataclass
from datetime import date
from typing import Protocol

from dokodemo.catalog.schema import Procedure


@dataclass(frozen=True)
class Agent:
    """Who acts, as far as it is known: ``person`` is the 宛名番号 where the sign-in is known as a resident, else "".
    ``birthdate`` is ISO, "" where nobody said it."""

    name: str
    birthdate: str
    person: str


@dataclass(frozen=True)
class Standing:
    """A mandate in force between the two. ``covers``: this procedure is within its ``scope`` (in words). ``certain``: the
    agent was known by 宛名番号, not only by name and day of birth."""

    covers: bool
    scope: str
    relation: str
    ends: date
    number: str
    certain: bool


class MandateSource(Protocol):
    """The ledger of mandates, as casework needs it."""

    def concerns(self, procedure: Procedure) -> bool:
        """Whether a mandate matters to this procedure; not to those by which one is given or ended."""

    def standing(self, person: str, agent: Agent, procedure: Procedure, on: date) -> Standing | None:
        """The mandate of ``person`` (宛名番号) for this agent on that day, one that covers the procedure before one
        that does not; None: there is none."""


_sources: list[MandateSource] = []


def register(source: MandateSource) -> None:
    """Called once by the room that keeps them. The last word counts."""
    _sources[:] = [source]


def source() -> MandateSource | None:
    """The ledger of this zone, or None where there is none."""
    return _sources[0] if _sources else None
