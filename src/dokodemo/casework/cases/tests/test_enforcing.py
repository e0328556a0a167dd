"""施行: the day that stands on a decision, before which nothing of it goes out."""

import base64
import json
from collections.abc import Callable
from datetime import date, timedelta
from uuid import UUID

import pytest
from django.db import IntegrityError, connection, transaction

from dokodemo.base import clock
from dokodemo.base.actor import Actor
from dokodemo.base.audit.models import AuditRow
from dokodemo.base.crypto import open_sealed
from dokodemo.casework.cases import actions
from dokodemo.casework.cases import jobs as case_jobs
from dokodemo.casework.cases.actions.bulk import unfinished
from dokodemo.casework.cases.actions.enforcing import enforce
from dokodemo.casework.cases.actions.papers import render_documents
from dokodemo.casework.cases.models import Case, CaseDecision, CaseDocument, CasePrint, CaseWithdrawal
from dokodemo.casework.cases.rights import NotPossible
from dokodemo.casework.cases.tests.test_deciding import examined, proposed, version
from dokodemo.casework.conftest import Application, Ledger, opened_outbox
from dokodemo.casework.register.models import OfficialDocument
from dokodemo.values.days import add_working_days, is_closed, next_open_day

pytestmark = pytest.mark.django_db
Arrive = Callable[..., UUID]
People = dict[str, Actor]


@pytest.fixture
def later() -> date:
    """An open day a week from the tests' day."""
    return next_open_day(clock.today() + timedelta(days=7))


def on(day: date) -> None:
    clock.set_now(clock.midnight(day) + timedelta(minutes=1))


def told(made: UUID) -> list[str]:
    return [each.type for each in opened_outbox(made)]


def jobs() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT task_name FROM procrastinate_jobs WHERE queue_name = 'documents'")
        return [name.rpartition(".")[2] for (name,) in cursor.fetchall()]


def test_it_goes_out_on_its_day_and_not_before(
    apply: Callable[..., Application], deliver: Callable[..., None], office_people: People, ledger: Ledger, later: date
) -> None:  # fmt: skip
    made = apply()
    deliver("application.submitted", made.body)
    proposed(office_people, made.id, enforced_on=later)
    today = clock.today()
    actions.decide(office_people["chief"], made.id, version(made.id))
    case_jobs.enforce_due(0)
    assert jobs() == []
    entered = OfficialDocument.objects.get()
    assert (entered.drafted_on, entered.decided_on, entered.enforced_on) == (today, today, later)
    assert CaseDocument.objects.get().facts["date"] == later.isoformat()
    for early in (render_documents, enforce):
        early(made.id)
        assert "application.decided" not in told(made.id)
        assert not CasePrint.objects.exists()
    assert unfinished([made.id]) == {made.id: "paper"}, "it cannot be closed before it went out"
    on(later)
    case_jobs.enforce_due(0)
    assert jobs() == ["enforce"]
    enforce(made.id)
    enforce(made.id)
    case_jobs.enforce_due(1)
    assert jobs().count("enforce") == 1, "it waits no longer"
    assert told(made.id).count("application.decided") == 1
    assert CasePrint.objects.count() == 1
    sealed = base64.b64decode(opened_outbox(made.id)[-1].body["sealed"])
    said = json.loads(open_sealed(made.private_key, sealed, f"decided:{made.id}".encode()))
    assert said["date"] == later.isoformat()
    row = AuditRow.objects.get(action="case.approve", object_id=str(made.id))
    assert row.detail["enforced_on"] == later.isoformat()


def test_who_decides_names_another_day(
    arrive: Arrive, office_people: People, ledger: Ledger, later: date
) -> None:
    one, two = (proposed(office_people, arrive(), enforced_on=later) for _ in range(2))
    actions.decide(office_people["chief"], one, version(one), add_working_days(later, 1))
    actions.decide(office_people["chief"], two, version(two), clock.today())
    found = {each.case_id: each.enforced_on for each in CaseDecision.objects.all()}
    assert found == {one: add_working_days(later, 1), two: clock.today()}
    assert "application.decided" not in told(one)
    assert "application.decided" in told(two)


def test_a_day_that_has_passed_when_it_is_decided_is_that_of_the_decision(
    arrive: Arrive, office_people: People, ledger: Ledger, later: date
) -> None:
    id_ = proposed(office_people, arrive(), enforced_on=later)
    on(add_working_days(later, 3))
    actions.decide(office_people["chief"], id_, version(id_))
    assert CaseDecision.objects.get().enforced_on == clock.today()
    assert "application.decided" in told(id_)


def test_no_day_before_the_decision_none_that_is_closed_and_none_years_away(
    arrive: Arrive, office_people: People, ledger: Ledger
) -> None:
    id_, today = examined(office_people, arrive()), clock.today()
    closed = next(day for n in range(1, 9) if is_closed(day := today + timedelta(days=n)))
    for day in (today - timedelta(days=1), closed, date(today.year + 36, 12, 1)):
        with pytest.raises(NotPossible) as refused:
            actions.propose(office_people["clerk"], id_, version(id_), "approved", enforced_on=day)
        assert set(refused.value.problems) == {"enforced_on"}
    actions.propose(office_people["clerk"], id_, version(id_), "approved")
    with pytest.raises(NotPossible):
        actions.decide(office_people["chief"], id_, version(id_), closed)
    on(closed)
    assert actions.decide(office_people["chief"], id_, version(id_), closed), "the day of the decision itself"
    with pytest.raises(IntegrityError, match="case_decision_days"), transaction.atomic():
        CaseDecision.objects.update(enforced_on=today)


def test_what_is_taken_up_again_before_its_day_never_goes_out(
    arrive: Arrive, office_people: People, ledger: Ledger, later: date, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ledger, "take_back", lambda *_: None, raising=False)
    id_ = proposed(office_people, arrive(), enforced_on=later)
    actions.decide(office_people["chief"], id_, version(id_))
    before = told(id_)
    actions.reopen(office_people["chief"], id_, version(id_), "mistake", "額の誤り")
    on(later)
    enforce(id_)
    assert told(id_) == before, "nobody was told of it, so nobody is told that it is examined again"
    assert not CaseDocument.objects.exists()


def test_another_letter_of_the_case_does_not_wait(
    arrive: Arrive, office_people: People, ledger: Ledger, later: date
) -> None:
    id_ = proposed(office_people, arrive(), enforced_on=later)
    actions.decide(office_people["chief"], id_, version(id_))
    actions.write_letter(office_people["clerk"], id_, version(id_), "お知らせ", "書類をお返しします。")
    render_documents(id_)
    assert [each.kind for each in CasePrint.objects.all()] == ["told"]


def test_what_is_taken_back_before_its_day_is_withdrawn(
    apply: Callable[..., Application], deliver: Callable[..., None], office_people: People, ledger: Ledger, later: date,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    """A decision takes effect when it is notified; until then an application can be taken back."""
    undone: list[str] = []
    monkeypatch.setattr(ledger, "take_back", lambda _case, ref, _actor: undone.append(ref), raising=False)
    made = apply()
    deliver("application.submitted", made.body)
    proposed(office_people, made.id, enforced_on=later)
    actions.decide(office_people["chief"], made.id, version(made.id))
    deliver("application.withdrawn", {"application": str(made.id), "arrived_at": clock.now().isoformat()})
    case = Case.objects.get()
    assert (case.state, len(undone)) == ("withdrawn", 1)
    assert CaseDecision.objects.get().state == "replaced"
    assert CaseWithdrawal.objects.get().in_time
    on(later)
    enforce(made.id)
    assert "application.decided" not in told(made.id)
    assert not CaseDocument.objects.exists()


def test_what_a_room_cannot_take_back_is_withdrawn_too_late(
    arrive: Arrive, office_people: People, ledger: Ledger, later: date
) -> None:
    id_ = proposed(office_people, arrive(), enforced_on=later)
    actions.decide(office_people["chief"], id_, version(id_))
    actions.withdraw(office_people["clerk"], id_, version(id_), clock.today(), "mail", "")
    assert Case.objects.get().state == "approved"
    assert not CaseWithdrawal.objects.get().in_time
    assert CaseDecision.objects.get().unsent, "it still goes out on its day"
