"""A real search of the register, as the alarms about looks see it."""

import pytest

from dokodemo.base.actor import Actor
from dokodemo.base.audit.models import AuditRow
from dokodemo.casework.looking.models import Alarm
from dokodemo.casework.looking.tests.making import judge
from dokodemo.casework.tests import staff
from dokodemo.core.residents.people import Registry
from dokodemo.core.residents.tests.factory import person

pytestmark = pytest.mark.django_db
CLERK = Actor("core", "staff", "clerk", "佐藤　はな", frozenset({"clerk"}), frozenset({"kosodate"}))


@pytest.fixture(autouse=True)
def hired() -> None:
    staff.hired("clerk", "kosodate", "clerk")


def test_a_common_name_is_one_look_at_a_list() -> None:
    """Eight people of that name: one alarm that they have no case here, not eight."""
    for number in range(8):
        person(name=f"佐藤　{number}郎", kana="サトウ　ロウ")
    assert len(Registry().search("佐藤", CLERK, "電話で本人から問い合わせ")) == 8
    instants = set(AuditRow.objects.filter(action="person.view").values_list("at", flat=True))
    assert len(instants) > 1, "each row has its own time: the rule must not lean on one"
    judge()
    about = Alarm.objects.filter(rule="section").values_list("subject", "looks")
    assert list(about) == [("", 8)]


def test_a_rare_name_is_a_look_at_each() -> None:
    numbers = {person(name=f"灘　{number}郎", kana="ナダ　ロウ") for number in range(2)}
    Registry().search("灘", CLERK, "電話で本人から問い合わせ")
    Registry().search("なだ", CLERK, "電話で本人から問い合わせ")
    judge()
    assert set(Alarm.objects.filter(rule="section").values_list("subject", flat=True)) == numbers


def test_lives_says_where_and_costs_one_query(django_assert_num_queries: object) -> None:
    here, gone = person(name="潮見　渚"), person(name="潮見　凪", status="moved")
    with django_assert_num_queries(1):  # type: ignore[operator]
        found = Registry().lives([here, gone, "000000000000000"])
    assert found.keys() == {here, gone}
    assert (found[here].name, bool(found[here].address_key), bool(found[here].household)) == (
        "潮見　渚",
        True,
        True,
    )
    assert (found[gone].name, found[gone].address_key, found[gone].household) == ("潮見　凪", "", "")
