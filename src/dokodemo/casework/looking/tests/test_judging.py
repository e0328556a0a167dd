"""From the trail to alarms: each row once, batch by batch, whatever stops in between; in both zones."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from dokodemo.base.actor import Actor
from dokodemo.base.audit import chain
from dokodemo.base.audit.models import AuditRow
from dokodemo.casework.cases import states
from dokodemo.casework.cases.models import Case
from dokodemo.casework.conftest import NAGISA, SOMEONE, Here
from dokodemo.casework.looking import actions, rules
from dokodemo.casework.looking.actions import judging
from dokodemo.casework.looking.models import Alarm, Answer, Hour, OwnNumber, Position
from dokodemo.casework.looking.queries.thresholds import most_an_hour
from dokodemo.casework.looking.tests.making import AT, judge, many, seen
from dokodemo.casework.reception import actions as receiving
from dokodemo.casework.reception.models import Reception
from dokodemo.casework.staff.models import StaffMember
from dokodemo.catalog import versions

pytestmark = pytest.mark.django_db
People = dict[str, Actor]


@pytest.fixture
def core_only(here: Here) -> None:
    if not here.has_people:
        pytest.skip("residents are kept in core")


def told() -> set[tuple[str, str, str]]:
    return set(Alarm.objects.values_list("rule", "actor", "subject"))


def test_a_look_at_night_is_an_alarm_in_both_zones(office_people: People, here: Here) -> None:
    night = AT.replace(hour=23)
    first = seen("clerk", action="case.list", at=night)
    seen("clerk", action="case.view", case="c1", at=night + timedelta(minutes=1))
    seen("clerk", action="case.take", case="c1", at=night)
    seen("colleague", action="case.list")
    judge()
    (alarm,) = Alarm.objects.all()
    assert (alarm.rule, alarm.actor, alarm.section) == ("night", "clerk", here.section)
    assert (alarm.row, alarm.looks, alarm.at, alarm.subject) == (first, 2, night, "")
    assert alarm.due.isoformat() == "2026-12-01", "five open days after Tuesday 24 November"


def test_residents_and_processes_do_not_look(office_people: People) -> None:
    for kind in ("resident", "system"):
        AuditRow.objects.create(
            at=AT.replace(hour=2), actor_kind=kind, actor_id="x", actor_name="x", action="case.view"
        )
    judge()
    assert told() == set()


def test_each_row_is_judged_once(office_people: People, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(judging, "BATCH", 3)
    judge()
    for n in range(7):
        seen("clerk", action="case.list", at=AT.replace(hour=23, minute=n))
    while chain.extend():
        pass
    assert [judging.judge_batch(3) for _ in range(4)] == [3, 3, 1, 0]
    assert Alarm.objects.get().looks == 7
    assert judge() == 0
    assert Position.objects.get(reader=judging.READER).sequence == chain.head().sequence
    assert Alarm.objects.get().looks == 7


def test_a_list_is_not_cut_in_two_by_a_batch(office_people: People, here: Here) -> None:
    """Twelve people in one answer, batches of ten: one look at a list, not two lists or ten looks and two."""
    if not here.has_people:
        pytest.skip("residents are kept in core")
    judge()
    seen("colleague", action="case.list", at=AT - timedelta(seconds=5))
    for n in range(12):
        seen("clerk", f"9{n:05}", at=AT + timedelta(milliseconds=5 * n))
    while chain.extend():
        pass
    assert [judging.judge_batch(10) for _ in range(3)] == [1, 10, 2], (
        "longer than a batch is cut, or it would never end"
    )
    Alarm.objects.all().delete()
    Position.objects.update(sequence=chain.head().sequence - 13)
    assert [judging.judge_batch(12) for _ in range(3)] == [1, 12, 0]
    assert [(each.rule, each.subject, each.looks) for each in Alarm.objects.all()] == [("section", "", 12)]


def test_a_row_that_is_committed_late_is_not_missed(office_people: People) -> None:
    """Its number is lower than one that was judged already: the chain's order is what is followed."""
    early = seen("clerk", action="case.list", at=AT.replace(hour=23))
    late = AuditRow.objects.get(pk=early)
    kept = {name: getattr(late, name) for name in ("at", "actor_kind", "actor_id", "actor_name", "action")}
    late.delete()
    seen("colleague", action="case.list", at=AT.replace(hour=23))
    judge()
    AuditRow.objects.create(pk=early, **kept)
    judge()
    assert {each.actor for each in Alarm.objects.all()} == {"clerk", "colleague"}


def test_what_fails_half_way_is_judged_again(office_people: People, monkeypatch: pytest.MonkeyPatch) -> None:
    seen("clerk", action="case.list", at=AT.replace(hour=23))
    while chain.extend():
        pass
    before = Position.objects.values_list("sequence", flat=True).first()

    def fail(*_: Any) -> None:
        raise RuntimeError

    monkeypatch.setattr(Position, "save", fail)
    with pytest.raises(RuntimeError), transaction.atomic():
        actions.judge()
    monkeypatch.undo()
    assert not Alarm.objects.exists()
    assert Position.objects.values_list("sequence", flat=True).first() == before
    actions.judge()
    assert Alarm.objects.count() == 1


def test_after_an_answer_the_next_look_is_another_alarm(office_people: People) -> None:
    seen("clerk", action="case.list", at=AT.replace(hour=23))
    judge()
    alarm = Alarm.objects.get()
    actions.answer(office_people["chief"], alarm.pk, "needed", "停電のあとの確認を頼んだ。")
    seen("clerk", action="case.list", at=AT.replace(hour=23, minute=30))
    judge()
    assert sorted(Alarm.objects.values_list("state", "looks")) == [("needed", 1), ("open", 1)]


def test_the_database_holds_that_a_row_is_one_alarm(office_people: People) -> None:
    seen("clerk", action="case.list", at=AT.replace(hour=23))
    judge()
    alarm = Alarm.objects.get()
    alarm.pk, alarm.day = None, alarm.day + timedelta(days=1)
    with pytest.raises(IntegrityError), transaction.atomic():
        alarm.save()


@pytest.mark.usefixtures("core_only")
def test_ones_own_people(
    office_people: People, village: Any, arrive: Callable[..., UUID], here: Here
) -> None:
    """The member is 渚: herself, somebody of her household, somebody at her address, and a stranger."""
    from dokodemo.casework.people import Candidate

    nagisa = village.rows[0]
    for number, name, address, household in (
        ("1", "潮見　凪", nagisa.address, nagisa.household), ("2", "灘　朝彦", nagisa.address, "8"), ("3", "灘　夕子", "海風市港町1", "9"),
    ):  # fmt: skip
        village.rows.append(Candidate(number, name, "", nagisa.birthdate, address, household, ()))
    actions.give_own_number(office_people["administrator"], "clerk", NAGISA, AT.date())
    for number in (NAGISA, "1", "2", "3", SOMEONE):
        id_ = arrive()
        Case.objects.filter(id=id_).update(person=number, arrived_at=AT - timedelta(days=3))
        seen("clerk", number, action="case.view", case=str(id_))
    judge()
    assert told() == {("own", "clerk", NAGISA), ("own", "clerk", "1"), ("address", "clerk", "2")}


@pytest.mark.usefixtures("core_only")
def test_without_ones_own_number_only_the_surname_is_known(office_people: People, here: Here) -> None:
    StaffMember.objects.filter(id="clerk").update(name="潮見　みお", section="")
    seen("clerk", NAGISA)
    seen("clerk", SOMEONE)
    judge()
    assert told() == {("surname", "clerk", NAGISA)}


@pytest.mark.usefixtures("core_only")
def test_somebody_on_the_list_until_taken_off(office_people: People) -> None:
    keeper = office_people["administrator"]
    StaffMember.objects.filter(id="clerk").update(section="")
    actions.add_notable(keeper, SOMEONE, "市長")
    seen("clerk", SOMEONE)
    seen("clerk", NAGISA)
    judge()
    assert told() == {("notable", "clerk", SOMEONE)}
    from dokodemo.casework.looking.models import Notable

    actions.end_notable(keeper, Notable.objects.get().pk)
    seen("clerk", SOMEONE, at=AT + timedelta(days=1))
    judge()
    assert Alarm.objects.count() == 1


@pytest.mark.usefixtures("core_only")
@pytest.mark.parametrize(
    ("arrived", "ended", "alarms"),
    [(-5, None, 0), (-400, None, 0), (-400, -29, 0), (-400, -31, 1), (None, None, 1)],
)
def test_out_of_section(
    office_people: People, arrive: Callable[..., UUID], ledger: Any, arrived: int | None, ended: int | None, alarms: int
) -> None:  # fmt: skip
    """A case of the section excuses, while it is there and thirty days around; another section's excuses nobody."""
    if arrived is not None:
        found = Case.objects.filter(id=arrive())
        found.update(person=SOMEONE, arrived_at=AT + timedelta(days=arrived))
        if ended is not None:
            found.update(
                state="refused", number="試第1号", number_year=2026, decided_at=AT + timedelta(days=ended)
            )
    seen("clerk", SOMEONE)
    seen("stranger", SOMEONE)
    judge()
    assert told() == {("section", "stranger", SOMEONE)} | (
        {("section", "clerk", SOMEONE)} if alarms else set()
    )


@pytest.mark.usefixtures("core_only")
def test_who_is_shown_in_a_case_belongs_to_it(office_people: People, arrive: Callable[..., UUID]) -> None:
    """The household on the tab 住民情報, and candidates: the case is the reason, until it is long over."""
    id_ = arrive()
    Case.objects.filter(id=id_).update(arrived_at=AT - timedelta(days=90))
    seen("clerk", SOMEONE, case=str(id_))
    judge()
    assert told() == set()
    Case.objects.filter(id=id_).update(
        state="refused", number="試第2号", number_year=2026, decided_at=AT - timedelta(days=60)
    )
    seen("clerk", SOMEONE, case=str(id_))
    judge()
    assert told() == {("section", "clerk", SOMEONE)}


@pytest.mark.usefixtures("core_only")
def test_who_applies_is_looked_for_while_the_sheet_is_typed(office_people: People, here: Here) -> None:
    """The section's own sheet excuses; one that was thrown away, and one of another section, excuse nobody."""
    number = receiving.begin(office_people["clerk"], here.procedure, states.COUNTER)
    Reception.objects.filter(pk=number).update(begun_at=AT)
    sheet = str(Reception.objects.get(pk=number).application)
    seen("clerk", SOMEONE, sheet=sheet)
    seen("stranger", SOMEONE, sheet=sheet)
    judge()
    assert told() == {("section", "stranger", SOMEONE)}
    receiving.discard(office_people["clerk"], number)
    seen("clerk", NAGISA, sheet=sheet)
    judge()
    assert ("section", "clerk", NAGISA) in told()


@pytest.mark.usefixtures("core_only")
def test_what_was_received_excuses_who_was_looked_for_while_it_was_typed(
    office_people: People, arrive: Callable[..., UUID]
) -> None:
    id_ = arrive()
    Case.objects.filter(id=id_).update(arrived_at=AT)
    seen("clerk", SOMEONE, sheet=str(id_))
    seen("stranger", SOMEONE, sheet=str(id_))
    judge()
    assert told() == {("section", "stranger", SOMEONE)}


def test_too_many_within_an_hour(office_people: People, here: Here) -> None:
    """Told once for an hour, however many batches it comes in; and told again when it happens again."""
    StaffMember.objects.filter(id__in=["clerk", "colleague"]).update(section="")
    for n in range(60):
        seen("clerk", action="case.view", case=f"c{n}", at=AT + timedelta(seconds=20 * n))
        if n % 25 == 0:
            judge()
    for n in range(rules.LEAST):
        seen("colleague", action="case.view", case=f"c{n}", at=AT + timedelta(seconds=20 * n))
    judge()
    (alarm,) = Alarm.objects.all()
    assert (alarm.rule, alarm.actor, alarm.subject) == ("volume", "clerk", "")
    assert alarm.at == AT + timedelta(seconds=20 * rules.LEAST), "the look that was one too many"
    actions.answer(office_people["auditor"], alarm.pk, "improper", "理由を言えなかった。")
    judge()
    assert Alarm.objects.count() == 1
    for n in range(60):
        seen("clerk", action="case.view", case=f"d{n}", at=AT + timedelta(hours=3, seconds=20 * n))
    judge()
    assert Alarm.objects.count() == 2


def test_a_second_crowd_of_the_same_morning_is_not_missed(office_people: People) -> None:
    """The first, told at five past nine, is still read when the second is judged; after eleven nobody looks any more."""
    StaffMember.objects.filter(id="clerk").update(section="")
    nine = AT.replace(hour=9)
    for n in range(60):
        seen("clerk", action="case.view", case=f"c{n}", at=nine + timedelta(seconds=5 * n))
    judge()
    first = Alarm.objects.get()
    actions.answer(office_people["auditor"], first.pk, "needed", "一斉の通知の準備だった。")
    for n in range(58):
        seen("clerk", action="case.view", case=f"d{n}", at=nine + timedelta(minutes=90, seconds=30 * n))
        if n % 20 == 0:
            judge()
    judge()
    assert list(Alarm.objects.order_by("id").values_list("state", "looks")) == [("needed", 1), ("open", 1)]
    assert Alarm.objects.latest("id").at == nine + timedelta(minutes=90, seconds=30 * rules.LEAST)


def test_the_figures_of_the_hours_are_kept_and_not_added_twice(office_people: People, here: Here) -> None:
    for n in range(4):
        seen("clerk", action="case.view", case=f"c{n % 2}", at=AT + timedelta(minutes=20 * n))
        judge()
    hours = Hour.objects.order_by("hour").values_list("member", "section", "persons")
    assert list(hours) == [("clerk", here.section, 2), ("clerk", here.section, 1)]
    Hour.objects.filter(persons=1).update(hour=AT - timedelta(days=400))
    assert actions.forget_hours() == 1


def test_how_many_are_too_many(
    catalog: Any, here: Here, office_people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    from dokodemo.base import clock

    assert most_an_hour({here.section}) == {here.section: rules.LEAST}
    Hour.objects.bulk_create(
        Hour(member=f"m{n}", hour=clock.now() - timedelta(days=3), section=here.section, persons=30)
        for n in range(rules.ENOUGH)
    )
    Hour.objects.create(member="m0", hour=clock.now(), section=here.section, persons=5_000)
    assert most_an_hour({here.section, "x"}) == {here.section: 60, "x": rules.LEAST}
    now = versions.current()
    assert now is not None
    declared = now.sections[here.section].model_copy(update={"looks_an_hour": 7})
    monkeypatch.setitem(now.sections, here.section, declared)
    assert most_an_hour({here.section}) == {here.section: 7}


def test_a_batch_costs_a_fixed_number_of_queries(office_people: People, here: Here) -> None:
    def cost(number: int) -> int:
        many("clerk", number)
        while chain.extend():
            pass
        with CaptureQueriesContext(connection) as queries:
            judging.judge_batch()
        return len(queries)

    StaffMember.objects.filter(id="clerk").update(section="")
    judge()
    first = cost(2)
    assert cost(30) == first
    assert first <= 14


def test_the_zones_own_role_can_judge(office_people: People, as_application: Any) -> None:
    seen("clerk", action="case.list", at=AT.replace(hour=23))
    while chain.extend():
        pass
    with as_application():
        assert actions.judge() > 0
    assert Alarm.objects.count() == 1
    assert not OwnNumber.objects.exists()
    assert not Answer.objects.exists()
