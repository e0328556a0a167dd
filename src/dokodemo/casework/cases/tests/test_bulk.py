"""Many cases at once: what is done, what is left and why, what is taken back; and a member's own views."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from dokodemo.base import clock
from dokodemo.base.actor import Actor
from dokodemo.base.audit.models import AuditRow
from dokodemo.casework.cases import actions, states
from dokodemo.casework.cases.actions import bulk
from dokodemo.casework.cases.actions import saved as own
from dokodemo.casework.cases.models import BulkAct, Case, CaseContact, CaseDocument, CasePrint
from dokodemo.casework.cases.queries import own as queries
from dokodemo.casework.cases.queries import queue, searching
from dokodemo.casework.cases.queries.queue import Wanted
from dokodemo.casework.cases.rights import NotAllowed, NotPossible
from dokodemo.casework.cases.tests.test_deciding import proposed, version
from dokodemo.casework.cases.tests.test_queue import assert_counts_are_true
from dokodemo.casework.conftest import Here, Ledger

pytestmark = pytest.mark.django_db
Arrive = Callable[..., UUID]
People = dict[str, Actor]


def chosen(*ids: UUID) -> list[tuple[UUID, int]]:
    return [(id_, version(id_)) for id_ in ids]


def test_cases_are_given_to_a_colleague_and_back(arrive: Arrive, office_people: People) -> None:
    one, two = arrive(), arrive()
    act = bulk.assign(office_people["clerk"], chosen(one, two), "colleague")
    assert {row.taken_by for row in Case.objects.all()} == {"colleague"}
    assert (len(act.rows), act.left, act.word) == (2, [], Case.objects.get(id=one).taken_name)
    # Nobody has begun to examine it: the timeline must not say so.
    assert {(row.state, row.taken_at) for row in Case.objects.all()} == {(states.ARRIVED, None)}
    assert queue.counts(office_people["colleague"]).mine == 2
    assert AuditRow.objects.filter(action="case.assign", detail__to="colleague").count() == 2
    bulk.undo(office_people["clerk"], act.id)
    assert {(row.taken_by, row.taken_name) for row in Case.objects.all()} == {("", "")}
    assert AuditRow.objects.filter(action="case.assign.undo").count() == 2


@pytest.mark.parametrize("member", ["stranger", "operator", "nobody", "auditor"])
def test_nobody_else_is_given_a_case(arrive: Arrive, office_people: People, member: str) -> None:
    with pytest.raises(NotPossible) as refused:
        bulk.assign(office_people["clerk"], chosen(arrive()), member)
    assert refused.value.code == "member"
    assert not BulkAct.objects.exists()


def test_a_mark_is_found_by_and_goes_when_it_is_taken_off(arrive: Arrive, office_people: People) -> None:
    clerk, one, two = office_people["clerk"], arrive(), arrive()
    bulk.flag(clerk, chosen(one), "urgent")
    assert [row.id for row in queue.page(clerk, Wanted(flag="urgent")).rows] == [one]
    assert queue.page(clerk, Wanted(flag="consult")).rows == ()
    act = bulk.flag(clerk, chosen(one, two), "")
    assert [why for _receipt, why in act.left] == ["same"]
    assert queue.page(clerk, Wanted(flag="urgent")).rows == ()


def test_one_that_somebody_changed_in_between_is_left(arrive: Arrive, office_people: People) -> None:
    clerk, one, two = office_people["clerk"], arrive(), arrive()
    read = chosen(one, two)
    actions.take(office_people["colleague"], one, version(one))
    act = bulk.assign(clerk, read, "clerk")
    assert act.left == [[Case.objects.get(id=one).receipt, "changed"]]
    assert [row["id"] for row in act.rows] == [str(two)]
    assert Case.objects.get(id=one).taken_by == "colleague"


def test_what_somebody_changed_since_is_not_taken_back(arrive: Arrive, office_people: People) -> None:
    clerk, one, two = office_people["clerk"], arrive(), arrive()
    act = bulk.flag(clerk, chosen(one, two), "urgent")
    actions.take(office_people["colleague"], one, version(one))
    undone = bulk.undo(clerk, act.id)
    assert undone.left == [[Case.objects.get(id=one).receipt, "changed"]]
    assert (Case.objects.get(id=one).flag, Case.objects.get(id=two).flag) == ("urgent", "")


def test_only_ones_own_press_of_the_last_day_is_taken_back_and_once(
    arrive: Arrive, office_people: People
) -> None:
    clerk = office_people["clerk"]
    act = bulk.flag(clerk, chosen(arrive()), "urgent")
    for who, id_ in (("colleague", act.id), ("clerk", uuid4())):
        with pytest.raises(NotPossible, match="gone"):
            bulk.undo(office_people[who], id_)
    bulk.undo(clerk, act.id)
    with pytest.raises(NotPossible, match="undone"):
        bulk.undo(clerk, act.id)
    assert queries.act(office_people["colleague"], act.id) is None
    old = bulk.flag(clerk, chosen(arrive()), "urgent")
    clock.set_now(clock.now() + timedelta(days=1, seconds=1))
    with pytest.raises(NotPossible, match="gone"):
        bulk.undo(clerk, old.id)
    assert bulk.forget() == 2


def test_another_sections_case_stops_the_whole_press(
    arrive: Arrive, office_people: People, here: Here
) -> None:
    one, two = arrive(), arrive()
    Case.objects.filter(id=two).update(section=here.other_section)
    with pytest.raises(NotAllowed):
        bulk.flag(office_people["clerk"], chosen(one, two), "urgent")
    assert set(Case.objects.values_list("flag", flat=True)) == {""}
    for who in ("stranger", "operator", "auditor"):
        with pytest.raises(NotAllowed):
            bulk.flag(office_people[who], chosen(one), "urgent")


def test_nothing_and_too_much(arrive: Arrive, office_people: People) -> None:
    clerk = office_people["clerk"]
    with pytest.raises(NotPossible, match="nothing"):
        bulk.close(clerk, [])
    with pytest.raises(NotPossible, match="many"):
        bulk.close(clerk, [(uuid4(), 1) for _ in range(bulk.MOST + 1)])
    with pytest.raises(NotPossible, match="flag"):
        bulk.flag(clerk, chosen(arrive()), "other")
    assert bulk.close(clerk, [(uuid4(), 1)]).rows == []


def decided(office_people: People, arrive: Arrive) -> UUID:
    id_ = proposed(office_people, arrive())
    actions.decide(office_people["chief"], id_, version(id_))
    return id_


def finish(id_: UUID) -> None:
    """Its papers are made and posted: the rooms of papers have their own tests."""
    CaseDocument.objects.filter(case_id=id_).update(state=states.READY)
    CasePrint.objects.filter(document__case_id=id_).update(state=states.POSTED)


def test_closing_waits_until_nothing_is_left_to_do(
    arrive: Arrive, office_people: People, ledger: Ledger
) -> None:
    clerk, done, waiting = office_people["clerk"], decided(office_people, arrive), arrive()
    act = bulk.close(clerk, chosen(done, waiting))
    assert dict(act.left) == {
        Case.objects.get(id=done).receipt: "paper",
        Case.objects.get(id=waiting).receipt: "not_decided",
    }
    finish(done)
    talk = CaseContact.objects.create(
        case_id=done, way="telephone", whom="applicant", happened_at=clock.now(), said="-", promise="電話する",
        until=clock.today(), by_id="clerk", by_name="clerk",
    )  # fmt: skip
    assert bulk.close(clerk, chosen(done)).left[0][1] == "promise"
    CaseContact.objects.filter(id=talk.id).update(kept_at=clock.now())
    act = bulk.close(clerk, chosen(done))
    assert (len(act.rows), act.left) == (1, [])
    assert_counts_are_true()
    assert [row.id for row in queue.page(clerk, Wanted(state="closed")).rows] == [done]
    assert queue.page(clerk, Wanted(state="approved")).rows == ()
    assert queue.counts(clerk).by_state == {"arrived": 1, "closed": 1}
    assert bulk.close(clerk, chosen(done)).left[0][1] == "closed"
    assert bulk.flag(clerk, chosen(done), "urgent").left[0][1] == "decided"
    bulk.undo(clerk, act.id)
    assert Case.objects.get(id=done).stage == "approved"
    assert_counts_are_true()


def test_a_filed_case_that_has_something_to_do_again_is_taken_out(
    arrive: Arrive, office_people: People, ledger: Ledger
) -> None:
    clerk, id_ = office_people["clerk"], decided(office_people, arrive)
    finish(id_)
    document = CaseDocument.objects.filter(case_id=id_).first()
    assert document is not None
    case = Case.objects.get(id=id_)
    CasePrint.objects.get_or_create(
        document=document, defaults={"section": case.section, "kind": document.kind, "state": states.POSTED}
    )
    bulk.close(clerk, chosen(id_))
    assert Case.objects.get(id=id_).stage == "closed"
    actions.mark(clerk, [document.id], states.READY)
    assert Case.objects.get(id=id_).stage == "approved"
    assert_counts_are_true()


def test_a_mark_comes_off_a_decided_case(arrive: Arrive, office_people: People, ledger: Ledger) -> None:
    clerk, id_ = office_people["clerk"], proposed(office_people, arrive())
    bulk.flag(clerk, chosen(id_), "urgent")
    actions.decide(office_people["chief"], id_, version(id_))
    assert bulk.flag(clerk, chosen(id_), "consult").left[0][1] == "decided"
    assert bulk.flag(clerk, chosen(id_), "").left == []
    assert Case.objects.get(id=id_).flag == ""
    flags = AuditRow.objects.filter(action="case.flag").values_list("detail__flag", flat=True)
    assert list(flags.order_by("id")) == ["urgent", ""]


def test_a_deadline_is_near_three_business_days_before() -> None:
    """As its warning says: over a weekend sooner by the calendar."""
    friday = date(2026, 11, 27)
    assert [queue.urgency(friday + timedelta(days=n), "arrived", friday) for n in (-1, 0, 3, 5, 6)] == [
        "late", "soon", "soon", "soon", "",
    ]  # fmt: skip
    assert queue.urgency(friday, "approved", friday) == ""


def test_the_list_is_narrowed_by_deadline_by_arrival_and_by_nobodys(
    arrive: Arrive, office_people: People
) -> None:
    clerk = office_people["clerk"]
    late, today, soon, far = (arrive() for _ in range(4))
    for id_, days in ((late, -1), (today, 0), (soon, 2), (far, 30)):
        Case.objects.filter(id=id_).update(due=clock.today() + timedelta(days=days))
    Case.objects.filter(id=far).update(arrived_at=clock.midnight(clock.today()) - timedelta(seconds=1))

    def ids(**wanted: Any) -> set[UUID]:
        return {row.id for row in queue.page(clerk, Wanted(**wanted)).rows}

    assert (ids(due="late"), ids(due="today"), ids(due="soon")) == ({late}, {today}, {soon})
    yesterday = clock.today() - timedelta(days=1)
    assert ids(since=clock.today()) == {late, today, soon}
    assert ids(until=yesterday) == ids(since=yesterday, until=yesterday) == {far}
    bulk.assign(clerk, chosen(late), "clerk")
    assert ids(state="nobody") == {today, soon, far}


def test_search_by_address_and_by_day_of_arrival(arrive: Arrive, office_people: People) -> None:
    clerk, one, two = office_people["clerk"], arrive(), arrive()
    Case.objects.filter(id=one).update(address_key="汐見台1~2~3", arrived_on="2026-11-24")
    Case.objects.filter(id=two).update(address_key="港町3~10~15", arrived_on="2026-11-25")
    for text in ("汐見台", "海風市汐見台", "汐見台一丁目2番3号", "汐見台1-2"):
        assert [row.id for row in searching.search(clerk, text).rows] == [one], text
    for text in ("2026-11-24", "令和8年11月24日", "2026/11/24"):
        assert [row.id for row in searching.search(clerk, text).rows] == [one], text
    assert searching.search(clerk, "汐").rows == ()
    kinds = set(AuditRow.objects.filter(action="case.search").values_list("detail__by", flat=True))
    assert kinds == {"address", "date"}


def test_an_address_is_kept_to_be_found_without_the_citys_own_name(arrive: Arrive, here: Here) -> None:
    key = Case.objects.get(id=arrive()).address_key
    assert len(key) > 2
    assert "海風" not in key


def test_own_views_are_kept_by_name_and_only_ones_own_goes(office_people: People) -> None:
    clerk, other = office_people["clerk"], office_people["colleague"]
    own.save(clerk, "  急ぎ　だけ ", "flag=urgent")
    own.save(clerk, "急ぎ だけ", "flag=urgent&due=late")
    (view,) = queries.views(clerk)
    assert (view.name, view.query) == ("急ぎ だけ", "flag=urgent&due=late")
    assert queries.views(other) == []
    own.remove(other, view.id)
    assert len(queries.views(clerk)) == 1
    own.remove(clerk, view.id)
    assert queries.views(clerk) == []
    for name in ("", "　", "あ" * 31):
        with pytest.raises(NotPossible):
            own.save(clerk, name, "")
    for number in range(own.MOST):
        own.save(clerk, f"表示{number}", "")
    with pytest.raises(NotPossible, match="views"):
        own.save(clerk, "もう一つ", "")
    own.save(clerk, "表示1", "state=mine")


def test_the_whole_list_is_exported_with_its_rights_and_recorded(
    arrive: Arrive, office_people: People, here: Here, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, two, elsewhere = arrive(), arrive(), arrive()
    Case.objects.filter(id=elsewhere).update(section=here.other_section)
    rows = queue.export(office_people["clerk"], Wanted())
    assert rows is not None
    assert {row.id for row in rows} == {one, two}
    assert AuditRow.objects.get(action="case.export").detail == {"rows": 2}
    monkeypatch.setattr(queue, "MOST_EXPORTED", 1)
    assert queue.export(office_people["clerk"], Wanted()) is None
    with pytest.raises(NotAllowed):
        queue.export(office_people["auditor"], Wanted())
