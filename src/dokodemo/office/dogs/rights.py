"""Whose register it is."""

from dokodemo.base.actor import Actor

SECTION = "kankyo"


class NotYours(Exception):
    """Only the section that keeps the register looks into it."""


def require(actor: Actor) -> None:
    """Raises NotYours."""
    if actor.kind != "staff" or SECTION not in actor.sections or not actor.may("clerk", "approver"):
        raise NotYours
