"""Which mandates keep the case that gave them from being destroyed."""

import uuid
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from dokodemo.base import clock
from dokodemo.core.mandates.disposing import InForce
from dokodemo.core.mandates.models import Mandate

pytestmark = pytest.mark.django_db


def mandate(number: str, **more: Any) -> UUID:
    """The case that gave it."""
    case_id = uuid.uuid4()
    usual = {
        "principal": "000000000012343", "agent_name": "浜辺 歩", "agent_name_key": "浜辺歩", "agent_kana": "ハマベ",
        "agent_kana_key": "ハマベ", "agent_birth": "1950-01-01", "agent_address": "海風市", "relation": "family",
        "proof": "x", "scope": {"kind": "all"}, "starts": clock.today() - timedelta(days=9), "ends": clock.today(),
    }  # fmt: skip
    Mandate.objects.create(case_id=case_id, number=number, **usual | more)
    return case_id


def test_a_mandate_in_force_keeps_the_case_that_gave_it() -> None:
    holds = mandate("1")
    to_come = mandate("2", starts=clock.today() + timedelta(days=9), ends=clock.today() + timedelta(days=99))
    over = mandate("3", ends=clock.today() - timedelta(days=1))
    ended = mandate("4", revoked_on=clock.today(), revoked_why="終わり")
    found = InForce().unfinished([holds, to_come, over, ended, uuid.uuid4()])
    assert found == {holds: "mandate", to_come: "mandate"}


def test_the_mandate_itself_stays_when_its_case_goes() -> None:
    over = mandate("1", ends=clock.today() - timedelta(days=1))
    assert (InForce().count([over]).rows, InForce().dispose([over]).rows) == ({}, {})
    assert Mandate.objects.count() == 1
