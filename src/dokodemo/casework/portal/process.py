"""The process that dials the portal: fetches packages, reads them, tells states. Killed at any moment, it goes on where
the tables stand: a package is acknowledged only after it is kept."""

import logging
import time
import traceback

from dokodemo.base import config
from dokodemo.base.config import ConfigError
from dokodemo.casework.portal.client import Listed, NoAnswer, Portal, PortalAway, Refused, TooLarge
from dokodemo.gateway.routes import require_flow

log = logging.getLogger(__name__)

EVERY_SECONDS = 3.0
LONGEST_PAUSE = 60.0
#: A portal that says nothing that often is not asked for the rest of its list: each time may cost a minute.
MOST_SILENT = 3


def round_(portal: Portal) -> int:
    """Fetch, read, tell: once. Returns how many packages and messages were moved.

    Raises PortalAway and the database's errors, where one package could not be fetched or read only after the rest was
    done: it keeps nobody else waiting."""
    from django.db import Error

    from dokodemo.casework.portal import actions

    failed: Exception | None
    moved, failed = _fetch_all(portal)
    for intake in actions.waiting_to_be_read():
        try:
            log.info("intake %s: %s", intake, actions.register(intake))
        except Error as error:
            failed = error
    for told_id, message, number, code, at, todo in actions.told():
        try:
            portal.tell(message, number, code, at, todo)
        except Refused as refused:
            log.warning("message %s: the portal refuses it with %s", told_id, refused.status)
            actions.delivered(told_id, str(refused.status))
        else:
            actions.delivered(told_id)
        moved += 1
    if failed:
        raise failed
    return moved


def _fetch_all(portal: Portal) -> tuple[int, PortalAway | None]:
    """Everything that waits; how many were taken, and the last thing that went wrong. Raises PortalAway without a list."""
    moved, silent, failed = 0, 0, None
    for listed in portal.waiting(config.load().zone):
        try:
            moved += _fetch(portal, listed)
        except PortalAway as error:
            failed = error
            silent += isinstance(error, NoAnswer)
            if silent == MOST_SILENT:
                break
    return moved, failed


def _fetch(portal: Portal, listed: Listed) -> int:
    """Keep one package, then say so: in between a crash only means that it is offered once more."""
    from dokodemo.casework.portal import actions

    if actions.is_too_large(listed.number, listed.version):
        return 0  # it was measured once: fetching it again would only fill the line
    try:
        content: bytes | None = portal.package(listed.id)
    except TooLarge:
        content = None
    intake = actions.keep(listed, content)
    if content is None:
        return 0  # what is not kept is not acknowledged: it stays where it is, and the page says so
    portal.acknowledge(listed.id)
    actions.acknowledged(intake)
    return 1


def run() -> None:
    """The process of this zone, until SIGTERM. Raises FlowMissing, ConfigError."""
    house = config.load()
    if house.portal is None:
        raise ConfigError(f"{house.zone} has no [portal] with a url in zone.toml: it has no portal process")
    require_flow(house.flows_path, house.zone, "portal", "portal", {"fetch", "send"})
    import django

    django.setup()
    portal, pause = Portal(house.portal.url), EVERY_SECONDS
    while True:
        pause = _step(portal, pause)
        time.sleep(pause)


def _step(portal: Portal, pause: float) -> float:
    """One round; returns how long to wait for the next."""
    from dokodemo.base.http import drop_dead_connection

    try:
        drop_dead_connection()
        round_(portal)
    except PortalAway as error:
        log.warning("the portal: %s; trying again", error)
        return min(pause * 2, LONGEST_PAUSE)
    except Exception as error:
        # A process that ends is worse than one that complains. Never the text: it may quote a person.
        place = traceback.extract_tb(error.__traceback__)[-1]
        log.error("the portal: %s at %s:%s", type(error).__name__, place.filename, place.lineno)
        _forget_connection()
        return min(pause * 2, LONGEST_PAUSE)
    return EVERY_SECONDS


def _forget_connection() -> None:
    from django.db import connection

    connection.close()
