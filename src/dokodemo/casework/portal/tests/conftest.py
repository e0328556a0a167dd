"""A double of the portal beside this zone, spoken to over its own interface."""

from collections.abc import Callable
from typing import Any

import pytest
from starlette.testclient import TestClient

from dokodemo.base import clock, config
from dokodemo.casework.portal.client import Portal
from doubles.portal import Arrival, Desk, application
from doubles.portal_forms import SAKURA

#: What this zone takes from the portal: one procedure that both test zones have a double's form for.
MINE = {"core": "jido-teate-nintei", "office": "risai"}


@pytest.fixture
def double() -> Desk:
    """Its cards are those whose authority the test home believes."""
    return Desk(config.load().folder.parent / "doubles" / "oidc")


@pytest.fixture
def portal(double: Desk) -> Portal:
    """The adapter's side of the line."""
    client = TestClient(application(double), base_url="http://portal.localhost")
    return Portal("http://portal.localhost", client._transport)


@pytest.fixture
def mine() -> str:
    return MINE[config.load().zone]


@pytest.fixture
def emit(double: Desk, mine: str) -> Callable[..., Arrival]:
    """Somebody applies at the portal, at the tests' hour."""

    def send(kind: str = "", person: str = SAKURA, procedure: str = "", **answers: Any) -> Arrival:
        return double.emit(procedure or mine, kind, person, answers, clock.now())

    return send
