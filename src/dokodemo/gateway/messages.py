"""What this zone understands: handlers registered by message type and version."""

from collections.abc import Callable

from dokodemo.gateway.envelope import Message

__all__ = ["Handler", "Message", "Refused", "handler_for", "handles"]

Handler = Callable[[Message], None]
_handlers: dict[tuple[str, int], Handler] = {}


class Refused(Exception):
    """A handler will not apply a message. ``code`` says why (for operators: no content of the message)."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def handles(type_: str, version: int) -> Callable[[Handler], Handler]:
    """Register the handler of one type in one version. It runs inside the inbox's transaction, once per message, in
    the order of its stream; what it raises quarantines the stream. Keep the handler of version N−1 beside N's."""

    def register(handler: Handler) -> Handler:
        known = _handlers.setdefault((type_, version), handler)
        if known is not handler and known.__qualname__ != handler.__qualname__:
            raise ValueError(
                f"{type_} {version} is handled twice: {known.__module__} and {handler.__module__}"
            )
        _handlers[(type_, version)] = handler
        return handler

    return register


def handler_for(message: Message) -> Handler:
    """The handler of this message. Raises Refused."""
    handler = _handlers.get((message.type, message.version))
    if handler is not None:
        return handler
    if any(type_ == message.type for type_, _ in _handlers):
        raise Refused("version_unknown")
    raise Refused("type_unknown")
