"""The sample city, published and in force in this zone."""

from collections.abc import Iterator

import pytest

from dokodemo.catalog import versions
from dokodemo.catalog.schema import Catalog
from dokodemo.operate import testing


@pytest.fixture(scope="session")
def umikaze() -> Catalog:
    return testing.sample_city()


@pytest.fixture
def city(db: None, umikaze: Catalog) -> Iterator[Catalog]:
    """In force, and forgotten afterwards."""
    versions.forget()
    versions.activate(versions.store(umikaze.to_bytes(), b"signature", "office"))
    versions.forget()
    found = versions.current()
    assert found is not None
    yield found
    versions.forget()
