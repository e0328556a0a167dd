"""Sent from here: ``staff.directory`` 1 to core {members: [{id, name, kana, section, roles, active, post, since, until,
absences: [{starts, ends, reason}]}], done: [id]}, the whole list each time, so that a lost list is made good by the next;
``done`` are the reorganisations that it has in it. ``staff.reorganisation`` 1 to core (``reorganise.bodies.Told``).

Handled here, from core: ``staff.reorganisation.checked`` 1 {id, uncovered, cases, open} and ``staff.reorganised`` 1 {id,
report}.

Still version 1: what came with posts is beside what was there before, and a ``core`` of before leaves it unread."""

import uuid
from collections.abc import Sequence
from typing import Any

from dokodemo.casework.reorganise import actions as reorganise
from dokodemo.casework.reorganise import bodies
from dokodemo.gateway import outbox
from dokodemo.gateway.messages import Message, Refused, handles

# One stream for ever: lists are applied in the order in which they were made.
STREAM = uuid.uuid5(uuid.NAMESPACE_DNS, "staff.directory.dokodemo")


def post_directory(members: Sequence[dict[str, Any]], done: Sequence[str]) -> None:
    """Tell core, in the transaction of the change."""
    outbox.post("core", STREAM, "staff.directory", 1, {"members": list(members), "done": list(done)})


def post_plan(told: dict[str, Any]) -> None:
    """Tell core how a plan stands, in the transaction of the change. Not in the directory's stream: a ``core`` of before,
    which knows no plans, goes on taking the directory."""
    outbox.post("core", bodies.STREAM, "staff.reorganisation", 1, told)


@handles("staff.reorganisation.checked", 1)
def checked(message: Message) -> None:
    """Core has looked at the cases it keeps."""
    body = _from_core(message)
    said: dict[str, Any] = {key: body[key] for key in ("uncovered", "cases", "open") if key in body}
    if not isinstance(said.get("uncovered"), list):
        raise Refused("body_unreadable")
    reorganise.core_said(uuid.UUID(body["id"]), said)


@handles("staff.reorganised", 1)
def reorganised(message: Message) -> None:
    """Core has carried a plan out."""
    body = _from_core(message)
    reorganise.core_said(uuid.UUID(body["id"]), {"report": body["report"]})


def _from_core(message: Message) -> dict[str, Any]:
    if message.origin != "core":
        raise Refused("origin_not_core")
    if not isinstance(message.body.get("id"), str) or uuid.UUID(message.body["id"]) != message.stream:
        raise Refused("stream_differs")
    return message.body
