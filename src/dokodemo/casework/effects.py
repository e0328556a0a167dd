"""What a decision does beyond the case: the seam between casework and the ledgers of a zone.

A room (``core.child_allowance``, ``office.dogs``) registers one effect under the name its procedures declare. The effect
judges (``assess``), writes its ledger in the deciding transaction (``apply``) and gives the facts of the documents.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Protocol
from uuid import UUID

from django.utils.translation import gettext as _

from dokodemo.base.actor import Actor


class EffectMissing(LookupError):
    """A procedure declares an effect that no room of this zone has registered."""


class NotCarriedOut(Exception):
    """A ledger cannot take this decision as it stands. The message is a sentence for the desk: what, and what to do."""


@dataclass(frozen=True)
class Assessment:
    """What the rule says. A proposal for a person: nothing is decided by it.

    ``amount`` counts in ``amount_unit`` (for example 円/月); ``lines`` are (label, text) as the desk shows them;
    ``refusals`` are ids of the procedure's refusals that the rule suggests; ``detail`` is what ``apply`` needs again
    (JSON only)."""

    amount: int | None = None
    amount_unit: str = ""
    lines: tuple[tuple[str, str], ...] = ()
    reasons: tuple[str, ...] = ()
    articles: tuple[str, ...] = ()
    refusals: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    detail: dict[str, Any] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        """As kept with the proposal."""
        return {
            "amount": self.amount,
            "amount_unit": self.amount_unit,
            "lines": [list(line) for line in self.lines],
            "reasons": list(self.reasons),
            "articles": list(self.articles),
            "refusals": list(self.refusals),
            "warnings": list(self.warnings),
            "detail": self.detail,
        }

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> "Assessment":
        """What ``to_json`` wrote."""
        return cls(
            amount=kept["amount"],
            amount_unit=kept["amount_unit"],
            lines=tuple((str(label), str(text)) for label, text in kept["lines"]),
            reasons=tuple(kept["reasons"]),
            articles=tuple(kept["articles"]),
            refusals=tuple(kept["refusals"]),
            warnings=tuple(kept["warnings"]),
            detail=dict(kept["detail"]),
        )


@dataclass(frozen=True)
class CaseFacts:
    """A case as an effect sees it. ``values`` are corrected; ``arrived_on`` is the legal arrival (a date in Tokyo);
    ``person`` is the 宛名番号 of the linked person, in core only."""

    id: UUID
    receipt: str
    procedure_id: str
    catalog_hash: str
    values: dict[str, Any]
    private: dict[str, Any]
    arrived_on: date
    person: str | None


@dataclass(frozen=True)
class DecisionFacts:
    """A decision as it is being made. ``reasons`` and ``articles`` are the words of the notice, ``denied`` why an approval grants
    less than was asked (every letter of it says so), ``findings`` what the clerk found out (values by id)."""

    outcome: str
    number: str
    decided_on: date
    amount: int | None
    reasons: tuple[str, ...]
    articles: tuple[str, ...]
    assessment: Assessment
    findings: dict[str, Any] = field(default_factory=dict)
    denied: tuple[str, ...] = ()
    enforced_on: date | None = None

    @property
    def stands_on(self) -> date:
        """The day that stands on its papers (施行): that of the decision, or a later one that was named."""
        return self.enforced_on or self.decided_on


class Effect(Protocol):
    """What a room of the zone registers for its procedures."""

    def assess(self, case: CaseFacts, on: date) -> Assessment:
        """Judge without writing anything."""

    def apply(self, case: CaseFacts, decision: DecisionFacts, actor: Actor) -> str:
        """Write the ledger in the deciding transaction; returns the ledger's reference. What it raises undoes the
        whole decision; ``NotCarriedOut`` is shown to who decides."""

    # A room that can also offers ``take_back(case, ledger, actor)``: see the function of that name.

    def notice(self, case: CaseFacts, decision: DecisionFacts) -> dict[str, Any]:
        """The facts of the documents (JSON only), beyond those that every document has."""

    def documents(self, case: CaseFacts, decision: DecisionFacts) -> tuple[str, ...]:
        """Which documents this decision makes: ``notice``, ``tag`` …"""


_effects: dict[str, Effect] = {}


def register(name: str, effect: Effect) -> None:
    """Say who carries out decisions of procedures with this ``effect``. The last word counts (a restarted room)."""
    _effects[name] = effect


def names() -> frozenset[str]:
    """What the rooms of this zone can do."""
    return frozenset(_effects)


def get(name: str) -> Effect:
    """The effect of that name. Raises EffectMissing."""
    try:
        return _effects[name]
    except KeyError:
        raise EffectMissing(
            f"no room of this zone carries out {name!r}; registered are: {', '.join(sorted(_effects)) or 'none'}"
        ) from None


def take_back(name: str, case: CaseFacts, ledger: str, actor: Actor) -> None:
    """Take back what an approval wrote under the reference ``ledger``, in the transaction that reopens the case.

    Raises EffectMissing, NotCarriedOut: what its room does not know how to undo is changed by a procedure of its own."""
    undo = getattr(get(name), "take_back", None)
    if undo is None:
        raise NotCarriedOut(
            _(
                "この決定は、台帳に書き込まれています。やり直すのではなく、変更や消滅の手続きで台帳を直してください。"
            )
        )
    undo(case, ledger, actor)
