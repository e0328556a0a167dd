"""What the tests of this room stand on: the sample city, in force, on one day, and who decides."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest
from django.test import Client

from dokodemo.base import clock
from dokodemo.base.actor import Actor
from dokodemo.casework.staff import sample
from dokodemo.casework.tests import every, staff

CLERK = Actor("office", "staff", "kankyo1", "岬", frozenset({"clerk"}), frozenset({"kankyo"}))


@pytest.fixture(autouse=True)
def clock_as_it_was() -> Iterator[None]:
    clock.set_now(datetime(2026, 12, 4, 3, tzinfo=UTC))
    yield
    clock.reset()


@pytest.fixture
def catalog_hash(db: None) -> str:
    return every.in_force().hash


@pytest.fixture
def sign_in(catalog_hash: str) -> Callable[[str], Client]:
    sample.load()
    return staff.signed_in
