"""Who answers for an alarm, with what, once; and who never learns of it."""

import itertools
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from dokodemo.base import clock
from dokodemo.base.actor import Actor
from dokodemo.base.audit.models import AuditRow
from dokodemo.casework import succession
from dokodemo.casework.cases.models import Case
from dokodemo.casework.cases.rights import NotAllowed, NotPossible
from dokodemo.casework.conftest import SOMEONE, Here
from dokodemo.casework.looking import actions, rights
from dokodemo.casework.looking.models import Alarm, Answer
from dokodemo.casework.looking.queries import alarms as queries
from dokodemo.casework.looking.queries import report as figures
from dokodemo.casework.looking.tests.making import AT, judge, seen
from dokodemo.catalog.succession import Move

pytestmark = pytest.mark.django_db
People = dict[str, Actor]
NIGHT = AT.replace(hour=23)


@pytest.fixture
def at_noon() -> None:
    """The tests' present is an hour after the looks."""
    clock.set_now(AT + timedelta(hours=14))


def alarm_of(who: str, at: Any = NIGHT) -> Alarm:
    seen(who, action="case.list", at=at)
    judge()
    return Alarm.objects.get(actor=who)


@pytest.mark.usefixtures("at_noon")
def test_the_chief_of_the_section_answers_once(office_people: People) -> None:
    alarm, chief = alarm_of("clerk"), office_people["chief"]
    actions.answer(chief, alarm.pk, "checking", " 本人に聞いている。 ")
    with pytest.raises(NotPossible) as refused:
        actions.answer(chief, alarm.pk, "checking", "まだ聞いている。")
    assert "word" in refused.value.problems
    actions.answer(chief, alarm.pk, "improper", "用がなかった。")
    for word in ("needed", "improper", "checking"):
        with pytest.raises(NotPossible):
            actions.answer(chief, alarm.pk, word, "やはりちがう。")
    sheet = queries.sheet(chief, alarm.pk)
    assert sheet is not None
    assert [(each.word, each.remark) for each in sheet.said] == [
        ("checking", "本人に聞いている。"), ("improper", "用がなかった。"),
    ]  # fmt: skip
    assert not sheet.row.may_answer
    assert [row.id for row in queries.page(chief, queries.DONE).rows] == [alarm.pk]
    assert queries.page(chief).rows == ()
    acts = AuditRow.objects.filter(action="alarm.answer").order_by("id")
    assert [each.detail for each in acts] == [{"word": "checking"}, {"word": "improper"}]


@pytest.mark.usefixtures("at_noon")
def test_what_is_missing_is_said_by_its_control(office_people: People) -> None:
    alarm, chief = alarm_of("clerk"), office_people["chief"]
    for word, remark, wrong in (
        ("", "", {"word", "remark"}), ("needed", "  ", {"remark"}), ("open", "確かめた。", {"word"}),
        ("needed", "長" * 1_001, {"remark"}),
    ):  # fmt: skip
        with pytest.raises(NotPossible) as refused:
            actions.answer(chief, alarm.pk, word, remark)
        assert set(refused.value.problems) == wrong
    assert not Answer.objects.exists()


@pytest.mark.usefixtures("at_noon")
def test_nobody_answers_for_their_own_looks(office_people: People) -> None:
    alarm = alarm_of("chief")
    with pytest.raises(NotAllowed):
        actions.answer(office_people["chief"], alarm.pk, "needed", "仕事だった。")
    with pytest.raises(IntegrityError), transaction.atomic():
        Answer.objects.create(
            alarm=alarm, word="needed", remark="仕事だった。", looker="chief", by_id="chief", by_name="課長"
        )
    (row,) = queries.page(office_people["chief"]).rows
    assert not row.may_answer
    actions.answer(office_people["both"], alarm.pk, "needed", "もう一人の責任者が確かめた。")


@pytest.mark.usefixtures("at_noon")
@pytest.mark.parametrize("who", ["clerk", "colleague", "approver", "stranger", "operator", "administrator"])
def test_it_is_nobody_elses_business(office_people: People, who: str) -> None:
    alarm, actor = alarm_of("colleague"), office_people[who]
    with pytest.raises(NotAllowed):
        actions.answer(actor, alarm.pk, "needed", "確かめた。")
    assert queries.sheet(actor, alarm.pk) is None
    if who == "stranger":  # a chief, of another section
        assert queries.page(actor).rows == ()
    else:
        with pytest.raises(NotAllowed):
            queries.page(actor)
    with pytest.raises(NotAllowed):
        figures.report(actor, AT.date())


def test_who_keeps_the_house_sees_nothing_whatever_else_they_are(here: Here) -> None:
    for roles in itertools.product(("operator", "administrator"), ("chief", "auditor")):
        actor = Actor("office", "staff", "x", "x", frozenset(roles), frozenset({here.section}))
        assert not rights.oversees(actor, here.section)
        with pytest.raises(NotAllowed):
            queries.page(actor)


@pytest.mark.usefixtures("at_noon")
def test_after_five_open_days_it_is_the_auditors(office_people: People) -> None:
    alarm, auditor = alarm_of("clerk"), office_people["auditor"]
    assert queries.page(auditor, queries.LATE).rows == ()
    (row,) = queries.page(auditor).rows
    assert (row.may_answer, row.late) == (False, False)
    with pytest.raises(NotPossible):
        actions.answer(auditor, alarm.pk, "needed", "早すぎる。")
    clock.set_now(clock.midnight(alarm.due) + timedelta(hours=10))
    assert queries.page(auditor, queries.LATE).rows == (), "the last day is the chief's"
    clock.set_now(clock.midnight(alarm.due + timedelta(days=1)) + timedelta(hours=10))
    (row,) = queries.page(auditor, queries.LATE).rows
    assert (row.may_answer, row.late) == (True, True)
    actions.answer(auditor, alarm.pk, "improper", "課から答えがなかった。")
    assert queries.page(auditor, queries.LATE).rows == ()


@pytest.mark.usefixtures("at_noon")
def test_who_belongs_to_no_section_is_the_auditors_at_once(office_people: People) -> None:
    alarm = alarm_of("operator")
    assert queries.sheet(office_people["chief"], alarm.pk) is None
    actions.answer(office_people["auditor"], alarm.pk, "needed", "障害の対応だった。")


@pytest.mark.usefixtures("at_noon")
def test_a_look_at_an_alarm_is_recorded_and_no_alarm_itself(office_people: People) -> None:
    alarm = alarm_of("clerk")
    queries.page(office_people["chief"])
    queries.sheet(office_people["chief"], alarm.pk)
    looks = AuditRow.objects.filter(actor_id="chief")
    assert [(each.action, each.subject) for each in looks.order_by("id")] == [
        ("alarm.list", ""), ("alarm.view", ""),
    ]  # fmt: skip
    judge()
    assert set(Alarm.objects.values_list("actor", flat=True)) == {"clerk"}


@pytest.mark.usefixtures("at_noon")
def test_pages_follow_each_other_at_a_fixed_cost(
    office_people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    for days in range(5):
        seen("clerk", action="case.list", at=NIGHT - timedelta(days=days))
    judge()
    monkeypatch.setattr(queries, "PAGE", 2)
    chief = office_people["chief"]
    for tab, order in ((queries.WAITING, sorted), (queries.DONE, lambda ids: sorted(ids, reverse=True))):
        if tab == queries.DONE:
            for each in Alarm.objects.all():
                actions.answer(chief, each.pk, "needed", "確かめた。")
        shown, after = [], 0
        while True:
            with CaptureQueriesContext(connection) as cost:
                page = queries.page(chief, tab, after)
            assert len(cost) <= 4
            shown += [row.id for row in page.rows]
            if page.after is None:
                break
            after = page.after
        assert shown == order(Alarm.objects.values_list("pk", flat=True))


def test_a_case_that_came_afterwards_is_said(
    office_people: People, arrive: Callable[..., UUID], here: Here
) -> None:
    if not here.has_people:
        pytest.skip("residents are kept in core")
    id_ = arrive()
    seen("clerk", SOMEONE)
    judge()
    chief = office_people["chief"]
    assert [(row.rule, row.since) for row in queries.page(chief).rows] == [("section", False)]
    Case.objects.filter(id=id_).update(person=SOMEONE, arrived_at=AT + timedelta(days=29))
    assert [row.since for row in queries.page(chief).rows] == [True]
    Case.objects.update(arrived_at=AT + timedelta(days=31))
    assert [row.since for row in queries.page(chief).rows] == [False]


@pytest.mark.usefixtures("at_noon")
def test_the_month_in_figures(office_people: People, here: Here, catalog: Any) -> None:
    for who in ("clerk", "colleague", "stranger"):
        seen(who, action="case.list", at=NIGHT)
    seen("clerk", action="case.list", at=NIGHT - timedelta(days=31))
    judge()
    first = Alarm.objects.get(actor="colleague")
    actions.answer(office_people["chief"], first.pk, "improper", "用がなかった。")
    auditor = office_people["auditor"]
    made = figures.report(auditor, AT.date())
    assert {(each.section, each.rule, each.numbers) for each in made.lines} == {
        (here.section, "night", (0, 1, 0, 1)), (here.other_section, "night", (0, 0, 0, 1)),
    }  # fmt: skip
    assert (made.total.total, made.total.numbers) == (3, (0, 1, 0, 2))
    text = figures.as_csv(made, "ja")
    assert text.splitlines()[0] == "課,わけ,件数,業務で必要だった,不適切,確認中,まだ答えがない"
    assert "試験" not in text
    assert figures.report(auditor, AT.date() - timedelta(days=400)).lines == ()


@pytest.mark.usefixtures("at_noon")
def test_what_nobody_answered_follows_a_section_that_hands_everything_over(
    office_people: People, here: Here
) -> None:
    answered, waits = alarm_of("clerk"), alarm_of("colleague")
    actions.answer(office_people["chief"], answered.pk, "needed", "届出の確認だった。")
    room = succession.followers()["looking"]
    assert room.at({here.section, here.other_section}) == {here.section}
    assert room.follow(Move(here.section, here.procedure, here.other_section), 500) == {}
    assert room.follow(Move(here.section, "", here.other_section), 500) == {"alarms": 1}
    assert room.at({here.section}) == frozenset()
    stranger = office_people["stranger"]
    assert [row.id for row in queries.page(stranger).rows] == [waits.pk]
    actions.answer(stranger, waits.pk, "needed", "届出の確認だった。")
