"""What tests of the core zone share."""

from collections.abc import Iterator

import pytest

from dokodemo.base import clock


@pytest.fixture
def sample_city(db: None) -> None:
    """The 3,000 invented people, for this test."""
    from dokodemo.core.residents import sample

    sample.load()


@pytest.fixture(autouse=True)
def clock_as_it_was() -> Iterator[None]:
    yield
    clock.reset()
