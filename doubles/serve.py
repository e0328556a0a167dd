"""Serving a double's application: one process, one worker, because what a double remembers is in memory."""

import argparse
import os

from granian.constants import Interfaces
from granian.server import Server as Granian

from doubles.loopback import NotLoopback, only_loopback


def arguments(name: str, *extra: str) -> argparse.Namespace:
    """The command line every double has: ``--host``, ``--port`` and what is named in `extra`."""
    parser = argparse.ArgumentParser(
        prog=f"python -m doubles.{name}", description="A double for development and tests."
    )
    parser.add_argument("--host", default="127.0.0.1", type=_host)
    parser.add_argument("--port", type=int, required=True)
    for option in extra:
        parser.add_argument(option, required=True)
    return parser.parse_args()


def _host(text: str) -> str:
    try:
        return only_loopback(text)
    except NotLoopback as error:
        raise argparse.ArgumentTypeError(str(error)) from error


def serve(factory: str, host: str, port: int, settings: dict[str, str]) -> None:
    """Run `factory` (``module:function``) until a signal. `settings` reach it through the environment."""
    os.environ.update(settings)
    Granian(
        factory, factory=True, address=only_loopback(host), port=port, interface=Interfaces.ASGI, workers=1,
        websockets=False, log_access=False,
    ).serve()  # fmt: skip
