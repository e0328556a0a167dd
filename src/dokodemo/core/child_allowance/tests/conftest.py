"""What the tests of this room stand on: the sample city, in force, and the people who decide."""

from collections.abc import Callable

import pytest
from django.test import Client

from dokodemo.base.actor import Actor
from dokodemo.casework.staff import sample
from dokodemo.casework.tests import every, staff

CLERK = Actor("core", "staff", "kosodate1", "潮田", frozenset({"clerk"}), frozenset({"kosodate"}))
APPROVER = Actor("core", "staff", "kosodate2", "浜中", frozenset({"approver"}), frozenset({"kosodate"}))


@pytest.fixture
def catalog_hash(db: None) -> str:
    return every.in_force().hash


@pytest.fixture
def sign_in(catalog_hash: str) -> Callable[[str], Client]:
    sample.load()
    return staff.signed_in
