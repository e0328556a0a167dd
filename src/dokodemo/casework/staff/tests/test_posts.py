"""Posts, terms and absences: who holds what over a section, and when."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from pytest_django import DjangoAssertNumQueries

from dokodemo.base import clock
from dokodemo.casework.staff import actions, queries
from dokodemo.casework.staff.actions import apply_directory
from dokodemo.casework.staff.models import Absence, StaffMember
from dokodemo.casework.tests import staff
from dokodemo.catalog.posts import level_of, place_of

pytestmark = pytest.mark.django_db
TODAY = date(2026, 6, 10)


def told(id_: str, section: str, post: str, **more: Any) -> dict[str, Any]:
    return {
        "id": id_, "name": f"試験 {id_}", "kana": id_, "section": section, "roles": ["approver"], "active": True,
        "post": post, **more,
    }  # fmt: skip


def ids(section: str, post: str, on: date = TODAY) -> list[str]:
    return [each.id for each in queries.holders(section, post, on)]


def test_a_post_is_found_at_the_section_its_department_or_its_organ(catalog: Any) -> None:
    apply_directory([
        told("kacho1", "kosodate", "kacho"), told("kacho2", "kaigo", "kacho"),
        told("bucho1", "kodomo-fukushi-bu", "bucho"), told("bucho2", "shimin-bu", "bucho"),
        told("shicho1", "shicho", "shicho"), told("kyoikucho1", "kyoiku-iinkai", "kyoikucho"),
    ])  # fmt: skip
    assert ids("kosodate", "kacho") == ["kacho1"]
    assert ids("kosodate", "bucho") == ids("kaigo", "bucho") == ["bucho1"]
    assert ids("zeimu", "bucho") == ["bucho2"]
    assert ids("kosodate", "shicho") == ids("suido", "shicho") == ["shicho1"]
    assert ids("gakumu", "kyoikucho") == ["kyoikucho1"]
    assert ids("gakumu", "shicho") == []  # another organ: the mayor does not decide for the board
    assert ids("suido", "bucho") == []  # it stands directly under its organ
    assert ids("kosodate", "no-such-post") == ids("no-such-section", "kacho") == []


def test_several_who_hold_a_post_come_by_reading_with_one_query(
    catalog: Any, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    apply_directory([told("b", "kosodate", "kakaricho"), told("a", "kosodate", "kakaricho")])
    queries.holders("kosodate", "kakaricho", TODAY)  # the catalog is read
    with django_assert_num_queries(1):
        assert ids("kosodate", "kakaricho") == ["a", "b"]


def test_who_has_left_or_is_outside_the_term_holds_nothing(catalog: Any) -> None:
    apply_directory([
        told("left", "kosodate", "kacho", active=False),
        told("term", "kosodate", "kacho", since="2026-06-10", until="2026-06-12"),
    ])  # fmt: skip
    found = [ids("kosodate", "kacho", TODAY + timedelta(days=n)) for n in (-1, 0, 1, 2)]
    assert found == [[], ["term"], ["term"], []]


def test_an_absence_ends_before_its_last_day(catalog: Any) -> None:
    away = {"starts": "2026-06-10", "ends": "2026-06-12", "reason": "出張"}
    apply_directory([told("kacho1", "kosodate", "kacho", absences=[away])])
    assert [queries.is_absent("kacho1", TODAY + timedelta(days=n)) for n in (-1, 0, 1, 2)] == [
        False,
        True,
        True,
        False,
    ]
    assert not queries.is_absent("nobody", TODAY)
    apply_directory([told("kacho1", "kosodate", "kacho")])
    assert not Absence.objects.exists()


def test_a_directory_of_before_posts_is_still_understood() -> None:
    before = told("kacho1", "kosodate", "kacho")
    del before["post"]
    apply_directory([before])
    member = StaffMember.objects.get()
    assert (member.post, member.since, member.until) == ("", None, None)


def test_a_session_ends_with_the_term(office_people: dict[str, Any], at_desk: Callable[..., Any]) -> None:
    client = at_desk("clerk")
    assert client.get("/").status_code == 200
    StaffMember.objects.filter(id="clerk").update(until=clock.today() + timedelta(days=1))
    assert client.get("/").status_code == 200
    StaffMember.objects.filter(id="clerk").update(until=clock.today())
    assert client.get("/").status_code == 303
    assert queries.actor("clerk") is None
    actions.enrol("clerk", "a long word of their own", must_change=False)
    assert actions.open_session("clerk", "a long word of their own") is None


@pytest.mark.parametrize("wrong", ["term", "absence"])
def test_the_database_refuses_days_that_are_none(wrong: str) -> None:
    staff.hired("clerk", "kosodate", "clerk")
    with pytest.raises(IntegrityError), transaction.atomic():
        if wrong == "term":
            StaffMember.objects.update(since=TODAY, until=TODAY)
        else:
            Absence.objects.create(member_id="clerk", starts=TODAY, ends=TODAY)


def test_a_place_is_one_thing_only(catalog: Any) -> None:
    found = [level_of(catalog, place) for place in ("kosodate", "shimin-bu", "shicho", "nothing")]
    assert found == ["section", "department", "organ", None]
    assert place_of(catalog, "kosodate", "bucho") == "kodomo-fukushi-bu"


def test_a_role_is_had_also_by_who_has_one_that_includes_it(db: None) -> None:
    staff.hired("chief", "kosodate", "chief")
    staff.hired("mayor", "kosodate", "approver")
    staff.hired("checker", "kosodate", "checker")
    assert [each.id for each in queries.with_role("kosodate", "approver")] == ["chief", "mayor"]
    assert [each.id for each in queries.with_role("kosodate", "clerk")] == ["checker"]
    assert [each.id for each in queries.chiefs("kosodate")] == ["chief"], "who decides is no chief by that"
