"""The two lists: kept by administrators and auditors and read by nobody else, locked, recorded."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection

from dokodemo.base import clock
from dokodemo.base.actor import Actor
from dokodemo.base.audit.models import AuditRow
from dokodemo.casework.cases.rights import NotAllowed, NotPossible
from dokodemo.casework.conftest import NAGISA, SOMEONE, Here
from dokodemo.casework.looking import actions, locked, personal
from dokodemo.casework.looking.actions.lists import NotThere
from dokodemo.casework.looking.models import Alarm, Notable, OwnNumber
from dokodemo.casework.looking.queries import lists
from dokodemo.casework.looking.tests.making import AT, judge, seen

pytestmark = pytest.mark.django_db
People = dict[str, Actor]


@pytest.fixture(autouse=True)
def core_only(here: Here) -> None:
    if not here.has_people:
        pytest.skip("residents are kept in core")


def dump(table: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT t::text FROM {table} t")
        return "".join(row[0] for row in cursor.fetchall())


def test_somebody_is_put_on_and_taken_off(office_people: People) -> None:
    keeper = office_people["administrator"]
    actions.add_notable(keeper, " 0000000-0001 2343 ", "市長")
    actions.add_notable(keeper, NAGISA, "もう一度")  # who is there stays as they are
    (row,) = lists.notable(keeper).rows
    assert (row.person, row.reason, row.by_name) == (NAGISA, "市長", "試験 administrator")
    actions.end_notable(keeper, row.id)
    actions.end_notable(keeper, row.id)
    assert lists.notable(keeper).rows == ()
    actions.add_notable(keeper, NAGISA, "また市長")
    was = Notable.objects.get(id=row.id)
    assert (bytes(was.key), bytes(was.person), was.reason) == (b"", b"", ""), "who it was is not kept"
    assert (was.ended_by, was.ended_name) == ("administrator", "試験 administrator")
    assert Notable.objects.count() == 2
    actions.give_own_number(keeper, "clerk", SOMEONE, clock.today())
    (watched,) = (each for each in personal.files() if each.id == "watched")
    assert watched.count is not None
    assert watched.count() == 2, "who stands on either list now"
    with pytest.raises(NotThere):
        actions.end_notable(keeper, 999_999)


def test_neither_a_dump_nor_the_trail_says_who(office_people: People) -> None:
    keeper = office_people["administrator"]
    actions.add_notable(keeper, NAGISA, "市長")
    actions.give_own_number(keeper, "clerk", SOMEONE, clock.today())
    lists.notable(keeper)
    lists.own_numbers(keeper)
    kept = dump("looking_notable") + dump("looking_own_number") + dump("audit_row")
    for number in (NAGISA, SOMEONE):
        assert number not in kept
        assert number.encode().hex() not in kept
    assert locked.unlock_person(bytes(Notable.objects.get().person), locked.NOTABLE) == NAGISA
    acts = set(AuditRow.objects.filter(actor_id="administrator").values_list("action", flat=True))
    assert acts == {"notable.add", "own_number.give", "notable.list", "own_number.list"}


def test_a_locked_number_is_bound_to_its_place(office_people: People) -> None:
    from dokodemo.base.crypto import Unreadable

    actions.give_own_number(office_people["administrator"], "clerk", SOMEONE, clock.today())
    blob = bytes(OwnNumber.objects.get().person)
    with pytest.raises(Unreadable):
        locked.unlock_person(blob, "colleague")


def test_a_lost_secret_stops_nothing(office_people: People, monkeypatch: pytest.MonkeyPatch) -> None:
    keeper = office_people["administrator"]
    actions.add_notable(keeper, NAGISA, "市長")
    actions.give_own_number(keeper, "clerk", SOMEONE, clock.today())
    monkeypatch.setattr(locked, "_key", lambda purpose: b"x" * 32)
    assert [each.person for each in lists.notable(keeper).rows] == [""]
    seen("clerk", action="case.list", at=AT.replace(hour=23))
    judge()
    assert Alarm.objects.count() == 1


def test_what_is_wrong_is_said(office_people: People) -> None:
    keeper, today = office_people["administrator"], clock.today()
    for number, reason, wrong in (
        ("000000000000000", "市長", {"person"}), ("", "", {"person", "reason"}), (NAGISA, "長" * 201, {"reason"}),
    ):  # fmt: skip
        with pytest.raises(NotPossible) as refused:
            actions.add_notable(keeper, number, reason)
        assert set(refused.value.problems) == wrong
    for member, number, day, wrong in (
        ("nobody", NAGISA, today, {"member"}), ("clerk", "1", None, {"person", "consented_on"}),
        ("clerk", NAGISA, today + timedelta(days=1), {"consented_on"}), ("administrator", NAGISA, today, {"member"}),
    ):  # fmt: skip
        with pytest.raises(NotPossible) as refused:
            actions.give_own_number(keeper, member, number, day)
        assert set(refused.value.problems) == wrong
    assert not Notable.objects.exists()
    assert not OwnNumber.objects.exists()


def test_a_members_number_is_replaced_and_forgotten(office_people: People) -> None:
    keeper = office_people["administrator"]
    actions.give_own_number(keeper, "clerk", NAGISA, clock.today())
    actions.give_own_number(keeper, "clerk", SOMEONE, clock.today())
    (row,) = lists.own_numbers(office_people["auditor"]).rows
    assert (row.member, row.name) == ("clerk", "試験 clerk")
    assert not hasattr(row, "person")
    actions.forget_own_number(keeper, "clerk")
    actions.forget_own_number(keeper, "clerk")
    assert not OwnNumber.objects.exists()
    assert AuditRow.objects.filter(action="own_number.forget").count() == 1


def test_an_auditor_keeps_them_as_well(office_people: People) -> None:
    auditor = office_people["auditor"]
    actions.add_notable(auditor, NAGISA, "市長")
    actions.give_own_number(auditor, "clerk", SOMEONE, clock.today())
    assert [each.by_name for each in lists.notable(office_people["administrator"]).rows] == ["試験 auditor"]
    actions.forget_own_number(auditor, "clerk")
    actions.end_notable(auditor, Notable.objects.get().pk)


@pytest.mark.parametrize("who", ["clerk", "chief", "stranger", "operator"])
def test_nobody_else_keeps_or_reads_them(office_people: People, who: str) -> None:
    actor, today = office_people[who], clock.today()
    acts: list[Any] = [
        lambda: actions.add_notable(actor, NAGISA, "市長"),
        lambda: actions.end_notable(actor, 1),
        lambda: actions.give_own_number(actor, "clerk", NAGISA, today),
        lambda: actions.forget_own_number(actor, "clerk"),
        lambda: lists.notable(actor),
        lambda: lists.own_numbers(actor),
    ]
    for act in acts:
        with pytest.raises(NotAllowed):
            act()


def test_pages_follow_each_other(
    office_people: People, village: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    keeper = office_people["administrator"]
    monkeypatch.setattr(lists, "PAGE", 1)
    for number in (NAGISA, SOMEONE):
        actions.add_notable(keeper, number, "市長")
    first = lists.notable(keeper)
    assert [each.person for each in first.rows] == [SOMEONE]
    second = lists.notable(keeper, first.before or 0)
    assert ([each.person for each in second.rows], second.before) == ([NAGISA], None)
    for member in ("clerk", "chief"):
        actions.give_own_number(keeper, member, NAGISA, clock.today())
    one = lists.own_numbers(keeper)
    two = lists.own_numbers(keeper, one.after)
    assert [each.member for each in (*one.rows, *two.rows)] == ["chief", "clerk"]
    assert two.after == ""
