"""Two at once: two workers judge each row once; of two chiefs one answers."""

from dataclasses import replace

import pytest

from dokodemo.base.actor import Actor
from dokodemo.base.audit import chain
from dokodemo.casework.cases.rights import NotPossible
from dokodemo.casework.cases.tests.stepping import at_once
from dokodemo.casework.looking import actions
from dokodemo.casework.looking.actions import judging
from dokodemo.casework.looking.models import Alarm, Answer, Position
from dokodemo.casework.looking.tests.making import AT, judge, seen

pytestmark = pytest.mark.django_db(transaction=True)


def test_two_workers_judge_each_row_once(office_people: dict[str, Actor]) -> None:
    Position.objects.get_or_create(reader=judging.READER, defaults={"sequence": chain.head().sequence})
    for n in range(30):
        seen("clerk", action="case.list", at=AT.replace(hour=23, minute=n))
    while chain.extend():
        pass

    def work() -> int:
        read = 0
        while batch := judging.judge_batch(4):
            read += batch
        return read

    results = at_once(work, work)
    assert all(isinstance(each, int) for each in results), results
    assert sum(int(str(each)) for each in results) == 30
    assert Alarm.objects.get().looks == 30


def test_of_two_chiefs_one_answers(office_people: dict[str, Actor]) -> None:
    seen("clerk", action="case.list", at=AT.replace(hour=23))
    judge()
    id_ = Alarm.objects.get().pk
    one = office_people["chief"]
    other = replace(one, id="both")
    results = at_once(
        lambda: actions.answer(one, id_, "needed", "仕事だった。"),
        lambda: actions.answer(other, id_, "improper", "用がなかった。"),
    )
    assert len([each for each in results if each is None]) == 1, results
    assert len([each for each in results if isinstance(each, NotPossible)]) == 1
    assert Answer.objects.count() == 1


def test_an_answer_and_the_next_look_at_once_lose_nothing(office_people: dict[str, Actor]) -> None:
    seen("clerk", action="case.list", at=AT.replace(hour=23))
    judge()
    id_ = Alarm.objects.get().pk
    seen("clerk", action="case.list", at=AT.replace(hour=23, minute=5))
    while chain.extend():
        pass
    results = at_once(
        lambda: actions.answer(office_people["chief"], id_, "needed", "仕事だった。"), actions.judge
    )
    assert not [each for each in results if isinstance(each, Exception)], results
    assert sum(Alarm.objects.values_list("looks", flat=True)) == 2
