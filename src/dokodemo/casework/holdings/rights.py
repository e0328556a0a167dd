"""Who may see a section's disposals: those who work on its cases; an operator and an auditor all. No person is named in
them: receipt numbers, days and counts."""

from dokodemo.base.actor import Actor
from dokodemo.casework.cases.rights import NotAllowed

#: Who reads disposals at all; of which sections, ``sections_of`` says.
READERS = ("clerk", "approver", "operator", "auditor")


def sections_of(actor: Actor, act: str) -> frozenset[str] | None:
    """The sections whose disposals the actor sees; None: all. Raises NotAllowed."""
    if actor.kind == "staff" and actor.may("operator", "auditor"):
        return None
    if actor.kind != "staff" or not actor.may("clerk", "approver") or not actor.sections:
        raise NotAllowed(act)
    return actor.sections


def may_look(actor: Actor, section: str) -> bool:
    """Whether a disposal of that section is the actor's business."""
    try:
        sections = sections_of(actor, "disposal.view")
    except NotAllowed:
        return False
    return sections is None or section in sections
