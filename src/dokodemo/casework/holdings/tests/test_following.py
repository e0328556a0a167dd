"""A reorganisation: what was destroyed or held back is known to who took over, and no list of before is carried out."""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest

from dokodemo.base import clock
from dokodemo.base.actor import Actor
from dokodemo.base.audit.models import AuditRow
from dokodemo.casework import succession
from dokodemo.casework.cases.models import Case
from dokodemo.casework.conftest import Here, Ledger
from dokodemo.casework.holdings import actions
from dokodemo.casework.holdings.models import Hold, Item, Run
from dokodemo.casework.holdings.tests.parts import aged, decided
from dokodemo.catalog.succession import Move

pytestmark = pytest.mark.django_db
Arrive = Callable[..., UUID]
People = dict[str, Actor]
NEW = "shin"


def follow(move: Move, most: int = 500) -> dict[str, int]:
    """Both followers of the room until nothing is left, as a reorganisation asks them."""
    found: dict[str, int] = {}
    for room in ("disposed", "disposals"):
        follower = succession.followers()[room]
        while move.old in follower.at({move.old}) and (done := follower.follow(move, most)):
            found |= {word: found.get(word, 0) + n for word, n in done.items()}
    return found


@pytest.fixture
def one_gone(arrive: Arrive, office_people: People, ledger: Ledger, here: Here) -> Run:
    """Two were destroyed, one more is held back."""
    ids = [decided(office_people, arrive) for _ in range(3)]
    aged(*ids)
    case = Case.objects.get(id=ids[2])
    actions.hold(office_people["clerk"], case.receipt, "audit", "", clock.today() + timedelta(days=9))
    run = actions.propose(office_people["clerk"], here.section)
    actions.confirm(office_people["chief"], run)
    actions.carry_out(run)
    return Run.objects.get(pk=run, gone=2, left=1)


def test_records_and_holds_go_to_who_took_over(one_gone: Run, here: Here) -> None:
    assert follow(Move(here.section, "", NEW), most=1) == {"holds": 1, "disposed": 2, "runs": 1}
    assert set(Item.objects.filter(state="gone").values_list("section", flat=True)) == {NEW}
    assert Hold.objects.get().section == Run.objects.get().section == NEW
    assert follow(Move(here.section, "", NEW)) == {}


def test_one_procedure_takes_along_what_is_its_own(one_gone: Run, here: Here) -> None:
    assert follow(Move(here.section, "another", NEW)) == {}
    assert follow(Move(here.section, here.procedure, NEW)) == {"holds": 1, "disposed": 2}
    assert Run.objects.get().section == here.section


def test_a_proposal_is_dropped_and_what_is_confirmed_finds_its_cases_changed(
    arrive: Arrive, office_people: People, ledger: Ledger, here: Here
) -> None:
    id_ = decided(office_people, arrive)
    aged(id_)
    dropped = actions.propose(office_people["clerk"], here.section)
    assert follow(Move(here.section, "", NEW)) == {"proposals": 1}
    assert Run.objects.get(pk=dropped).state == "dropped"
    assert AuditRow.objects.filter(action="disposal.drop", actor_kind="system").count() == 1
    confirmed = actions.propose(office_people["clerk"], here.section)
    actions.confirm(office_people["chief"], confirmed)
    assert follow(Move(here.section, "", NEW)) == {}
    Case.objects.filter(id=id_).update(section=NEW)
    actions.carry_out(confirmed)
    assert Item.objects.get().why == "changed"
    assert Case.objects.filter(id=id_).exists()
    assert follow(Move(here.section, "", NEW)) == {"runs": 1}
