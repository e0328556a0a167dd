"""What the tests of this room stand on: the sample city, in force, on one day, and who decides."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.test import Client

from dokodemo.base import clock, config, sessions
from dokodemo.base.actor import Actor
from dokodemo.catalog import versions
from dokodemo.catalog.check import check

CITY = Path(__file__).resolve().parents[5] / "cities" / "umikaze"
CLERK = Actor("office", "staff", "kankyo1", "岬", frozenset({"clerk"}), frozenset({"kankyo"}))


@pytest.fixture(autouse=True)
def clock_as_it_was() -> Iterator[None]:
    clock.set_now(datetime(2026, 12, 4, 3, tzinfo=UTC))
    yield
    clock.reset()


@pytest.fixture(scope="module")
def catalog_bytes() -> bytes:
    report = check(CITY)
    assert report.catalog is not None, report.problems
    return report.catalog.to_bytes()


@pytest.fixture
def catalog_hash(catalog_bytes: bytes, db: None) -> Iterator[str]:
    name = versions.store(catalog_bytes, b"\0" * 64, "office")
    versions.activate(name)
    versions.forget()
    yield name
    versions.forget()


@pytest.fixture
def sign_in(client: Client, catalog_hash: str) -> Callable[[str], Client]:
    """A browser of a member of staff, with a real session."""
    from dokodemo.casework.staff import actions as staff
    from dokodemo.casework.staff import sample

    sample.load()
    client.defaults["HTTP_HOST"] = config.load().host

    def enter_house(member: str) -> Client:
        opened = staff.open_session(member, f"umikaze-{member}")
        assert opened is not None
        client.cookies[sessions.COOKIE] = opened[0].cookie
        return client

    return enter_house
