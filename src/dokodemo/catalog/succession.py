"""Which section took over from which: a version of the catalog is never changed, so what it says of sections is read through
the reorganisations since. Pure; ``versions`` keeps the rows.

The id of a section that handed everything on is not used again for another one, only to give its work back.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar
from uuid import UUID

from dokodemo.catalog.schema import Catalog, Listed, Section

_L = TypeVar("_L", bound=Listed)


@dataclass(frozen=True)
class Move:
    """``old`` hands its work to ``new``: that of one procedure, or with "" all that no other row of the plan names."""

    old: str
    procedure: str
    new: str


@dataclass(frozen=True)
class Chain:
    """The reorganisations so far, the earliest first. The moves of one happen at once."""

    plans: Sequence[Sequence[Move]] = ()
    _steps: Sequence[Mapping[tuple[str, str], str]] = field(init=False, repr=False, default=())

    def __post_init__(self) -> None:
        steps = tuple({(each.old, each.procedure): each.new for each in moves} for moves in self.plans)
        object.__setattr__(self, "_steps", steps)

    def section(self, section: str, procedure: str = "") -> str:
        """Who has the work on ``procedure`` that ``section`` once had; without a procedure, what no row names."""
        for step in self._steps:
            section = step.get((section, procedure)) or step.get((section, "")) or section
        return section

    def ends(self) -> list[Move]:
        """Where everything that was ever handed over is now, single procedures first: for what came late to a section of
        before. Where a part was given back, the rest of that section is left out: it is told from the part by hand."""
        rows = [each for moves in self.plans for each in moves]
        named = {"", *(each.procedure for each in rows)}
        ends = [
            Move(old, procedure, self.section(old, procedure))
            for old in {each.old for each in rows}
            for procedure in named
        ]
        back = {each.old for each in ends if each.procedure and each.new == each.old}
        found = [each for each in ends if each.new != each.old and (each.procedure or each.old not in back)]
        return sorted(found, key=lambda each: (each.old, not each.procedure, each.procedure))


def chain(rows: Iterable[tuple[UUID, str, str, str]]) -> Chain:
    """Of rows (plan, old, procedure, new) in the order in which they were written."""
    plans: dict[UUID, list[Move]] = {}
    for plan, old, procedure, new in rows:
        plans.setdefault(plan, []).append(Move(old, procedure, new))
    return Chain(tuple(plans.values()))


def read_through(catalog: Catalog, chain: Chain, sections: Mapping[str, Section]) -> Catalog:
    """``catalog`` as it is to be read now: each procedure at the section that has it now. ``sections`` are those of the
    version in force, where a successor is declared; the bytes and the hash stay those of the version."""
    return catalog.model_copy(
        update={
            "sections": {**sections, **catalog.sections},
            "procedures": {id_: _now(each, chain) for id_, each in catalog.procedures.items()},
            "counter": {id_: _now(each, chain) for id_, each in catalog.counter.items()},
        }
    )


def _now(listed: _L, chain: Chain) -> _L:
    section = chain.section(listed.section, listed.id)
    if section == listed.section:
        return listed
    now = listed.model_copy(update={"section": section})
    now._declared = listed.section
    return now
