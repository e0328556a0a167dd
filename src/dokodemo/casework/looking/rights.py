"""Who answers for the looks of a section, asked here and nowhere else."""

from dokodemo.base.access import CHIEF
from dokodemo.base.actor import Actor
from dokodemo.casework.cases.rights import NotAllowed

#: Who keeps the system or its people. None of them sees what was noticed, whatever other role they hold.
KEEPERS = ("operator", "administrator")
#: Who may find a message about an alarm: a chief decides too.
TOLD = ("approver", "auditor")


def is_auditor(actor: Actor) -> bool:
    """Sees all alarms."""
    return actor.kind == "staff" and actor.may("auditor") and not actor.may(*KEEPERS)


def is_chief(actor: Actor) -> bool:
    """Of any section; which, the actor says."""
    return actor.kind == "staff" and actor.may(CHIEF) and not actor.may(*KEEPERS) and bool(actor.sections)


def oversees(actor: Actor, section: str) -> bool:
    """Whether the alarms of that section are this person's business."""
    return is_auditor(actor) or (is_chief(actor) and section in actor.sections)


def require_overseer(actor: Actor, act: str) -> None:
    """Raises NotAllowed for who answers for nobody's looks."""
    if not is_auditor(actor) and not is_chief(actor):
        raise NotAllowed(act)


def may_be_told(actor: Actor) -> bool:
    """Of an alarm: chiefs, whoever holds a post above and decides, auditors."""
    return actor.kind == "staff" and actor.may(*TOLD) and not actor.may(*KEEPERS)


def require_told(actor: Actor, act: str) -> None:
    """Raises NotAllowed for who may not be told of an alarm."""
    if not may_be_told(actor):
        raise NotAllowed(act)


def require_auditor(actor: Actor, act: str) -> None:
    """Raises NotAllowed for everybody else."""
    if not is_auditor(actor):
        raise NotAllowed(act)


def require_keeper_of_lists(actor: Actor, act: str) -> None:
    """An administrator or an auditor reads and keeps the two lists. Raises NotAllowed for everybody else."""
    if actor.kind != "staff" or not (actor.may("administrator") or is_auditor(actor)):
        raise NotAllowed(act)
