"""The gateway server of a zone that others dial (internet, office), and of the relay. Run by an ASGI server."""

import django
from starlette.applications import Starlette

from dokodemo.base import config
from dokodemo.gateway import identity, relay
from dokodemo.gateway.bell import Bell
from dokodemo.gateway.caller import Gatekeeper
from dokodemo.gateway.listener import Listener
from dokodemo.gateway.routes import RELAY
from dokodemo.gateway.store import ZoneStore

CHANNEL = "gateway_outbox"


def application() -> Starlette:
    """The ASGI application of this process's zone. One worker is enough, and there must be only one: the memory of
    nonces is the process's own."""
    house = config.load()
    if house.zone == RELAY:
        return relay.application()
    django.setup()
    from dokodemo.gateway.housekeeping import Housekeeping  # needs Django's apps

    identity.public_of(house.folder)  # a missing key is told now, not at the first request
    listener = Listener(
        house.zone, ZoneStore(), Bell(house.database_url, CHANNEL), Gatekeeper(house.zone, identity.verify)
    )
    return listener.application(beside=Housekeeping)
