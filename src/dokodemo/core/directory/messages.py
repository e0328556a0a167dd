"""Handled here: ``staff.directory`` 1 from office {members: [{id, name, kana, section, roles, active, post, since, until,
absences: [{starts, ends, reason}]}]}; an ``office`` of before says nothing from ``post`` on."""

from dokodemo.base import config
from dokodemo.base.actor import system
from dokodemo.base.audit.actions import record
from dokodemo.casework.staff.actions import apply_directory
from dokodemo.gateway.messages import Message, Refused, handles

ORIGIN = "office"


@handles("staff.directory", 1)
def apply(message: Message) -> None:
    """Make this zone's members those of the list; who is not in it may no longer work here. Only office says so."""
    if message.origin != ORIGIN:
        raise Refused("origin_not_directory")
    members = message.body.get("members")
    if not isinstance(members, list) or not members:
        raise Refused("members_missing")
    try:
        apply_directory(members)
    except (KeyError, TypeError, ValueError):
        raise Refused("members_incomplete") from None
    record(system(config.load().zone, "gateway"), "staff.change", detail={"members": len(members)})
