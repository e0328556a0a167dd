"""Two at once: the lock of the case lets one through, the version stops the other. Twins show, without the lock, what then
happens every time (``stepping``)."""

import threading
from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import UUID

import pytest
from django.db import IntegrityError

from dokodemo.base import clock
from dokodemo.base.actor import Actor
from dokodemo.base.audit.models import AuditRow
from dokodemo.casework.cases import actions, numbers
from dokodemo.casework.cases.models import (
    Case,
    CaseCorrection,
    CaseDecision,
    CaseVersion,
    CaseWithdrawal,
    DocumentNumber,
)
from dokodemo.casework.cases.rights import Changed
from dokodemo.casework.cases.tests.stepping import at_once, stepped
from dokodemo.casework.cases.tests.test_deciding import examined, proposed, version
from dokodemo.casework.cases.tests.test_ending import answer, asked_of
from dokodemo.casework.conftest import Application, Here, Ledger
from dokodemo.casework.register.actions import Number
from dokodemo.casework.register.models import OfficialDocument
from dokodemo.values.days import fiscal_year

pytestmark = pytest.mark.django_db(transaction=True)
Arrive = Callable[..., UUID]
People = dict[str, Actor]
Sent = Callable[[UUID], list[str]]


def deciding_twice(people: People, id_: UUID, *, locked: bool) -> tuple[object, object]:
    read = version(id_)
    return stepped(
        lambda: actions.decide(people["chief"], id_, read),
        lambda: actions.decide(people["both"], id_, read),
        locked=locked,
        last_read="case_seat",
    )


def test_two_who_decide_at_once_make_one_decision(
    arrive: Arrive, office_people: People, ledger: Ledger
) -> None:
    id_ = proposed(office_people, arrive())
    first, second = deciding_twice(office_people, id_, locked=True)
    assert Case.objects.get(id=id_).number == first
    assert isinstance(second, Changed), "and a word for whoever came second"
    assert DocumentNumber.objects.get().last == 1
    assert AuditRow.objects.filter(action="test.ledger").count() == 1


def test_without_the_lock_the_second_decision_breaks_on_the_documents_and_says_nothing(
    arrive: Arrive, office_people: People, ledger: Ledger
) -> None:
    """The database still lets one decision through: a case has one paper of each kind. But it is no word for anybody."""
    id_ = proposed(office_people, arrive())
    first, second = deciding_twice(office_people, id_, locked=False)
    assert isinstance(first, IntegrityError)
    assert "case_document_once" in str(first)
    assert Case.objects.get(id=id_).number == second
    assert DocumentNumber.objects.get().last == 1
    assert AuditRow.objects.filter(action="test.ledger").count() == 1


def deciding_and_withdrawing(
    people: People, id_: UUID, *, decides_first: bool, locked: bool
) -> tuple[object, object]:
    read = version(id_)

    def decide() -> object:
        return actions.decide(people["chief"], id_, read)

    def withdraw() -> object:
        return actions.withdraw(people["clerk"], id_, read, clock.today(), "counter", "")

    if decides_first:
        return stepped(decide, withdraw, locked=locked, last_read="case_seat")
    return stepped(withdraw, decide, locked=locked, last_read="case_decision")


@pytest.mark.parametrize("decides_first", [True, False])
def test_of_a_decision_and_a_withdrawal_at_once_the_first_counts(
    arrive: Arrive, office_people: People, ledger: Ledger, sent: Sent, decides_first: bool
) -> None:
    id_ = proposed(office_people, arrive())
    told = sent(id_)
    _first, second = deciding_and_withdrawing(office_people, id_, decides_first=decides_first, locked=True)
    assert isinstance(second, Changed)
    case = Case.objects.get(id=id_)
    assert case.state == ("approved" if decides_first else "withdrawn")
    assert CaseWithdrawal.objects.exists() is not decides_first
    assert AuditRow.objects.filter(action="test.ledger").count() == decides_first
    assert sent(id_)[len(told) :] == ["application.decided" if decides_first else "application.state"]


def test_without_the_lock_a_case_is_withdrawn_and_decided(
    arrive: Arrive, office_people: People, ledger: Ledger, sent: Sent
) -> None:
    id_ = proposed(office_people, arrive())
    told = sent(id_)
    number, withdrawn = deciding_and_withdrawing(office_people, id_, decides_first=True, locked=False)
    case = Case.objects.get(id=id_)
    assert (case.state, case.number, withdrawn) == ("approved", number, None)
    assert CaseWithdrawal.objects.get().in_time, "taken back in time, and decided all the same"
    assert sent(id_)[len(told) :] == ["application.state", "application.decided"]


def test_without_the_lock_a_withdrawal_of_what_was_decided_breaks_on_the_case(
    arrive: Arrive, office_people: People, ledger: Ledger
) -> None:
    """The database lets no case have a number and no decision: one stands, and the other has no word for it."""
    id_ = proposed(office_people, arrive())
    failed, number = deciding_and_withdrawing(office_people, id_, decides_first=False, locked=False)
    assert isinstance(failed, IntegrityError)
    assert "case_decided_has_number" in str(failed)
    case = Case.objects.get(id=id_)
    assert (case.state, case.number) == ("approved", number)
    assert not CaseWithdrawal.objects.exists()


def correcting_and_deciding(people: People, id_: UUID, here: Here, *, locked: bool) -> tuple[object, object]:
    """A clerk corrects an answer while a colleague proposes and the chief decides by what was read before."""
    read = version(id_)

    def correct() -> object:
        return actions.correct(people["clerk"], id_, read, here.phone, "09011111111", "電話で確かめた")

    def decide() -> object:
        actions.propose(people["colleague"], id_, read, "approved")
        return actions.decide(people["chief"], id_, version(id_))

    return stepped(correct, decide, locked=locked, last_read="case_correction")


def test_what_is_being_corrected_is_not_decided(
    arrive: Arrive, office_people: People, ledger: Ledger, here: Here
) -> None:
    id_ = examined(office_people, arrive())
    corrected, decided = correcting_and_deciding(office_people, id_, here, locked=True)
    assert corrected is None
    assert isinstance(decided, Changed), "the colleague is shown what it is now"
    assert Case.objects.get(id=id_).state == "examining"


def test_without_the_lock_an_answer_changes_after_the_decision(
    arrive: Arrive, office_people: People, ledger: Ledger, here: Here
) -> None:
    id_ = examined(office_people, arrive())
    corrected, number = correcting_and_deciding(office_people, id_, here, locked=False)
    case = Case.objects.get(id=id_)
    assert (corrected, case.state, case.number) == (None, "approved", number)
    assert CaseCorrection.objects.get().at > CaseDecision.objects.get().proposed_at, (
        "decided by an answer that is not there any more"
    )


@pytest.fixture
def mending(
    apply: Callable[..., Application],
    deliver: Callable[..., None],
    office_people: People,
    ledger: Ledger,
    here: Here,
) -> tuple[UUID, Callable[[], None]]:
    """A case that was proposed while its applicant is still asked for another telephone number, and their answer."""
    made = apply()
    deliver("application.submitted", made.body)
    examined(office_people, made.id)
    asked_of(office_people, made.id, here.phone)
    actions.propose(office_people["clerk"], made.id, version(made.id), "approved")
    mended = answer(made, values=made.body["values"] | {here.phone: "0312340000"})
    return made.id, lambda: deliver("application.answered", mended)


def deciding_and_answering(
    people: People, mending: tuple[UUID, Callable[[], None]], *, locked: bool
) -> tuple[list[tuple[int, bool]], str]:
    """The versions of the case afterwards, with whether each came after the decision, and its state."""
    id_, send = mending
    read = version(id_)
    number, taken = stepped(
        lambda: actions.decide(people["chief"], id_, read), send, locked=locked, last_read="case_seat"
    )
    case = Case.objects.get(id=id_)
    assert (case.number, taken) == (number, None)
    return list(CaseVersion.objects.order_by("n").values_list("n", "late")), case.state


def test_an_answer_that_comes_while_the_case_is_decided_is_late(
    mending: tuple[UUID, Callable[[], None]], office_people: People
) -> None:
    kept = deciding_and_answering(office_people, mending, locked=True)
    assert kept == ([(1, False), (2, True)], "approved")


def test_without_the_lock_a_case_is_decided_by_what_the_applicant_has_mended(
    mending: tuple[UUID, Callable[[], None]], office_people: People
) -> None:
    kept = deciding_and_answering(office_people, mending, locked=False)
    assert kept == ([(1, False), (2, False)], "approved"), "the answer counts, and was not read"


def correcting_twice(people: People, id_: UUID, here: Here, *, locked: bool) -> tuple[object, object]:
    read = version(id_)

    def correct(who: str, phone: str) -> None:
        actions.correct(people[who], id_, read, here.phone, phone, "電話で確かめた")

    return stepped(
        lambda: correct("clerk", "09011111111"),
        lambda: correct("colleague", "09022222222"),
        locked=locked,
        last_read="case_correction",
    )


def test_two_corrections_at_once_keep_one_and_refuse_one(
    arrive: Arrive, office_people: People, here: Here
) -> None:
    id_ = examined(office_people, arrive())
    read = version(id_)
    first, second = correcting_twice(office_people, id_, here, locked=True)
    assert first is None
    assert isinstance(second, Changed)
    assert (CaseCorrection.objects.count(), version(id_)) == (1, read + 1)


def test_without_the_lock_one_correction_is_lost(arrive: Arrive, office_people: People, here: Here) -> None:
    id_ = examined(office_people, arrive())
    read = version(id_)
    assert correcting_twice(office_people, id_, here, locked=False) == (None, None)
    assert CaseCorrection.objects.count() == 2
    assert version(id_) == read + 1, "two saves, one counted: who has it open is told of one"


def test_two_cases_decided_at_once_have_two_numbers_and_no_gap(
    arrive: Arrive, office_people: People, ledger: Ledger
) -> None:
    chief, other = office_people["chief"], office_people["both"]
    one, two = (proposed(office_people, arrive()) for _ in range(2))
    results = at_once(
        lambda: actions.decide(chief, one, version(one)), lambda: actions.decide(other, two, version(two))
    )
    assert sorted(Case.objects.values_list("number", flat=True)) == sorted(map(str, results))
    assert sorted(OfficialDocument.objects.values_list("serial", flat=True)) == [1, 2]


def test_a_number_that_is_read_and_written_is_given_twice(
    arrive: Arrive, office_people: People, ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    chief, other = office_people["chief"], office_people["both"]
    one, two = (proposed(office_people, arrive()) for _ in range(2))
    both_have_read = threading.Barrier(2)

    def read_and_write(catalog: Any, section: str, organ: str, on: date) -> Number:
        kept = DocumentNumber.objects.filter(section=section).first()
        serial = (kept.last if kept else 0) + 1
        both_have_read.wait(10)
        return Number(
            f"{numbers.mark_of(catalog, section, organ)}第{serial}号", section, fiscal_year(on), serial
        )

    monkeypatch.setattr(numbers, "take", read_and_write)
    results = at_once(
        lambda: actions.decide(chief, one, version(one)), lambda: actions.decide(other, two, version(two))
    )
    assert [type(each) for each in results if not isinstance(each, str)] == [IntegrityError]
