"""What casework understands of other zones. It sends: application.registered, application.state (examining; withdrawn;
posted: every paper of the case went by post; reopened), correction.asked, application.decided, fee.due,
document.delivered, document.returned (a paper came back by post, or went out again)."""

from typing import TypeVar

from pydantic import ValidationError

from dokodemo.casework.cases.actions import answering, arrive, files, withdrawing
from dokodemo.casework.cases.bodies import Answered, Part, Submitted, Withdrawn
from dokodemo.gateway.messages import Message, Refused, handles

B = TypeVar("B", Submitted, Answered, Withdrawn, Part)


@handles("application.submitted", 1)
def on_submitted(message: Message) -> None:
    """A resident has applied. The stream is the application: no other may be spoken of in it."""
    arrive.register(_read(Submitted, message))


@handles("application.answered", 1)
def on_answered(message: Message) -> None:
    """A resident has mended an application, as they were asked to."""
    answering.register_answer(_read(Answered, message))


@handles("application.withdrawn", 1)
def on_withdrawn(message: Message) -> None:
    """A resident takes an application back."""
    withdrawing.register_withdrawal(_read(Withdrawn, message))


@handles("attachment.part", 1)
def on_part(message: Message) -> None:
    """A piece of a sealed file of an application that came before it in the same stream."""
    files.take_part(_read(Part, message), message.tail)


def _read(kind: type[B], message: Message) -> B:
    """The body, by type, of the application whose stream it came in. What it contains never reaches the log: only that it
    cannot be read."""
    try:
        body = kind.model_validate(message.body)
    except ValidationError:
        raise Refused("body_unreadable") from None
    if body.application != message.stream:
        raise Refused("stream_differs")
    return body
