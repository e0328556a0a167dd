"""The sample city, published and in force in this zone."""

from collections.abc import Iterator
from typing import Any

import pytest

from dokodemo.catalog import versions
from dokodemo.catalog.schema import Catalog
from dokodemo.operate import testing


def _keep() -> str:
    return versions.store(testing.sample_city().to_bytes(), b"signature", "office")


@pytest.fixture(scope="session")
def kept_city(django_db_setup: None, django_db_blocker: Any) -> None:
    """In the database before any test begins: its megabytes are written once."""
    with django_db_blocker.unblock():
        _keep()


@pytest.fixture
def city(kept_city: None, db: None) -> Iterator[Catalog]:
    """In force, and forgotten afterwards."""
    versions.forget()
    versions.activate(_keep())
    versions.forget()
    found = versions.current()
    assert found is not None
    yield found
    versions.forget()
