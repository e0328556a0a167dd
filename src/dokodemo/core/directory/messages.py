"""Handled here: ``staff.directory`` 1 from office {members: [{id, name, kana, section, roles, active, post, since, until,
absences: [{starts, ends, reason}]}], done: [id]}; an ``office`` of before says nothing from ``post`` on. ``done``: the
reorganisations that the list has in it. ``staff.reorganisation`` 1 from office (``reorganise.bodies.Told``).

Sent from here: ``staff.reorganisation.checked`` 1 {id, uncovered: [[section, procedure, n]], cases, open} and
``staff.reorganised`` 1 {id, report}: figures, no name."""

import uuid
from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

from dokodemo.base import config
from dokodemo.base.actor import system
from dokodemo.base.audit.actions import record
from dokodemo.casework.reorganise import actions as reorganise
from dokodemo.casework.reorganise.bodies import STREAM, Told
from dokodemo.casework.staff.actions import apply_directory
from dokodemo.gateway import outbox
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
    done = message.body.get("done")
    if isinstance(done, list):  # a list from before midnight that comes after it does not put anybody back
        reorganise.place_again({str(each) for each in done})
    record(system(config.load().zone, "gateway"), "staff.change", detail={"members": len(members)})


@handles("staff.reorganisation", 1)
def plan(message: Message) -> None:
    """Keep a plan as office has it, and say what it would leave behind here. Only office says so."""
    if message.origin != ORIGIN:
        raise Refused("origin_not_directory")
    try:
        told = Told.model_validate(message.body)
    except ValidationError:
        raise Refused("body_unreadable") from None
    if message.stream != STREAM:
        raise Refused("stream_differs")
    said = reorganise.take_over(told)
    if told.state == "prepared":
        outbox.post(ORIGIN, told.id, "staff.reorganisation.checked", 1, {"id": str(told.id), **said})


def tell(plan_id: uuid.UUID, report: Mapping[str, Any]) -> None:
    """What moved here, in the transaction that ends it."""
    outbox.post(ORIGIN, plan_id, "staff.reorganised", 1, {"id": str(plan_id), "report": dict(report)})
