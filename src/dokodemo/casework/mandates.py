"""Who may act for whom: the seam between casework and the room that keeps it (``core.mandates``), or, in a zone that
keeps no mandates, the room that asks there (``office.mandates``, decision 35)."""

from dataclasses import dataclass
from datetime import date
from typing import Protocol
from uuid import UUID

from django.utils.translation import gettext as _

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


@dataclass(frozen=True)
class Question:
    """Whether ``agent`` may act for the person of a case in its procedure on the day it arrived. The person is named as
    the answers do; ``subjects`` is who has shown to be the agent, as (issuer, subject)."""

    case_id: UUID
    procedure: str
    catalog: str
    on: date
    name: str
    birthdate: str
    address: str
    agent_name: str
    agent_birthdate: str
    subjects: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Answer:
    """``state``: waiting (not answered yet), covered, none (nothing that holds for this procedure), stranger (no resident
    has that name, birth and address). The rest only where covered, as in :class:`Standing`."""

    state: str
    relation: str = ""
    ends: date | None = None
    number: str = ""
    certain: bool = False


class Asker(Protocol):
    """Asking the zone that keeps the mandates: the answer comes later."""

    def ask(self, question: Question) -> None:
        """Ask, in the caller's transaction; what was asked about this case before no longer counts."""

    def answer(self, case_id: UUID) -> Answer | None:
        """What is known of a case by now; None: nobody has asked."""


def relation_words(code: str) -> str:
    """What the agent is to the person represented."""
    return {
        "parent": _("親権者"),
        "guardian": _("成年後見人・未成年後見人"),
        "curator": _("保佐人"),
        "assistant": _("補助人"),
        "family": _("家族"),
        "helper": _("ケアマネジャー・施設の職員など"),
        "other": _("そのほかの代理人"),
    }.get(code, code)


_sources: list[MandateSource] = []
_askers: list[Asker] = []


def register(source: MandateSource) -> None:
    """Called once by the room that keeps them. The last word counts."""
    _sources[:] = [source]


def source() -> MandateSource | None:
    """The ledger of this zone, or None where there is none."""
    return _sources[0] if _sources else None


def register_asker(asker: Asker) -> None:
    """Called once by the room that asks. The last word counts."""
    _askers[:] = [asker]


def asker() -> Asker | None:
    """Who asks for this zone, or None where it keeps mandates itself or cannot ask."""
    return _askers[0] if _askers else None
