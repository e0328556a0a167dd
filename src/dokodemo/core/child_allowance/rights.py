"""Whose ledger it is."""

from dokodemo.base.actor import Actor

SECTION = "kosodate"


class NotYours(Exception):
    """Only the section that pays looks into its ledger."""


def require(actor: Actor) -> None:
    """Raises NotYours."""
    if actor.kind != "staff" or SECTION not in actor.sections or not actor.may("clerk", "approver"):
        raise NotYours
