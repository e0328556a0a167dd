"""The directory: who may change it, and that both zones hear of every change, once."""

from dataclasses import replace
from datetime import date

import pytest
from django.db import connection

from dokodemo.base.actor import Actor, system
from dokodemo.casework.cases.rights import NotAllowed
from dokodemo.casework.staff.models import StaffMember
from dokodemo.casework.staff.sample_people import SAMPLE
from dokodemo.casework.tests import every
from dokodemo.office.directory import actions, messages, queries, sample
from dokodemo.office.directory.models import Member

pytestmark = pytest.mark.django_db


@pytest.fixture
def catalog(kept_city: None, db: None) -> object:
    """The sample city, in force in this zone."""
    return every.in_force()


HOUSE = system("office", "test")
ADMINISTRATOR = Actor("office", "staff", "kanri1", "凪", frozenset({"administrator"}))
MIO = actions.Entry("s0001", "海野　みお", "ウミノ　ミオ", "kosodate", frozenset({"clerk"}))


def posted() -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM gateway_outbox WHERE destination = 'core' AND stream = %s",
            [messages.STREAM],
        )
        return int(cursor.fetchone()[0])


def test_a_change_reaches_this_zone_and_is_posted_to_core() -> None:
    assert actions.change([MIO], HOUSE) == 1
    member = StaffMember.objects.get(id="s0001")
    assert (member.name, member.section, member.roles, member.active) == (
        "海野　みお",
        "kosodate",
        ["clerk"],
        True,
    )
    assert posted() == 1


def test_what_changes_nothing_is_not_posted_again() -> None:
    actions.change([MIO], HOUSE)
    assert actions.change([MIO], HOUSE) == 0
    assert posted() == 1


def test_who_leaves_becomes_inactive_and_stays_in_the_list() -> None:
    actions.change([MIO], HOUSE)
    actions.change([replace(MIO, active=False)], ADMINISTRATOR)
    assert not StaffMember.objects.get(id="s0001").active
    assert [each["active"] for each in queries.members()] == [False]
    assert posted() == 2


def test_who_leaves_keeps_the_place_they_had_and_who_comes_back_needs_one_that_is(catalog: object) -> None:
    actions.change([MIO], HOUSE)
    Member.objects.update(section="mukashi", post="kyu-shoku")  # as a version of before declared them
    gone = replace(MIO, section="mukashi", post="kyu-shoku", active=False)
    actions.change([gone], ADMINISTRATOR)
    assert not StaffMember.objects.get(id="s0001").active
    with pytest.raises(actions.WrongMember, match="section"):
        actions.change([replace(gone, active=True)], ADMINISTRATOR)


@pytest.mark.parametrize("role", ["clerk", "approver", "auditor", "operator"])
def test_nobody_else_changes_it(role: str) -> None:
    actor = Actor("office", "staff", "kankyo1", "岬", frozenset({role}), frozenset({"kankyo"}))
    with pytest.raises(NotAllowed):
        actions.change([MIO], actor)
    assert not Member.objects.exists()


@pytest.mark.parametrize(
    ("entry", "field"),
    [
        (replace(MIO, id=" "), "id"), (replace(MIO, name=""), "name"), (replace(MIO, kana=""), "kana"),
        (replace(MIO, roles=frozenset()), "roles"), (replace(MIO, roles=frozenset({"root"})), "roles"),
        (replace(MIO, section=""), "section"), (replace(MIO, roles=frozenset({"clerk", "administrator"})), "roles"),
    ],
)  # fmt: skip
def test_a_wrong_entry_is_refused_and_nothing_is_entered(entry: actions.Entry, field: str) -> None:
    with pytest.raises(actions.WrongMember, match=field) as refused:
        actions.change([MIO, entry], HOUSE)
    assert "海野" not in str(refused.value)
    assert not Member.objects.exists()
    assert posted() == 0


def test_the_sample_people_are_entered_once() -> None:
    assert sample.load() == len(SAMPLE)
    assert sample.load() == 0
    assert {each["id"] for each in queries.members()} == {each.id for each in SAMPLE}
    assert posted() == 1


BUCHO = actions.Entry(
    "s0009", "磯　なぎ", "イソ　ナギ", "kodomo-fukushi-bu", frozenset({"approver"}), post="bucho",
    until=date(2027, 4, 1),
)  # fmt: skip


def test_post_and_term_go_along(catalog: object) -> None:
    actions.change([BUCHO], HOUSE)
    member = StaffMember.objects.get()
    assert (member.post, member.section, member.since, member.until) == (
        "bucho", "kodomo-fukushi-bu", None, date(2027, 4, 1),
    )  # fmt: skip
    assert actions.change([BUCHO], HOUSE) == 0
    [told] = queries.members()
    assert (told["post"], told["until"], told["absences"]) == ("bucho", "2027-04-01", [])


@pytest.mark.parametrize(
    ("entry", "field"),
    [
        (replace(BUCHO, post="kaicho"), "post"), (replace(BUCHO, section="kosodate"), "post"),
        (replace(BUCHO, section="kosodata"), "section"), (replace(BUCHO, since=date(2027, 4, 1)), "until"),
    ],
)  # fmt: skip
def test_what_the_city_does_not_declare_is_refused(catalog: object, entry: actions.Entry, field: str) -> None:
    with pytest.raises(actions.WrongMember, match=field):
        actions.change([entry], HOUSE)
    assert not Member.objects.exists()
