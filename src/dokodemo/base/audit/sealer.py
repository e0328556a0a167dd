"""The sealer: one process a zone that chains what was committed, every two seconds at the latest."""

import logging
import signal
import threading
from collections.abc import Callable
from types import FrameType

import django
from django.db import InterfaceError, OperationalError, close_old_connections, connection

from dokodemo.base.audit import chain

log = logging.getLogger(__name__)

EVERY_SECONDS = 2.0
ANCHOR_EVERY_SECONDS = 30.0
WHOLE_EVERY_SECONDS = 300.0

# The gateway stands above this room; it tells the sealer how to send a head to the neighbour.
SendHead = Callable[[chain.Head], None]


def run(send_head: SendHead) -> None:
    """Chain until SIGTERM; sends the head to the neighbour when it moved, at most every 30 s."""
    django.setup()
    stop = threading.Event()

    def on_signal(signum: int, frame: FrameType | None) -> None:
        stop.set()

    signal.signal(signal.SIGTERM, on_signal)
    signal.signal(signal.SIGINT, on_signal)
    sent, waited = chain.Head(0, b""), ANCHOR_EVERY_SECONDS
    looked = WHOLE_EVERY_SECONDS
    while not stop.is_set():
        try:
            whole = looked >= WHOLE_EVERY_SECONDS
            looked = 0.0 if whole else looked
            while chain.extend(everything=whole) and not stop.is_set():
                pass
            if waited >= ANCHOR_EVERY_SECONDS:
                newest = chain.head()
                if newest.sequence > sent.sequence:
                    send_head(newest)
                    sent, waited = newest, 0.0
        except (OperationalError, InterfaceError) as error:
            log.warning("the database is away (%s): trying again", type(error).__name__)
            connection.close()
        close_old_connections()
        stop.wait(EVERY_SECONDS)
        waited += EVERY_SECONDS
        looked += EVERY_SECONDS
