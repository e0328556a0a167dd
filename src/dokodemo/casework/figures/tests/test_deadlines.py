"""Told before a deadline and after it: on business days, once, and the right people."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from dokodemo.base import clock
from dokodemo.base.actor import Actor
from dokodemo.base.audit.models import AuditRow
from dokodemo.casework.cases.models import Case, CaseContact
from dokodemo.casework.cases.queries import figures as cases
from dokodemo.casework.cases.rights import NotAllowed
from dokodemo.casework.cases.tests.stepping import at_once
from dokodemo.casework.conftest import Here
from dokodemo.casework.figures import actions, jobs, terms
from dokodemo.casework.figures.models import Message, Told
from dokodemo.casework.figures.queries import deadlines
from dokodemo.casework.figures.tests import rows
from dokodemo.casework.staff.models import StaffMember

pytestmark = pytest.mark.django_db
Arrive = Callable[..., UUID]
#: Thursday and Friday after it are open; Saturday to Monday (成人の日, 11 January) are not.
WEDNESDAY = date(2027, 1, 6)


@pytest.mark.parametrize(
    "last, near",
    [
        (date(2027, 1, 5), "over"),
        (date(2027, 1, 6), "one"),
        (date(2027, 1, 7), "one"),
        (date(2027, 1, 8), "three"),
        (date(2027, 1, 12), "three"),  # three open days away, six on the calendar
        (date(2027, 1, 13), None),
    ],
)
def test_nearness_is_counted_in_business_days(last: date, near: str | None) -> None:
    assert terms.nearness(last, WEDNESDAY) == near


def test_the_turn_of_the_year_is_jumped_over() -> None:
    assert terms.nearness(date(2027, 1, 5), date(2026, 12, 28)) == "three"
    assert terms.nearness(date(2027, 1, 4), date(2026, 12, 28)) == "one"


def test_a_promise_for_a_sunday_is_warned_of_on_friday() -> None:
    assert terms.nearness(date(2026, 11, 29), date(2026, 11, 27)) == "one"


def told() -> set[tuple[str, UUID, int, str]]:
    return set(Told.objects.values_list("member", "case_id", "contact", "nearness"))


@pytest.fixture
def like(arrive: Arrive, office_people: dict[str, Actor]) -> UUID:
    """The real case is nobody's business here: it is due in a year."""
    id_ = arrive()
    Case.objects.filter(id=id_).update(due=date(2028, 1, 1))
    return id_


def due(like: UUID, day: date, taken_by: str = "", **changes: Any) -> UUID:
    return rows.of(like, date(2026, 12, 1), due=day, taken_by=taken_by, **changes).id


def test_who_has_it_is_told_before_and_the_chief_after(like: UUID) -> None:
    near = due(like, date(2027, 1, 12), "clerk")
    tomorrow = due(like, date(2027, 1, 7), "colleague")
    nobodys = due(like, date(2027, 1, 6))
    gone = due(like, date(2027, 1, 6), "left")
    late = due(like, date(2027, 1, 5), "clerk")
    due(like, date(2027, 1, 13), "clerk")
    due(like, date(2027, 1, 6), "clerk", section="elsewhere")
    rows.decided(
        like, date(2026, 12, 1), date(2026, 12, 2), date(2026, 12, 3), date(2026, 12, 4), due=date(2027, 1, 5)
    )
    assert actions.warn(WEDNESDAY) == 4
    assert told() == {
        ("clerk", near, 0, "three"),
        ("colleague", tomorrow, 0, "one"),
        *((chief, case, 0, "one") for chief in ("chief", "both") for case in (nobodys, gone)),
        *((chief, late, 0, "over") for chief in ("chief", "both")),
    }
    assert Message.objects.count() == 4, "one message a person, however many cases"
    row = AuditRow.objects.get(action="deadline.tell")
    assert row.detail == {"people": 4, "deadlines": 8}


def test_promises_are_told_of_as_well(like: UUID) -> None:
    theirs = due(like, date(2028, 1, 1), "colleague")
    nobodys = due(like, date(2028, 1, 1))
    decided = rows.decided(
        like, date(2026, 12, 1), date(2026, 12, 2), date(2026, 12, 3), date(2026, 12, 4), taken_by="clerk"
    )
    first = rows.promised(Case.objects.get(id=theirs), date(2027, 1, 12))
    second = rows.promised(Case.objects.get(id=nobodys), date(2027, 1, 9), by="clerk")
    over = rows.promised(decided, date(2027, 1, 4))
    kept = rows.promised(decided, date(2027, 1, 4))
    CaseContact.objects.filter(id=kept.pk).update(kept_at=clock.now(), kept_by="clerk", kept_name="試験 担当")
    actions.warn(WEDNESDAY)
    assert told() == {
        ("colleague", theirs, first.pk, "three"),
        ("clerk", nobodys, second.pk, "three"),
        ("chief", decided.id, over.pk, "over"),
        ("both", decided.id, over.pk, "over"),
    }


def test_nobody_is_told_twice(like: UUID) -> None:
    id_ = due(like, date(2027, 1, 12), "clerk")
    for day in range(5, 15):
        actions.warn(date(2027, 1, day))
        assert actions.warn(date(2027, 1, day)) == 0, "the second run of a day told somebody again"
    assert sorted(Told.objects.values_list("message__on", "member", "nearness")) == [
        (date(2027, 1, 6), "clerk", "three"),
        (date(2027, 1, 8), "clerk", "one"),
        (date(2027, 1, 13), "both", "over"),
        (date(2027, 1, 13), "chief", "over"),
    ]
    Case.objects.filter(id=id_).update(due=date(2027, 1, 20))
    assert actions.warn(date(2027, 1, 15)) == 1, "the day moved: it is another deadline"


def test_on_a_closed_day_nobody_is_told(like: UUID) -> None:
    due(like, date(2027, 1, 5), "clerk")
    for day in (date(2027, 1, 9), date(2027, 1, 10), date(2027, 1, 11), date(2026, 12, 31)):
        assert actions.warn(day) == 0
    assert actions.warn(date(2027, 1, 12)) > 0


def test_a_section_without_a_chief(like: UUID) -> None:
    StaffMember.objects.filter(id__in=("chief", "both")).update(active=False)
    late, nobodys = due(like, date(2027, 1, 5), "clerk"), due(like, date(2027, 1, 5))
    assert actions.warn(WEDNESDAY) == 1
    assert told() == {("clerk", late, 0, "over")}
    assert nobodys not in {case for _member, case, _contact, _near in told()}


def test_what_comes_later_the_same_day_is_in_the_same_message(like: UUID) -> None:
    due(like, date(2027, 1, 7), "clerk")
    actions.warn(WEDNESDAY)
    Message.objects.update(read_at=clock.now())
    due(like, date(2027, 1, 7), "clerk")
    actions.warn(WEDNESDAY)
    message = Message.objects.get(member="clerk")
    assert (message.told.count(), message.read_at) == (2, None)


def test_more_than_a_batch(like: UUID, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cases, "BATCH", 3)
    monkeypatch.setattr(actions, "BATCH", 3)
    case = Case.objects.get(id=due(like, date(2028, 1, 1), "clerk"))
    ids = {due(like, date(2027, 1, 5 + number % 3), "clerk") for number in range(10)}
    promises = {rows.promised(case, date(2027, 1, 5 + number % 3)).pk for number in range(7)}
    actions.warn(WEDNESDAY)
    assert {each for _member, each, contact, _near in told() if not contact} == ids
    assert {contact for _member, _each, contact, _near in told() if contact} == promises


def test_a_batch_costs_the_same_however_many_are_in_it(like: UUID) -> None:
    def cost(day: date) -> int:
        with CaptureQueriesContext(connection) as made:
            actions.warn(day)
        return len(made)

    first = due(like, date(2027, 1, 12), "clerk")
    few = cost(WEDNESDAY)
    Case.objects.filter(id=first).delete()  # it would be the chief's by then
    for _ in range(20):
        due(like, date(2027, 1, 20), "clerk")
    assert cost(date(2027, 1, 15)) <= few


def test_what_was_told_is_forgotten_after_a_year(like: UUID) -> None:
    due(like, date(2027, 1, 7), "clerk")
    actions.warn(WEDNESDAY)
    assert actions.forget(date(2028, 1, 6)) == 0
    assert actions.forget(date(2028, 1, 9)) == 1
    assert not Told.objects.exists()


def test_the_morning_job(like: UUID) -> None:
    clock.set_now(datetime.combine(WEDNESDAY, time(7, 37), clock.TOKYO))
    due(like, date(2027, 1, 7), "clerk")
    jobs.warn(0)
    jobs.warn(0)
    assert told()
    assert Message.objects.count() == 1


def test_the_reader_sees_what_they_were_told(like: UUID, office_people: dict[str, Actor]) -> None:
    clerk = office_people["clerk"]
    id_ = due(like, date(2027, 1, 7), "clerk")
    rows.promised(Case.objects.get(id=id_), date(2027, 1, 8))
    actions.warn(WEDNESDAY)
    found = deadlines.items(clerk)
    assert found.rows[0].promise, "promises are told of after the cases"
    assert {(each.promise, each.nearness, each.unread, each.done) for each in found.rows} == {
        (False, "one", True, False),
        (True, "three", True, False),
    }
    assert {each.case_id for each in found.rows} == {str(id_)}
    assert (found.unread, found.chief, deadlines.unread(clerk)) == (2, False, 2)
    assert deadlines.items(office_people["chief"]).rows == ()
    actions.read_messages(clerk)
    actions.read_messages(clerk)
    assert (deadlines.unread(clerk), deadlines.items(clerk).rows[0].unread) == (0, False)
    assert AuditRow.objects.filter(action="deadline.read").count() == 1


def test_pages_hold_every_deadline_once(
    like: UUID, office_people: dict[str, Actor], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(deadlines, "PAGE", 2)
    ids = {str(due(like, date(2027, 1, 7), "clerk")) for _ in range(5)}
    actions.warn(WEDNESDAY)
    seen: list[str] = []
    before = None
    for _ in range(4):
        found = deadlines.items(office_people["clerk"], before)
        seen += [each.case_id for each in found.rows]
        before = found.before
        if before is None:
            break
    assert (set(seen), len(seen)) == (ids, 5)


def test_a_page_of_which_nothing_is_left_leads_to_the_older_ones(
    like: UUID, at_desk: Callable[..., Any], here: Here, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The newest were of cases that another section has now."""
    monkeypatch.setattr(deadlines, "PAGE", 1)
    ids = [due(like, date(2027, 1, 7), "clerk") for _ in range(2)]
    actions.warn(WEDNESDAY)
    newest = Told.objects.latest("id").case_id
    Case.objects.filter(id=newest).update(section=here.other_section)
    clerk = at_desk("clerk")
    page = clerk.get("/deadlines").content.decode()
    assert f"?before={Told.objects.latest('id').pk}" in page
    assert "知らせはありません。" not in page
    older = clerk.get(f"/deadlines?before={Told.objects.latest('id').pk}").content.decode()
    assert str(next(each for each in ids if each != newest)) in older


def test_who_moved_to_another_section_no_longer_sees_its_cases(
    like: UUID, office_people: dict[str, Actor], here: Here
) -> None:
    due(like, date(2027, 1, 7), "clerk")
    actions.warn(WEDNESDAY)
    moved = Actor(
        office_people["clerk"].zone,
        "staff",
        "clerk",
        "試験",
        frozenset({"clerk"}),
        frozenset({here.other_section}),
    )
    assert deadlines.items(moved).rows == ()


def test_who_works_on_no_cases_has_no_deadlines(like: UUID, office_people: dict[str, Actor]) -> None:
    for who in ("operator", "auditor"):
        with pytest.raises(NotAllowed):
            deadlines.items(office_people[who])
        with pytest.raises(NotAllowed):
            actions.read_messages(office_people[who])


@pytest.mark.django_db(transaction=True)
def test_two_mornings_at_once_tell_once(like: UUID) -> None:
    due(like, date(2027, 1, 7), "clerk")
    results = at_once(lambda: actions.warn(WEDNESDAY), lambda: actions.warn(WEDNESDAY))
    assert all(isinstance(each, int) for each in results), results
    assert (Told.objects.count(), Message.objects.count()) == (1, 1)


def test_age_classes_begin_where_the_business_days_do() -> None:
    """Tuesday after a long weekend: what came on Wednesday is three open days old (Thursday, Friday, Tuesday)."""
    bounds = terms.age_bounds(date(2027, 1, 12))
    assert bounds[0] == date(2027, 1, 6)
    assert bounds == sorted(bounds, reverse=True)
    assert terms.months_later(date(2026, 11, 1), 2) == date(2027, 1, 1)
    assert terms.months_later(date(2026, 1, 1), -2) == date(2025, 11, 1)
    assert terms.shown_until(date(2026, 12, 25)) - date(2026, 12, 25) > timedelta(days=10)
