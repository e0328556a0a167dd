"""What the tests of this room stand on: the sample city, in force, and the people who decide."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from dokodemo.base.actor import Actor
from dokodemo.catalog import versions
from dokodemo.catalog.check import check

CITY = Path(__file__).resolve().parents[5] / "cities" / "umikaze"
CLERK = Actor("core", "staff", "kosodate1", "潮田", frozenset({"clerk"}), frozenset({"kosodate"}))
APPROVER = Actor("core", "staff", "kosodate2", "浜中", frozenset({"approver"}), frozenset({"kosodate"}))


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
def sign_in(client: Client, catalog_hash: str) -> Any:
    """A browser of a member of staff, with a real session."""
    from dokodemo.base import config, sessions
    from dokodemo.casework.staff import actions as staff
    from dokodemo.casework.staff import sample

    sample.load()
    client.defaults["HTTP_HOST"] = config.load().host

    def enter(member: str) -> Client:
        opened = staff.open_session(member, f"umikaze-{member}")
        assert opened is not None
        client.cookies[sessions.COOKIE] = opened[0].cookie
        return client

    return enter
