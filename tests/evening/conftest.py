"""The sample city as it is declared."""

import pytest

from dokodemo.catalog.check import check
from dokodemo.catalog.schema import Catalog
from dokodemo.operate.house import CHECKOUT, DEFAULT_CITY


@pytest.fixture(scope="session")
def city() -> Catalog:
    found = check(CHECKOUT / "cities" / DEFAULT_CITY).catalog
    assert found is not None
    return found
