"""What core makes of the directory it is told."""

import uuid
from typing import Any

import pytest

from dokodemo.base import clock
from dokodemo.casework.staff.models import StaffMember
from dokodemo.core.directory.messages import apply
from dokodemo.gateway.messages import Message, Refused, handler_for

pytestmark = pytest.mark.django_db
MIO = {
    "id": "s0001",
    "name": "海野　みお",
    "kana": "ウミノ　ミオ",
    "section": "kosodate",
    "roles": ["clerk"],
    "active": True,
}
RIKU = {**MIO, "id": "s0002", "name": "海野　りく", "kana": "ウミノ　リク"}


def message(body: dict[str, Any], origin: str = "office") -> Message:
    return Message(
        id=uuid.uuid4(), origin=origin, stream=uuid.uuid4(), sequence=1, type="staff.directory", version=1, at=clock.now(),
        body=body, tail=b"", epoch=1, first=True,
    )  # fmt: skip


def test_the_handler_is_registered() -> None:
    assert handler_for(message({"members": [MIO]})) is apply


def test_members_are_those_of_the_list() -> None:
    apply(message({"members": [MIO, RIKU]}))
    apply(message({"members": [MIO, RIKU]}))
    assert StaffMember.objects.filter(active=True).count() == 2
    apply(message({"members": [RIKU]}))
    assert [member.id for member in StaffMember.objects.filter(active=True)] == ["s0002"]


@pytest.mark.parametrize("origin", ["internet", "relay"])
def test_only_office_says_who_works_here(origin: str) -> None:
    with pytest.raises(Refused):
        apply(message({"members": [MIO]}, origin))
    assert not StaffMember.objects.exists()


@pytest.mark.parametrize(
    "body", [{}, {"members": []}, {"members": "s0001"}, {"members": [{"id": "s0001"}]}, {"members": [7]}]
)
def test_a_list_that_is_none_is_refused_and_changes_nothing(body: dict[str, Any]) -> None:
    apply(message({"members": [MIO]}))
    with pytest.raises(Refused):
        apply(message(body))
    assert StaffMember.objects.get().active
