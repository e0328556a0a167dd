"""Midnight: cases, papers, numbers and members go to the successor; nothing is left behind, whatever interrupts it."""

import uuid
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest

from dokodemo.base import clock
from dokodemo.base.actor import Actor
from dokodemo.base.audit.models import AuditRow
from dokodemo.casework import succession
from dokodemo.casework.cases import actions as cases
from dokodemo.casework.cases.models import Case, CaseCount, CaseDueCount, CasePrint, CaseSeat, DocumentNumber
from dokodemo.casework.cases.queries import kept
from dokodemo.casework.cases.tests.test_deciding import proposed, version
from dokodemo.casework.conftest import NOON, Here, Ledger
from dokodemo.casework.reorganise import actions
from dokodemo.casework.reorganise.actions import carrying
from dokodemo.casework.reorganise.models import CONFIRMED, DONE, Plan
from dokodemo.casework.reorganise.tests import city
from dokodemo.casework.staff import actions as staff
from dokodemo.casework.staff.models import StaffMember
from dokodemo.catalog import versions

pytestmark = pytest.mark.django_db
DAY = NOON.date() + timedelta(days=1)
MIDNIGHT = clock.midnight(DAY)
SUCCESSOR = {"kosodate": "kodomo", "kankyo": "midori"}
SAME_TITLE = {"kosodate": "kosodate-shin", "kankyo": "kankyo-shin"}


@pytest.fixture
def new(here: Here) -> str:
    """The city declares the successor; the section that takes over in this zone."""
    city.in_force()
    return SUCCESSOR[here.section]


@pytest.fixture(autouse=True)
def room_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """Members are placed in the zone's own copies: the directory of ``office`` has its own tests."""
    monkeypatch.setattr(actions.Zone, "place", staticmethod(staff.place))


def plan(*moves: tuple[str, str, str], transfers: list[Any] | None = None, day: date = DAY) -> uuid.UUID:
    made = Plan.objects.create(
        id=uuid.uuid4(), title="令和8年度の組織改正", day=day, moves=[list(each) for each in moves],
        transfers=transfers or [], state=CONFIRMED, made_by="kanri1", made_name="一", confirmed_by="kanri2",
        confirmed_name="二", confirmed_at=clock.now(),
    )  # fmt: skip
    return made.id


def at_midnight() -> int:
    clock.set_now(MIDNIGHT)
    return len(actions.carry_out_due())


def counted() -> tuple[dict[Any, int], dict[Any, int]]:
    """The counters that are kept, without the zeros."""
    stages = CaseCount.objects.filter(n__gt=0).values_list("section", "stage", "procedure", "n")
    days = CaseDueCount.objects.filter(n__gt=0).values_list("section", "due", "n")
    return {row[:3]: row[3] for row in stages}, {row[:2]: row[2] for row in days}


def test_nothing_happens_before_its_day(
    arrive: Callable[..., UUID], office_people: dict[str, Actor], new: str, here: Here
) -> None:
    id_ = arrive()
    plan((here.section, "", new))
    clock.set_now(MIDNIGHT - timedelta(seconds=1))
    assert actions.carry_out_due() == []
    assert Case.objects.get(id=id_).section == here.section
    clock.set_now(MIDNIGHT)
    assert len(actions.carry_out_due()) == 1
    assert Case.objects.get(id=id_).section == new


def test_cases_follow_with_their_counters_and_leave_no_orphan(
    arrive: Callable[..., UUID], office_people: dict[str, Actor], new: str, here: Here, ledger: Ledger
) -> None:
    taken, waiting = arrive(), arrive()
    cases.take(office_people["clerk"], taken, version(taken))
    before = counted()
    staying = list(StaffMember.objects.filter(section=here.section).values_list("id", flat=True))
    made = plan((here.section, "", new))
    assert at_midnight() == 1
    assert set(Case.objects.values_list("section", flat=True)) == {new}
    after = counted()
    assert {(new, *key[1:]): n for key, n in before[0].items()} == after[0]
    assert {(new, key[1]): n for key, n in before[1].items()} == after[1]
    assert kept.orphaned() == []
    report = Plan.objects.get(id=made).report
    assert report["moved"] == [[here.section, "", new, {"arrived": 1, "examining": 1}]]
    assert (report["members"], report["orphaned"]) == (len(staying), [])
    # The section's own people went along, and who had the case in hand still has it.
    assert Case.objects.get(id=taken).taken_by == "clerk"
    assert Case.objects.get(id=waiting).version == 1
    assert StaffMember.objects.get(id="clerk").section == new
    assert StaffMember.objects.get(id="stranger").section == here.other_section
    moved = AuditRow.objects.filter(action="case.moved")
    assert {row.object_id for row in moved} == {str(taken), str(waiting)}
    assert moved[0].detail == {"from": here.section, "to": new}


def test_whoever_is_transferred_loses_the_rights_and_the_cases_of_the_old_section(
    arrive: Callable[..., UUID], office_people: dict[str, Actor], new: str, here: Here,
    at_desk: Callable[..., Any],
) -> None:  # fmt: skip
    id_ = arrive()
    cases.take(office_people["clerk"], id_, version(id_))
    clock.set_now(MIDNIGHT - timedelta(minutes=5))
    client = at_desk("clerk")
    assert client.get(f"/cases/{id_}").status_code == 200
    made = plan(
        transfers=[["clerk", here.other_section, "", None], ["stranger", here.section, "", ["clerk"]]]
    )
    at_midnight()
    assert client.get(f"/cases/{id_}").status_code == 404
    assert at_desk("stranger").get(f"/cases/{id_}").status_code == 200
    case = Case.objects.get(id=id_)
    assert (case.section, case.taken_by, case.taken_name, case.taken_at) == (here.section, "", "", None)
    assert Plan.objects.get(id=made).report["let_go"] == 1
    assert StaffMember.objects.get(id="stranger").roles == ["clerk"]


def test_a_case_leaves_the_hands_of_who_does_not_go_along(
    arrive: Callable[..., UUID], office_people: dict[str, Actor], new: str, here: Here
) -> None:
    id_ = arrive()
    cases.take(office_people["clerk"], id_, version(id_))
    made = plan((here.section, "", new), transfers=[["clerk", here.other_section, "", None]])
    at_midnight()
    case = Case.objects.get(id=id_)
    assert (case.section, case.taken_by) == (new, "")
    assert Plan.objects.get(id=made).report["moved"] == [
        [here.section, "", new, {"examining": 1, "untaken": 1}]
    ]


def test_a_section_is_split_by_procedure(
    arrive: Callable[..., UUID], office_people: dict[str, Actor], new: str, here: Here
) -> None:
    id_ = arrive()
    plan((here.section, here.procedure, new), (here.section, "", here.other_section))
    at_midnight()
    assert Case.objects.get(id=id_).section == new
    catalog = versions.current()
    assert catalog is not None
    assert catalog.procedures[here.procedure].section == new
    made = versions._as_made(catalog.hash)
    others = {**made.procedures, **made.counter}.values()
    rest = [each.id for each in others if each.section == here.section and each.id != here.procedure]
    assert {catalog.listed(each).section for each in rest} == {here.other_section}  # type: ignore[union-attr]
    assert StaffMember.objects.get(id="clerk").section == here.other_section


def test_what_arrives_under_a_version_of_before_goes_to_the_successor(
    arrive: Callable[..., UUID],
    office_people: dict[str, Actor],
    new: str,
    here: Here,
    at_desk: Callable[..., Any],
) -> None:
    plan((here.section, "", new))
    at_midnight()
    id_ = arrive()
    assert Case.objects.get(id=id_).section == new
    # The version that it was made under declares neither: its letters and its page still say who handles it.
    assert at_desk("clerk").get(f"/cases/{id_}").status_code == 200


def test_papers_and_decided_cases_follow_and_old_numbers_stay_with_the_old_name(
    arrive: Callable[..., UUID], office_people: dict[str, Actor], new: str, here: Here, ledger: Ledger
) -> None:
    first = proposed(office_people, arrive())
    number = cases.decide(office_people["chief"], first, version(first))
    from dokodemo.casework.cases.jobs import render_documents

    render_documents(str(first))
    assert CasePrint.objects.filter(section=here.section).count() == 1
    plan((here.section, "", new))
    at_midnight()
    case = Case.objects.get(id=first)
    assert (case.section, case.number) == (new, number)
    assert CasePrint.objects.get().section == new
    people = {
        name: Actor(each.zone, each.kind, each.id, each.name, each.roles, frozenset({new}))
        for name, each in office_people.items()
    }
    second = proposed(people, arrive())
    fresh = cases.decide(people["chief"], second, version(second))
    assert [each.split("第")[1] for each in (number, fresh)] == ["1号", "1号"]
    assert number != fresh
    assert dict(DocumentNumber.objects.values_list("section", "last")) == {here.section: 1, new: 1}


def test_a_successor_of_the_same_name_goes_on_counting(
    arrive: Callable[..., UUID], office_people: dict[str, Actor], new: str, here: Here, ledger: Ledger
) -> None:
    first = proposed(office_people, arrive())
    number = cases.decide(office_people["chief"], first, version(first))
    same = SAME_TITLE[here.section]
    plan((here.section, "", same))
    at_midnight()
    people = {
        name: Actor(each.zone, each.kind, each.id, each.name, each.roles, frozenset({same}))
        for name, each in office_people.items()
    }
    second = proposed(people, arrive())
    assert cases.decide(people["chief"], second, version(second)) == number.replace("第1号", "第2号")


def test_what_was_interrupted_goes_on_and_counts_once(
    arrive: Callable[..., UUID],
    office_people: dict[str, Actor],
    new: str,
    here: Here,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    ids = [arrive() for _ in range(3)]
    made = plan((here.section, "", new))
    monkeypatch.setattr(carrying, "BATCH", 2)
    room = succession.followers()["cases"]
    calls = 0

    class Stopped:
        at = room.at

        def follow(self, *arguments: Any) -> Any:
            nonlocal calls
            calls += 1
            if calls == 2:
                raise KeyboardInterrupt
            return room.follow(*arguments)

    succession.register("cases", Stopped())
    try:
        with pytest.raises(KeyboardInterrupt):
            at_midnight()
    finally:
        succession.register("cases", room)
    assert sorted(Case.objects.values_list("section", flat=True)) == sorted([new, new, here.section])
    assert len(kept.orphaned()) == 1
    assert len(actions.carry_out_due()) == 1
    done = Plan.objects.get(id=made)
    assert (done.state, done.report["moved"]) == (DONE, [[here.section, "", new, {"arrived": 3}]])
    assert kept.orphaned() == []
    assert actions.carry_out_due() == []
    assert Case.objects.filter(id__in=ids, section=new).count() == 3


def test_it_does_not_begin_where_the_city_does_not_declare_the_successor(
    arrive: Callable[..., UUID], office_people: dict[str, Actor], new: str, here: Here
) -> None:
    id_ = arrive()
    plan((here.section, "", "nowhere"))
    with pytest.raises(actions.NotDeclared, match="nowhere"):
        at_midnight()
    assert Case.objects.get(id=id_).section == here.section
    assert StaffMember.objects.get(id="clerk").section == here.section


def test_a_plan_that_cannot_begin_holds_up_only_those_that_touch_it(
    arrive: Callable[..., UUID], office_people: dict[str, Actor], new: str, here: Here
) -> None:
    id_ = arrive()
    stuck = plan((here.other_section, "", "nowhere"))
    goes = plan((here.section, "", new), day=DAY + timedelta(days=1))
    after = plan(transfers=[["clerk", here.other_section, "", None]], day=DAY + timedelta(days=2))
    clock.set_now(MIDNIGHT + timedelta(days=2))
    with pytest.raises(actions.NotDeclared, match="nowhere"):
        actions.carry_out_due()
    states = dict(Plan.objects.values_list("id", "state"))
    assert states == {stuck: CONFIRMED, goes: DONE, after: CONFIRMED}
    assert Case.objects.get(id=id_).section == new
    assert StaffMember.objects.get(id="clerk").section == new


@pytest.mark.parametrize("state", ["withdrawn", "prepared"])
def test_a_plan_that_is_not_to_be_carried_out_moves_nothing(
    arrive: Callable[..., UUID], office_people: dict[str, Actor], new: str, here: Here, state: str
) -> None:
    """As it happens when it is withdrawn between being found due and being begun."""
    id_ = arrive()
    made = plan((here.section, "", new))
    clock.set_now(MIDNIGHT)
    Plan.objects.update(state=state)
    assert actions.carry_out(made) == {}
    assert Case.objects.get(id=id_).section == here.section
    assert Plan.objects.get(id=made).state == state


def test_the_seats_of_a_proposal_follow_and_who_is_there_decides(
    arrive: Callable[..., UUID], office_people: dict[str, Actor], new: str, here: Here, ledger: Ledger
) -> None:
    id_ = proposed(office_people, arrive())
    made = plan((here.section, "", new))
    at_midnight()
    seat = CaseSeat.objects.get(case=id_)
    assert (seat.section, seat.place, seat.state) == (new, new, "asked")
    assert Plan.objects.get(id=made).report["moved"] == [[here.section, "", new, {"proposed": 1, "seats": 1}]]
    chief = office_people["chief"]
    moved = Actor(chief.zone, chief.kind, chief.id, chief.name, chief.roles, frozenset({new}))
    assert cases.decide(moved, id_, version(id_))
    seat.refresh_from_db()
    assert (seat.state, seat.by_id) == ("agreed", "chief")


@pytest.mark.parametrize("agreed", [False, True], ids=["both asked", "one has agreed"])
def test_who_is_head_of_both_sections_now_is_asked_once(
    arrive: Callable[..., UUID],
    office_people: dict[str, Actor],
    new: str,
    here: Here,
    ledger: Ledger,
    agreed: bool,
) -> None:
    """合議 of two sections that become one."""
    decision = Case.objects.get(id=proposed(office_people, arrive())).decisions.get()
    CaseSeat.objects.filter(decision=decision).update(step=2, state="waiting")
    for section in (here.section, here.other_section):
        CaseSeat.objects.create(
            decision=decision, case_id=decision.case_id, step=1, place=section, section=section, post="kacho", final=False,
            drafter=decision.proposed_by, state="asked",
        )  # fmt: skip
    if agreed:
        CaseSeat.objects.filter(place=here.other_section).update(
            state="agreed", by_id="x", by_name="試験", at=clock.now()
        )
    plan((here.section, "", here.other_section))
    at_midnight()
    first = CaseSeat.objects.filter(decision=decision, step=1).order_by("id").values_list("state", flat=True)
    last = CaseSeat.objects.get(decision=decision, step=2)
    assert list(first) == (["dropped", "agreed"] if agreed else ["dropped", "asked"])
    assert (last.section, last.state) == (here.other_section, "asked" if agreed else "waiting")


def test_whatever_comes_late_to_a_section_that_handed_over_is_swept_after_the_others(
    arrive: Callable[..., UUID], office_people: dict[str, Actor], new: str, here: Here
) -> None:
    plan((here.section, "", new))
    at_midnight()
    id_ = arrive()
    Case.objects.filter(id=id_).update(section=here.section)
    assert len(kept.orphaned()) == 1
    assert actions.sweep() == 1
    assert (kept.orphaned(), actions.sweep()) == ([], 0)


def test_a_list_of_before_midnight_puts_nobody_back(
    office_people: dict[str, Actor], new: str, here: Here
) -> None:
    made = plan((here.section, "", new))
    at_midnight()
    StaffMember.objects.filter(id="clerk").update(section=here.section)
    actions.place_again({str(made)})
    assert StaffMember.objects.get(id="clerk").section == here.section
    actions.place_again(set())
    assert StaffMember.objects.get(id="clerk").section == new


def test_work_can_be_given_back_and_two_plans_follow_one_another(
    arrive: Callable[..., UUID], office_people: dict[str, Actor], new: str, here: Here
) -> None:
    id_ = arrive()
    plan((here.section, "", new))
    at_midnight()
    Plan.objects.create(
        id=uuid.uuid4(), title="戻す", day=DAY + timedelta(days=1), moves=[[new, "", here.section]], transfers=[],
        state=CONFIRMED, made_by="kanri1", made_name="一", confirmed_by="kanri2", confirmed_name="二", confirmed_at=clock.now(),
    )  # fmt: skip
    clock.set_now(MIDNIGHT + timedelta(days=1))
    actions.carry_out_due()
    assert Case.objects.get(id=id_).section == Case.objects.get(id=arrive()).section == here.section
    assert actions.sweep() == 0, "the first plan is over: it takes nothing away again"
    assert kept.orphaned() == []
