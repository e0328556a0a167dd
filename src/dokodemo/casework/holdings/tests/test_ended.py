"""When a case ended: decided, decided anew, taken back, taken back too late."""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest

from dokodemo.base import clock
from dokodemo.base.actor import Actor
from dokodemo.casework.cases import actions as cases
from dokodemo.casework.cases.actions.papers import render_documents
from dokodemo.casework.cases.models import Case, CasePrint, CaseWithdrawal
from dokodemo.casework.cases.queries import periods
from dokodemo.casework.cases.rights import NotPossible
from dokodemo.casework.cases.tests.test_deciding import proposed, version
from dokodemo.casework.conftest import Here, Ledger
from dokodemo.casework.holdings import actions
from dokodemo.casework.holdings.models import Item, Run
from dokodemo.casework.holdings.queries import runs
from dokodemo.casework.holdings.tests.parts import LONG_AGO, aged, decided

pytestmark = pytest.mark.django_db
Arrive = Callable[..., UUID]
People = dict[str, Actor]


def taken_back(people: People, arrive: Arrive) -> UUID:
    """An application that somebody took back long ago."""
    id_ = arrive()
    cases.withdraw(people["clerk"], id_, version(id_), clock.today(), "mail", "")
    case, withdrawal = Case.objects.get(id=id_), CaseWithdrawal.objects.get(case=id_)
    Case.objects.filter(id=id_).update(
        arrived_on=case.arrived_on - LONG_AGO, arrived_at=case.arrived_at - LONG_AGO
    )
    CaseWithdrawal.objects.filter(case=id_).update(arrived_at=withdrawal.arrived_at - LONG_AGO)
    return id_


def carried_out(people: People, section: str) -> Run:
    run = actions.propose(people["clerk"], section)
    actions.confirm(people["chief"], run)
    actions.carry_out(run)
    return Run.objects.get(pk=run)


def test_what_was_taken_back_goes_when_its_time_since_then_is_over(
    arrive: Arrive, office_people: People, ledger: Ledger, here: Here
) -> None:
    id_ = taken_back(office_people, arrive)
    (rule,) = runs.standing(here.section)
    assert rule.title.ja
    run = carried_out(office_people, here.section)
    assert (run.gone, run.left) == (1, 0)
    assert Item.objects.get().decided_on == clock.today() - LONG_AGO
    assert not Case.objects.filter(id=id_).exists()


def test_what_was_taken_back_this_year_stays(
    arrive: Arrive, office_people: People, ledger: Ledger, here: Here
) -> None:
    id_ = taken_back(office_people, arrive)
    CaseWithdrawal.objects.filter(case=id_).update(arrived_at=clock.now())
    with pytest.raises(NotPossible, match="nothing"):
        actions.propose(office_people["clerk"], here.section)


def test_a_withdrawal_that_came_too_late_ends_nothing(
    arrive: Arrive, office_people: People, ledger: Ledger, here: Here
) -> None:
    old, fresh = decided(office_people, arrive), decided(office_people, arrive)
    aged(old)
    Case.objects.filter(id=fresh).update(arrived_on=clock.today() - LONG_AGO)
    for id_, at in ((old, clock.now()), (fresh, clock.now() - LONG_AGO)):
        CaseWithdrawal.objects.create(case_id=id_, way="web", arrived_at=at, in_time=False)
    run = carried_out(office_people, here.section)
    assert (run.chosen, run.gone) == (1, 1)
    assert list(Case.objects.values_list("id", flat=True)) == [fresh]


def test_a_case_that_is_decided_anew_meanwhile_begins_its_time_anew(
    arrive: Arrive, office_people: People, ledger: Ledger, here: Here
) -> None:
    chief, ids = office_people["chief"], []
    for _ in range(2):
        id_ = proposed(office_people, arrive(), "refused")
        cases.decide(chief, id_, version(id_))
        post_all(office_people, id_)
        ids.append(id_)
    again, goes = ids
    aged(*ids)
    run = actions.propose(office_people["clerk"], here.section)
    actions.confirm(chief, run)
    cases.reopen(chief, again, version(again), "mistake", "計算を誤っていました。")
    cases.propose(office_people["clerk"], again, version(again), "approved")
    cases.decide(chief, again, version(again))
    post_all(office_people, again)
    actions.carry_out(run)
    assert list(Case.objects.values_list("id", flat=True)) == [again]
    assert dict(Item.objects.values_list("case_id", "why")) == {again: "changed", goes: ""}


def post_all(people: People, id_: UUID) -> None:
    """Nothing is left to be done."""
    render_documents(id_)
    papers = list(CasePrint.objects.filter(document__case=id_).values_list("document_id", flat=True))
    cases.mark(people["clerk"], papers, "posted")


def test_what_was_taken_back_excuses_no_look_for_ever(
    arrive: Arrive, office_people: People, ledger: Ledger, here: Here
) -> None:
    gone, late = taken_back(office_people, arrive), decided(office_people, arrive)
    CaseWithdrawal.objects.create(
        case_id=late, way="web", arrived_at=clock.now() + timedelta(days=9), in_time=False
    )
    found = periods.of_cases([str(gone), str(late)])
    assert found[str(gone)].ended == CaseWithdrawal.objects.get(case=gone).arrived_at
    assert found[str(late)].ended == Case.objects.get(id=late).decided_at
