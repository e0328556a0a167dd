"""The sample city as it is declared."""

import pytest

from dokodemo.catalog.schema import Catalog
from dokodemo.operate import testing


@pytest.fixture(scope="session")
def city() -> Catalog:
    return testing.sample_city()
