"""Where a zone that keeps residents looks them up: registered by core, absent in office (decision 7).

Every call that looks at a person writes its own access record inside the source, in the caller's transaction.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol
from uuid import UUID

from dokodemo.base.actor import Actor
from dokodemo.catalog.schema import Procedure

#: A text to look for residents by: less finds half the city, more is none.
SHORTEST, LONGEST = 2, 100


@dataclass(frozen=True)
class Candidate:
    """Somebody the application may be about. ``person`` is the 宛名番号; ``why`` says in words what agrees or not."""

    person: str
    name: str
    kana: str
    birthdate: date
    address: str
    household: str
    why: tuple[str, ...]


@dataclass(frozen=True)
class Difference:
    """One item as submitted and as the registry has it."""

    field_id: str
    label: str
    submitted: str
    registry: str
    differs: bool


@dataclass(frozen=True)
class Lives:
    """Whose name, and where: to judge whether somebody looked at their own people. Shown to nobody, so no look.

    ``address_key`` and ``household`` are "" for who moved away or died."""

    name: str
    address_key: str
    household: str


class PeopleSource(Protocol):
    """The residents, as casework needs them."""

    def linked(self, issuer: str, subject: str) -> str | None:
        """The 宛名番号 known for this subject of this identity provider, or None."""

    def link(self, issuer: str, subject: str, person: str, actor: Actor) -> None:
        """Remember that this subject is this person."""

    def candidates(
        self, name: str, birthdate: str, address: str, gender: str, actor: Actor, case_id: UUID
    ) -> list[Candidate]:
        """Who it may be, best first, at most ten: never chosen automatically."""

    def search(
        self, text: str, actor: Actor, reason: str, *, object_kind: str = "", object_id: str = ""
    ) -> list[Candidate]:
        """Free search of the registry; ``reason`` is one line that goes into the trail, beside what it is for."""

    def compare(self, person: str, procedure: Procedure, values: Mapping[str, Any]) -> list[Difference]:
        """The application beside the registry."""

    def certain(self, name: str, birthdate: str, address: str) -> str | None:
        """The 宛名番号 of the one resident of whom all three agree; None when nobody or several. Good enough to write to
        them, never to link anybody."""

    def shown_with(self, person: str) -> tuple[str, ...]:
        """Whose names the card of ``person`` shows besides: the others of the household."""

    def addressee(self, person: str) -> dict[str, str]:
        """How a letter to that person is addressed: recipient, address, postal; empty where they are not known."""

    def has_died(self, person: str) -> bool:
        """Nobody writes to the dead."""

    def lives(self, persons: Collection[str]) -> dict[str, Lives]:
        """Of these residents, by 宛名番号; who is not known is not in it. One query."""

    def card(self, person: str) -> dict[str, str]:
        """What the tab 住民情報 shows: label → text."""


def is_searchable(text: str) -> bool:
    """Whether residents may be looked for by this text."""
    return SHORTEST <= len(text.strip()) <= LONGEST


_sources: list[PeopleSource] = []


def register(source: PeopleSource) -> None:
    """Called once by core when it is ready. The last word counts."""
    _sources[:] = [source]


def unregister() -> None:
    """Forget the source: this zone keeps no residents."""
    _sources.clear()


def known(subjects: Iterable[tuple[str, str]]) -> str | None:
    """The one resident that these proofs (issuer, subject) are known as; None for nobody, or where they disagree."""
    residents = source()
    found = {residents.linked(*each) for each in subjects} - {None} if residents else set()
    return found.pop() if len(found) == 1 else None


def source() -> PeopleSource | None:
    """The residents of this zone, or None where there are none."""
    return _sources[0] if _sources else None
