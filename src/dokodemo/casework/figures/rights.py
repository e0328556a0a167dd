"""Who sees the board of a section, and who may read its statistics: said here only."""

from collections.abc import Sequence

from dokodemo.base.access import CHIEF
from dokodemo.base.actor import Actor
from dokodemo.casework.cases.rights import NotAllowed, may_see, require

#: Whoever works on cases reads the statistics of their section, the auditor those of all.
READERS = ("clerk", "approver", "auditor")


def section_of_chief(actor: Actor) -> str:
    """The section whose board this is. Raises NotAllowed."""
    section = min(actor.sections, default="")
    require(actor, section, "figures.board", CHIEF)
    return section


def readable(actor: Actor, sections: Sequence[str]) -> tuple[str, ...]:
    """Those of ``sections`` whose statistics the actor may read. Raises NotAllowed where there can be none."""
    if actor.kind == "staff" and actor.may("auditor"):
        return tuple(sections)
    own = tuple(each for each in sorted(actor.sections) if may_see(actor, each))
    if not own:
        raise NotAllowed("figures.view")
    return own
