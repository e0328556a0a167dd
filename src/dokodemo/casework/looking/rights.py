"""Who answers for the looks of a section, asked here and nowhere else."""

from dokodemo.base.actor import Actor
from dokodemo.casework.cases.rights import NotAllowed

#: The roles of a section's chief.
CHIEFS = ("approver",)


def is_auditor(actor: Actor) -> bool:
    """Sees all alarms. Whoever also keeps the system does not: an administrator never sees what was noticed."""
    return actor.kind == "staff" and actor.may("auditor") and not actor.may("operator")


def is_chief(actor: Actor) -> bool:
    """Of any section; which, the actor says."""
    return actor.kind == "staff" and actor.may(*CHIEFS) and not actor.may("operator") and bool(actor.sections)


def oversees(actor: Actor, section: str) -> bool:
    """Whether the alarms of that section are this person's business."""
    return is_auditor(actor) or (is_chief(actor) and section in actor.sections)


def require_overseer(actor: Actor, act: str) -> None:
    """Raises NotAllowed for who answers for nobody's looks."""
    if not is_auditor(actor) and not is_chief(actor):
        raise NotAllowed(act)


def require_auditor(actor: Actor, act: str) -> None:
    """Raises NotAllowed for everybody else."""
    if not is_auditor(actor):
        raise NotAllowed(act)


def require_keeper_of_lists(actor: Actor, act: str) -> None:
    """The administrator keeps the two lists, the auditor reads them. Raises NotAllowed."""
    if not actor.may("operator"):
        raise NotAllowed(act)
