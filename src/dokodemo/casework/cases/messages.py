"""What casework understands of other zones. It sends: application.registered, application.state (examining; posted: every
paper of the case went by post), application.decided, fee.due, document.delivered."""

from typing import TypeVar

from pydantic import ValidationError

from dokodemo.casework.cases.actions import arrive, files
from dokodemo.casework.cases.bodies import Body, Part, Submitted
from dokodemo.gateway.messages import Message, Refused, handles

B = TypeVar("B", bound=Body)


@handles("application.submitted", 1)
def on_submitted(message: Message) -> None:
    """A resident has applied. The stream is the application: no other may be spoken of in it."""
    body = _read(Submitted, message)
    if body.application != message.stream:
        raise Refused("stream_differs")
    arrive.register(body)


@handles("attachment.part", 1)
def on_part(message: Message) -> None:
    """A piece of a sealed file of an application that came before it in the same stream."""
    body = _read(Part, message)
    if body.application != message.stream:
        raise Refused("stream_differs")
    files.take_part(body, message.tail)


def _read(kind: type[B], message: Message) -> B:
    """The body, by type. What it contains never reaches the log: only that it cannot be read."""
    try:
        return kind.model_validate(message.body)
    except ValidationError:
        raise Refused("body_unreadable") from None
