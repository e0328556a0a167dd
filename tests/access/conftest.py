"""One walk for the session: what everybody then tries to get at."""

from collections.abc import Iterator

import pytest

from dokodemo.operate.house import ZONES, House
from dokodemo.operate.testing import RunningHouse
from tests.access import maps
from tests.access.maps import Address
from tests.access.road import Road, walk_it


@pytest.fixture(scope="session")
def town(house: RunningHouse) -> House:
    """The addresses of the running house."""
    return house.house


@pytest.fixture(scope="session")
def road(town: House) -> Iterator[Road]:
    """The objects in the addresses, and a browser for each role."""
    walked = walk_it(town)
    yield walked
    walked.close()


@pytest.fixture(scope="session")
def addresses(town: House) -> dict[tuple[str, str], Address]:
    """Every named address of the three zones, by zone and name."""
    return {(each.zone, str(each.name)): each for zone in ZONES for each in maps.of(town, zone)}
