"""A plan from its first person to its day, in the zone that owns the directory."""

import uuid
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from dokodemo.base import clock
from dokodemo.base.actor import Actor, system
from dokodemo.base.audit.models import AuditRow
from dokodemo.casework.cases.models import CaseCount
from dokodemo.casework.cases.rights import NotAllowed, NotPossible
from dokodemo.casework.reorganise import actions as reorganise
from dokodemo.casework.reorganise.bodies import STREAM
from dokodemo.casework.reorganise.models import Plan
from dokodemo.casework.reorganise.tests import city
from dokodemo.casework.staff.models import StaffMember
from dokodemo.casework.staff.placing import Transfer
from dokodemo.catalog.succession import Move
from dokodemo.gateway.messages import Message, Refused, handler_for
from dokodemo.office.directory import actions, messages, reorganising
from dokodemo.office.directory.models import Member

pytestmark = pytest.mark.django_db
ONE, TWO = (Actor("office", "staff", who, who, frozenset({"administrator"})) for who in ("kanri1", "kanri2"))
MOVES = (Move("kankyo", "", "midori"),)


@pytest.fixture
def people(kept_city: None, db: None) -> Any:
    city.in_force()
    entries = [
        actions.Entry("k1", "岬", "ミサキ", "kankyo", frozenset({"clerk"})),
        actions.Entry("k2", "灘", "ナダ", "kankyo", frozenset({"approver"}), post="kacho"),
        actions.Entry("s1", "汐見", "シオミ", "shimin", frozenset({"clerk"})),
    ]
    actions.change(entries, system("office", "test"))
    yield
    clock.reset()


def day() -> date:
    return clock.today() + timedelta(days=1)


def prepared(moves: tuple[Move, ...] = MOVES, transfers: tuple[Transfer, ...] = ()) -> uuid.UUID:
    return reorganising.prepare(ONE, "組織改正", day(), moves, transfers)


def from_core(plan: uuid.UUID, type_: str, **body: Any) -> Message:
    return Message(uuid.uuid4(), "core", plan, 1, type_, 1, clock.now(), {"id": str(plan), **body}, b"")


def core_says(plan: uuid.UUID, *uncovered: list[Any]) -> None:
    made = from_core(plan, "staff.reorganisation.checked", uncovered=list(uncovered), cases=3, open=1)
    handler_for(made)(made)


def posted(stream: uuid.UUID = messages.STREAM) -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM gateway_outbox WHERE destination = 'core' AND stream = %s", [stream]
        )
        return int(cursor.fetchone()[0])


def test_a_second_person_confirms_when_core_has_looked(people: None) -> None:
    plan = prepared()
    assert posted(STREAM) == 1
    with pytest.raises(NotPossible, match="unchecked"):
        reorganising.confirm(TWO, plan)
    core_says(plan)
    with pytest.raises(NotAllowed):
        reorganising.confirm(ONE, plan)
    reorganising.confirm(TWO, plan)
    assert posted(STREAM) == 2
    assert Plan.objects.get().state == "confirmed"
    acts = (
        AuditRow.objects.filter(object_kind="reorganisation").order_by("id").values_list("actor_id", "action")
    )
    assert list(acts) == [("kanri1", "reorganisation.prepare"), ("kanri2", "reorganisation.confirm")]


@pytest.mark.parametrize("where", ["core", "office"])
def test_a_plan_that_would_orphan_a_case_is_not_confirmed(people: None, where: str) -> None:
    plan = prepared((Move("kankyo", "inu-toroku", "midori"), Move("kankyo", "inu-henko", "midori")))
    if where == "office":
        CaseCount.objects.create(section="kankyo", stage="closed", procedure="inu-shibo", n=2)
        core_says(plan)
    else:
        core_says(plan, ["kankyo", "inu-shibo", 2])
    with pytest.raises(NotPossible, match="orphans"):
        reorganising.confirm(TWO, plan)


def test_the_database_wants_two_people_too(people: None) -> None:
    prepared()
    with pytest.raises(IntegrityError), transaction.atomic():
        Plan.objects.update(state="confirmed", confirmed_by="kanri1", confirmed_at=clock.now())
    with pytest.raises(IntegrityError), transaction.atomic():
        Plan.objects.update(state="confirmed")


@pytest.mark.parametrize("role", ["clerk", "approver", "chief", "operator", "auditor"])
def test_only_administrators_plan(people: None, role: str) -> None:
    other = Actor("office", "staff", "x", "x", frozenset({role}), frozenset({"kankyo"}))
    with pytest.raises(NotAllowed):
        reorganising.prepare(other, "組織改正", day(), MOVES, ())
    plan = prepared()
    core_says(plan)
    for act in (reorganising.confirm, reorganising.withdraw):
        with pytest.raises(NotAllowed):
            act(other, plan)


@pytest.mark.parametrize(
    ("title", "days", "moves", "code"),
    [(" ", 1, MOVES, "title"), ("題", 0, MOVES, "past"), ("題", 1, (), "nothing")],
)
def test_what_makes_no_plan_is_refused(people: None, title: str, days: int, moves: Any, code: str) -> None:
    with pytest.raises(NotPossible, match=code):
        reorganising.prepare(ONE, title, clock.today() + timedelta(days=days), moves, ())


def test_one_open_plan_a_day(people: None) -> None:
    plan = prepared()
    with pytest.raises(NotPossible, match="day"):
        prepared()
    reorganising.withdraw(TWO, plan)
    prepared()
    assert posted(STREAM) == 3, "core hears of them in this order, so that it has room for the second"
    with pytest.raises(NotPossible, match="closed"):
        reorganising.withdraw(TWO, plan)


def test_at_midnight_the_directory_and_both_zones_have_the_new_places(people: None) -> None:
    plan = prepared(
        transfers=(Transfer("k1", "shimin", "", ("checker",)), Transfer("s1", "kodomo", "kakaricho"))
    )
    core_says(plan)
    reorganising.confirm(TWO, plan)
    before = posted()
    clock.set_now(clock.midnight(day()))
    assert len(reorganise.carry_out_due()) == 1
    wanted = {
        "k1": ("shimin", "", ["checker"]), "k2": ("midori", "kacho", ["approver"]), "s1": ("kodomo", "kakaricho", ["clerk"]),
    }  # fmt: skip
    for table in (Member, StaffMember):
        rows = table.objects.values_list("id", "section", "post", "roles")
        assert {id_: rest for id_, *rest in map(tuple, rows)} == {
            id_: list(each) for id_, each in wanted.items()
        }
    assert posted() == before + 1, "core gets the new list once"
    told = from_core(plan, "staff.reorganised", report={"members": 3, "moved": [], "orphaned": []})
    handler_for(told)(told)
    kept = Plan.objects.get()
    assert kept.core is not None
    assert (kept.state, kept.report["members"], kept.core["report"]["members"]) == ("done", 3, 3)
    # What is changed afterwards stays: the plan is in the list that core gets.
    actions.change([actions.Entry("k2", "灘", "ナダ", "kankyo", frozenset({"approver"}))], TWO)
    assert StaffMember.objects.get(id="k2").section == "kankyo"


@pytest.mark.parametrize(
    "told",
    [
        lambda plan: Message(
            uuid.uuid4(),
            "internet",
            plan,
            1,
            "staff.reorganised",
            1,
            clock.now(),
            {"id": str(plan), "report": {}},
            b"",
        ),
        lambda plan: Message(
            uuid.uuid4(),
            "core",
            uuid.uuid4(),
            1,
            "staff.reorganised",
            1,
            clock.now(),
            {"id": str(plan), "report": {}},
            b"",
        ),
        lambda plan: Message(
            uuid.uuid4(),
            "core",
            plan,
            1,
            "staff.reorganisation.checked",
            1,
            clock.now(),
            {"id": str(plan), "uncovered": 7},
            b"",
        ),
    ],
)
def test_only_core_speaks_of_a_plan_and_only_in_its_stream(people: None, told: Any) -> None:
    plan = prepared()
    made = told(plan)
    with pytest.raises(Refused):
        handler_for(made)(made)
    assert Plan.objects.get().core is None
