"""Two at once: the lock of the case lets one through, the version stops the other. Its twin shows the race without."""

import threading
from collections.abc import Callable
from uuid import UUID

import pytest
from django.db import connection, transaction

from dokodemo.base.actor import Actor
from dokodemo.base.audit.models import AuditRow
from dokodemo.casework.cases import actions
from dokodemo.casework.cases.models import Case, CaseCorrection, DocumentNumber
from dokodemo.casework.cases.rights import Changed, NotPossible
from dokodemo.casework.cases.tests.test_deciding import examined, proposed, version
from dokodemo.casework.conftest import Here, Ledger

pytestmark = pytest.mark.django_db(transaction=True)


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


def test_without_the_lock_the_version_alone_lets_both_through(
    arrive: Callable[..., UUID], office_people: dict[str, Actor]
) -> None:
    id_ = arrive()
    both_have_read = threading.Barrier(2)

    def careless() -> int:
        with transaction.atomic():
            case = Case.objects.get(id=id_)
            assert case.version == 1
            both_have_read.wait(10)
            Case.objects.filter(id=id_).update(version=case.version + 1)
            return case.version

    assert at_once(careless, careless) == [1, 1]
    assert version(id_) == 2, "two saves, one counted: this is what hold() prevents"
