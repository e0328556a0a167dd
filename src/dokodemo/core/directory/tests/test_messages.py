"""What core makes of the directory it is told."""

import uuid
from dataclasses import replace
from typing import Any

import pytest
from django.db import connection

from dokodemo.base import clock
from dokodemo.casework.reorganise.bodies import STREAM
from dokodemo.casework.reorganise.models import Plan
from dokodemo.casework.staff.models import StaffMember
from dokodemo.casework.tests import every
from dokodemo.core.directory.messages import apply, plan
from dokodemo.gateway import inbox
from dokodemo.gateway.messages import Message, Refused, handler_for
from dokodemo.gateway.tests.conftest import Voice, as_zone, in_core, office, zones

__all__ = ["as_zone", "in_core", "office", "zones"]
pytestmark = pytest.mark.django_db


@pytest.fixture
def catalog(kept_city: None, db: None) -> object:
    """The sample city, in force in this zone."""
    return every.in_force()


MIO = {
    "id": "s0001",
    "name": "海野　みお",
    "kana": "ウミノ　ミオ",
    "section": "kosodate",
    "roles": ["clerk"],
    "active": True,
}
RIKU = {**MIO, "id": "s0002", "name": "海野　りく", "kana": "ウミノ　リク"}


def message(body: dict[str, Any], origin: str = "office", stream: uuid.UUID | None = None) -> Message:
    return Message(
        id=uuid.uuid4(), origin=origin, stream=stream or uuid.uuid4(), sequence=1, type="staff.directory", version=1, at=clock.now(),
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


PLAN: dict[str, Any] = {
    "id": "0b7a3c1e-5a9f-4f0e-9d52-6c1f3a2b4d5e", "title": "令和9年度の組織改正", "day": "2031-04-01", "state": "prepared",
    "moves": [["kosodate", "", "kodomo"]], "transfers": [["s0001", "kaigo", "kacho", None], ["s0002", "kaigo", "", ["clerk"]]],
    "made_by": "kanri1", "made_name": "凪", "confirmed_by": "", "confirmed_name": "",
}  # fmt: skip


def answers() -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM gateway_outbox WHERE destination = 'office' AND stream = %s", [PLAN["id"]]
        )
        return int(cursor.fetchone()[0])


def test_a_plan_is_kept_and_answered_and_follows_what_office_says(catalog: object) -> None:
    plan(message(PLAN, stream=STREAM))
    assert answers() == 1
    kept = Plan.objects.get()
    assert (str(kept.id), kept.state, kept.day.isoformat(), kept.moves) == (
        PLAN["id"], "prepared", "2031-04-01", [["kosodate", "", "kodomo"]],
    )  # fmt: skip
    confirmed = {**PLAN, "state": "confirmed", "confirmed_by": "kanri2", "confirmed_name": "浦"}
    plan(message(confirmed, stream=STREAM))
    assert Plan.objects.get().state == "confirmed"
    assert answers() == 1
    plan(message({**PLAN, "state": "withdrawn"}, stream=STREAM))
    assert Plan.objects.get().state == "withdrawn"


SAYS: list[list[dict[str, Any]]] = [
    # A plan is withdrawn and another one made for its day; a plan is confirmed after all and withdrawn.
    [PLAN, {**PLAN, "state": "withdrawn"}, {**PLAN, "id": "0b7a3c1e-5a9f-4f0e-9d52-6c1f3a2b4d5f"}],
    [PLAN, {**PLAN, "state": "confirmed", "confirmed_by": "kanri2", "confirmed_name": "浦"}, {**PLAN, "state": "withdrawn"}],
]  # fmt: skip


@pytest.mark.usefixtures("catalog", "in_core")
@pytest.mark.parametrize("said", SAYS, ids=["another", "confirmed"])
@pytest.mark.parametrize(
    "order", [(0, 1, 2), (2, 1, 0), (1, 2, 0)], ids=["in order", "reversed", "the first last"]
)
def test_whatever_comes_first_plans_are_applied_as_office_made_them(
    office: Voice, said: list[dict[str, Any]], order: tuple[int, ...]
) -> None:
    frames = [
        office.frame(n, stream=STREAM, type="staff.reorganisation", body=body)
        for n, body in enumerate(said, start=1)
    ]
    for at in order:
        inbox.receive([frames[at]])
    plans = {str(each.id): each.state for each in Plan.objects.all()}
    assert plans == {body["id"]: body["state"] for body in said}


@pytest.mark.parametrize(
    "body", [{}, {**PLAN, "id": "x"}, {**PLAN, "moves": [["a"]]}, {**PLAN, "state": "done"}]
)
def test_a_plan_that_is_none_is_refused(body: dict[str, Any]) -> None:
    for wrong in (message(body, stream=STREAM), message(PLAN, "internet", STREAM), message(PLAN)):
        with pytest.raises(Refused):
            plan(wrong)
    assert not Plan.objects.exists()


def test_the_handler_of_plans_is_registered() -> None:
    asked = message(PLAN)
    assert handler_for(replace(asked, type="staff.reorganisation")) is plan
