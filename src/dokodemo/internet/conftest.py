"""What tests of this zone may ask for, once for all rooms: the real parts of one house, and the sample city."""

import os
from collections.abc import Iterator
from typing import Any

import pytest

from dokodemo.operate import testing

if os.environ.get("DOKODEMO_ZONE") == "internet":
    from dokodemo.internet.accounts.tests.parts import _keeper, _post, keeper, own_house, post, provider
    from dokodemo.internet.accounts.tests.people import browser, other_browser

    __all__ = ["_keeper", "_post", "browser", "keeper", "other_browser", "own_house", "post", "provider"]


@pytest.fixture
def city(kept_city: None, db: None) -> Iterator[Any]:
    """The sample city, in force and forgotten afterwards."""
    from dokodemo.catalog import versions

    versions.forget()
    # A test that empties the tables has taken it away.
    versions.activate(versions.store(testing.sample_city().to_bytes(), b"signature", "office"))
    versions.forget()
    found = versions.current()
    assert found is not None
    yield found
    versions.forget()
