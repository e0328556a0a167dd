"""What the handling zones say of an application. Each handler may run twice for one message and does it once.

Handled: application.registered 1, application.state 1, correction.asked 1, application.decided 1, fee.due 1,
document.delivered 1, document.returned 1."""

import base64
import binascii
from datetime import date, datetime
from typing import Any
from uuid import UUID

from dokodemo.base import clock
from dokodemo.gateway.messages import Message, Refused, handles
from dokodemo.internet.apply import queries as applications
from dokodemo.internet.apply.actions import note_reopened, note_state
from dokodemo.internet.apply.answering import note_asked
from dokodemo.internet.inbox.actions import Arrival, receive


@handles("application.registered", 1)
def on_registered(message: Message) -> None:
    """The section has it."""
    _owner, application = _application(message)
    note_state(application, "registered", _at(message))


@handles("application.state", 1)
def on_state(message: Message) -> None:
    """Somebody works on it; it was taken back before a decision; the decision is taken up again; or every paper of it is on
    its way by post, which is when paper is delivered for us."""
    _owner, application = _application(message)
    match message.body.get("state"):
        case "examining":
            note_state(application, "examining", _at(message))
        case "withdrawn":
            note_state(application, "withdrawn", _at(message))
        case "reopened":
            note_reopened(application)
        case "posted":
            note_state(application, "delivered", _at(message))
        case _:
            raise Refused("state_unknown")


@handles("application.decided", 1)
def on_decided(message: Message) -> None:
    """It is decided; what was decided only the resident can read."""
    owner, application = _application(message)
    if receive(owner, application, Arrival(message.id, "decided", _at(message), _sealed(message))):
        note_state(application, "decided", _at(message))


@handles("correction.asked", 1)
def on_correction(message: Message) -> None:
    """Something is to be mended; what, only the resident can read. Until when, this zone knows: it reminds."""
    owner, application = _application(message)
    until = _day(message)
    if receive(owner, application, Arrival(message.id, "correction", _at(message), _sealed(message))):
        note_asked(application, until)


@handles("fee.due", 1)
def on_fee(message: Message) -> None:
    """There is something to pay."""
    owner, application = _application(message)
    receive(owner, application, Arrival(message.id, "fee", _at(message), _sealed(message)))


@handles("document.delivered", 1)
def on_document(message: Message) -> None:
    """A document lies in the inbox from this moment: that, not the moment it was sent, is when it was delivered."""
    owner, application = _application(message)
    if not message.tail:
        raise Refused("document_missing")
    document, now = _uuid(message.body.get("document")), clock.now()
    if receive(owner, application, Arrival(document, "document", now, _sealed(message), message.tail)):
        note_state(application, "delivered", now)


@handles("document.returned", 1)
def on_returned(message: Message) -> None:
    """A paper came back by post, or went out again. Which and why only the resident can read; what is said last of a paper
    counts."""
    owner, application = _application(message)
    receive(owner, application, Arrival(message.id, "returned", _at(message), _sealed(message)))


def _application(message: Message) -> tuple[UUID, UUID]:
    """Whose application a message is about, and which. Only the zone that handles it may speak of it."""
    wanted = _uuid(message.body.get("application"))
    if wanted != message.stream:
        raise Refused("application_differs")
    owner = applications.owner_of(wanted)
    if owner is None:
        raise Refused("application_unknown")
    if applications.application(owner, wanted).zone != message.origin:
        raise Refused("not_the_handling_zone")
    return owner, wanted


def _at(message: Message) -> datetime:
    try:
        at = datetime.fromisoformat(message.body["at"])
    except (KeyError, TypeError, ValueError) as error:
        raise Refused("at") from error
    if at.tzinfo is None:
        raise Refused("at")
    return at


def _day(message: Message) -> date:
    try:
        return date.fromisoformat(message.body["until"])
    except (KeyError, TypeError, ValueError) as error:
        raise Refused("until") from error


def _sealed(message: Message) -> bytes:
    try:
        return base64.b64decode(message.body["sealed"], validate=True)
    except (KeyError, TypeError, binascii.Error) as error:
        raise Refused("sealed") from error


def _uuid(value: Any) -> UUID:
    try:
        return UUID(value)
    except (TypeError, ValueError, AttributeError) as error:
        raise Refused("identifier") from error
