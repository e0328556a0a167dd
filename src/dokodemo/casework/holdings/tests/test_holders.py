"""What other rooms hold of a case goes with it, or keeps it: the list to enter elsewhere, the portal's packages."""

import uuid
from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest

from dokodemo.base import clock, config, files
from dokodemo.base.actor import Actor
from dokodemo.casework import disposing
from dokodemo.casework.cases import actions as cases
from dokodemo.casework.cases.models import Case, CaseFee, CasePrint
from dokodemo.casework.conftest import Here, Ledger, Village
from dokodemo.casework.holdings import actions
from dokodemo.casework.holdings.actions import keeping
from dokodemo.casework.holdings.models import Item, Rule, Run
from dokodemo.casework.holdings.tests.parts import aged, decided
from dokodemo.casework.holdings.tests.test_disposal import anywhere, carried_out, files_of, on_disk
from dokodemo.casework.portal.models import Intake, Told
from dokodemo.casework.tests import every
from dokodemo.casework.transfer import actions as transfer
from dokodemo.casework.transfer.models import Entry

pytestmark = pytest.mark.django_db
Arrive = Callable[..., UUID]
People = dict[str, Actor]
#: A procedure of each zone that another system keeps.
ELSEWHERE = {"office": "suido-kaishi", "core": "jido-fuyo-genkyo"}


def posted(id_: UUID) -> None:
    from dokodemo.casework.cases.actions.papers import render_documents

    render_documents(id_)
    clerk, _chief = every.people_of(Case.objects.get(id=id_).section)
    papers = list(CasePrint.objects.filter(document__case=id_).values_list("document_id", flat=True))
    cases.mark(clerk, papers, "posted")
    assert not CaseFee.objects.filter(case=id_, received_amount=None).exists()


def test_a_decision_that_nobody_has_entered_keeps_its_case(village: Village) -> None:
    zone = config.load().zone
    id_ = every.walked(
        ELSEWHERE[zone], "approved", village.rows[0].person if village.rows and zone == "core" else None
    )
    posted(id_)
    aged(id_)
    section = Case.objects.get(id=id_).section
    clerk, chief = every.people_of(section)
    entry = Entry.objects.get(case_id=id_)
    name = entry.name
    people = {"clerk": clerk, "chief": chief}
    with pytest.raises(Exception, match="stay"):
        actions.propose(clerk, section)
    transfer.mark(clerk, entry.pk, "done", "A-1")
    assert anywhere(name)
    run = carried_out(people, section)
    assert (run.gone, Entry.objects.count()) == (1, 0)
    assert anywhere(name) == []


def test_the_packages_of_the_portal_go_with_their_case(
    arrive: Arrive, office_people: People, ledger: Ledger, here: Here
) -> None:
    id_ = decided(office_people, arrive)
    package = files.seal_file(b"package")
    intake = Intake.objects.create(
        number="P-1", procedure_id="x", application=id_, section=here.section, state="registered", listed_at=clock.now(),
        sha256="0" * 64, size=7, file=package.sha256_cipher, key=b"k", receipt=Case.objects.get(id=id_).receipt,
    )  # fmt: skip
    own = files_of(id_) | {package.sha256_cipher}
    told = Told.objects.create(message=uuid.uuid4(), intake=intake, code="accepted", at=clock.now())
    aged(id_)
    for waiting in ("package", "word"):
        with pytest.raises(Exception, match="stay"):
            actions.propose(office_people["clerk"], here.section)
        if waiting == "package":
            Intake.objects.update(acknowledged_at=clock.now())
    Told.objects.filter(pk=told.pk).update(delivered_at=clock.now())
    run = carried_out(office_people, here.section)
    assert run.gone == 1
    assert not Intake.objects.exists()
    assert not Told.objects.exists()
    assert on_disk(own) == set()


def test_a_holder_that_says_no_is_heard(
    arrive: Arrive, office_people: People, ledger: Ledger, here: Here, monkeypatch: pytest.MonkeyPatch
) -> None:
    id_ = decided(office_people, arrive)
    aged(id_)
    holder = next(disposing.holders())
    monkeypatch.setattr(type(holder), "unfinished", lambda self, ids: dict.fromkeys(ids, "mandate"))
    with pytest.raises(Exception, match="stay"):
        actions.propose(office_people["clerk"], here.section)
    assert Case.objects.filter(id=id_).exists()


def test_the_record_of_a_disposal_goes_after_thirty_years(
    arrive: Arrive, office_people: People, ledger: Ledger, here: Here
) -> None:
    ids = [decided(office_people, arrive) for _ in range(2)]
    aged(*ids)
    held = Case.objects.get(id=ids[0])
    actions.hold(office_people["clerk"], held.receipt, "audit", "", clock.today())
    run: Run = carried_out(office_people, here.section)
    assert (run.gone, run.left) == (1, 1)
    clock.set_now(clock.now() + timedelta(days=2))
    dropped = actions.propose(office_people["clerk"], here.section)
    actions.drop(office_people["chief"], dropped)
    for years, records, items, kept in ((29, 0, 2, 2), (31, 1, 0, 0)):
        clock.set_now(clock.now() + timedelta(days=366 * years))
        assert keeping.forget_records() == records, "what stayed is no record of disposal"
        assert Item.objects.count() == items
        assert (Run.objects.count(), Rule.objects.exists()) == (kept, bool(kept))
        clock.set_now(clock.now() - timedelta(days=366 * years))


def test_a_run_that_is_not_done_is_never_forgotten(
    arrive: Arrive, office_people: People, ledger: Ledger, here: Here
) -> None:
    aged(decided(office_people, arrive))
    run = actions.propose(office_people["clerk"], here.section)
    clock.set_now(clock.now() + timedelta(days=366 * 31))
    assert keeping.forget_records() == 0
    assert Item.objects.filter(run=run).count() == 1
