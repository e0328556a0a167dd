"""Two at once: the lock of the case lets one through, the version stops the other. Twins show the race without the lock."""

import threading
from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import UUID

import pytest
from django.db import IntegrityError, connection
from django.db.models import QuerySet

from dokodemo.base.actor import Actor
from dokodemo.base.audit.models import AuditRow
from dokodemo.casework.cases import actions, numbers
from dokodemo.casework.cases.models import Case, CaseCorrection, DocumentNumber
from dokodemo.casework.cases.rights import Changed, NotPossible
from dokodemo.casework.cases.tests.test_deciding import examined, proposed, version
from dokodemo.casework.conftest import Here, Ledger
from dokodemo.casework.register.actions import Number
from dokodemo.casework.register.models import OfficialDocument
from dokodemo.values.days import fiscal_year

pytestmark = pytest.mark.django_db(transaction=True)
Arrive = Callable[..., UUID]
People = dict[str, Actor]
Unlock = Callable[[], None]


def at_once(*acts: Callable[[], object]) -> list[object]:
    """Run each in a thread and a connection of its own, begun together; what each returned or raised."""
    start = threading.Barrier(len(acts))
    results: list[object] = [None] * len(acts)

    def run(index: int, act: Callable[[], object]) -> None:
        try:
            start.wait(10)
            results[index] = act()
        except Exception as error:
            results[index] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=each) for each in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return results


def test_two_who_decide_at_once_make_one_decision(
    arrive: Callable[..., UUID], office_people: dict[str, Actor], ledger: Ledger
) -> None:
    id_ = proposed(office_people, arrive())
    read = version(id_)
    chief, other = office_people["chief"], office_people["both"]
    results = at_once(lambda: actions.decide(chief, id_, read), lambda: actions.decide(other, id_, read))
    numbers = [each for each in results if isinstance(each, str)]
    assert len(numbers) == 1
    assert len([each for each in results if isinstance(each, Changed | NotPossible)]) == 1
    assert Case.objects.get(id=id_).number == numbers[0]
    assert DocumentNumber.objects.get().last == 1
    assert AuditRow.objects.filter(action="test.ledger").count() == 1


def test_two_corrections_at_once_keep_one_and_refuse_one(
    arrive: Callable[..., UUID], office_people: dict[str, Actor], ledger: Ledger, here: Here
) -> None:
    id_ = examined(office_people, arrive())
    read = version(id_)

    def correct(who: str, phone: str) -> None:
        actions.correct(office_people[who], id_, read, here.phone, phone, "電話で確かめた")

    results = at_once(lambda: correct("clerk", "09011111111"), lambda: correct("colleague", "09022222222"))
    assert sorted(type(each).__name__ for each in results) == ["Changed", "NoneType"]
    assert CaseCorrection.objects.count() == 1
    assert version(id_) == read + 1


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


@pytest.fixture
def unlock(monkeypatch: pytest.MonkeyPatch) -> Unlock:
    """Once it is called nobody locks a row, and two who read a case to change it go on when both have read it."""
    both_have_read, read = threading.Barrier(2), QuerySet.get

    def no_lock(rows: QuerySet[Any], **_how: Any) -> QuerySet[Any]:
        found = rows.all()

        def get(**which: Any) -> Any:
            row = read(found, **which)
            both_have_read.wait(10)
            return row

        if found.model is Case:
            found.get = get  # type: ignore[method-assign]
        return found

    return lambda: monkeypatch.setattr(QuerySet, "select_for_update", no_lock)


def test_without_the_lock_one_correction_is_lost(
    arrive: Arrive, office_people: People, here: Here, unlock: Unlock
) -> None:
    id_ = examined(office_people, arrive())
    read = version(id_)
    unlock()

    def correct(who: str, phone: str) -> None:
        actions.correct(office_people[who], id_, read, here.phone, phone, "電話で確かめた")

    results = at_once(lambda: correct("clerk", "09011111111"), lambda: correct("colleague", "09022222222"))
    assert (results, CaseCorrection.objects.count()) == ([None, None], 2)
    assert version(id_) == read + 1, "two saves, one counted: who has it open is told of one"


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
