"""Other cases of the same person and household: only by the resident number, and only what the reader may see."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.test import Client

from dokodemo.base import clock
from dokodemo.base.audit.models import AuditRow
from dokodemo.casework.cases.models import Case
from dokodemo.casework.cases.queries import related
from dokodemo.casework.conftest import NAGISA, SOMEONE, Here
from dokodemo.casework.desk.tests.test_together import NEXT_DOOR

pytestmark = pytest.mark.django_db
Desk = Callable[..., Client]
Arrive = Callable[..., UUID]


@pytest.fixture
def of(arrive: Arrive, here: Here) -> Callable[..., UUID]:
    """A case that is about this resident, arrived so many days ago."""

    def make(person: str | None, days: int = 0, **parts: Any) -> UUID:
        id_ = arrive(**parts)
        Case.objects.filter(id=id_).update(person=person, arrived_at=clock.now() - timedelta(days=days))
        return id_

    return make


@pytest.fixture
def housemates(village: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    others = {NAGISA: (SOMEONE,), SOMEONE: (NAGISA,)}
    monkeypatch.setattr(village, "shown_with", lambda person: others[person])


def part(client: Client, id_: UUID, name: str) -> str:
    html = client.get(f"/cases/{id_}?tab=related").content.decode()
    return html.partition(f'id="{name}-title"')[2].partition("</section>")[0]


def test_where_no_residents_are_kept_nothing_is_related(
    at_desk: Desk, of: Callable[..., UUID], here: Here
) -> None:
    if here.has_people:
        pytest.skip("this zone keeps residents")
    one, other = of(NAGISA), of(NAGISA)
    html = at_desk("clerk").get(f"/cases/{one}?tab=related").content.decode()
    assert "?tab=related" not in html
    assert str(other) not in html
    assert not AuditRow.objects.filter(action="case.related").exists()


def test_related_cases_are_those_of_the_number_and_of_the_household(
    at_desk: Desk, of: Callable[..., UUID], here: Here, housemates: None
) -> None:
    if not here.has_people:
        pytest.skip("no residents in this zone")
    case, old, new = of(NAGISA), of(NAGISA, 9), of(NAGISA, 3)
    family, same_name = of(SOMEONE, 1), of(None)
    client = at_desk("clerk")
    own, household = part(client, case, "own"), part(client, case, "household")
    assert own.index(str(new)) < own.index(str(old)), "newest first"
    assert str(family) in household
    assert str(case) not in own
    for each in (own, household):
        assert str(same_name) not in each, "the same name is not enough"
        assert "ほかの課に" not in each


def test_related_cases_hide_what_may_not_be_seen(
    at_desk: Desk, of: Callable[..., UUID], here: Here, housemates: None, catalog: Any
) -> None:
    if not here.has_people:
        pytest.skip("no residents in this zone")
    case, next_door = of(NAGISA), NEXT_DOOR["core"]
    elsewhere = [of(person, procedure=next_door) for person in (NAGISA, SOMEONE, SOMEONE)]
    client = at_desk("clerk")
    own, household = part(client, case, "own"), part(client, case, "household")
    assert "ほかの課に1件" in own
    assert "ほかの課に2件" in household
    title = catalog.procedures[next_door].titles.ja
    for shown in (own, household):
        assert title not in shown
        assert "2611-" not in shown
        assert not [each for each in elsewhere if str(each) in shown]
    assert at_desk("stranger").get(f"/cases/{case}?tab=related").status_code == 404


def test_the_look_at_related_cases_is_recorded_for_whom_it_shows(
    at_desk: Desk, of: Callable[..., UUID], here: Here, housemates: None
) -> None:
    if not here.has_people:
        pytest.skip("no residents in this zone")
    case = of(NAGISA)
    client = at_desk("clerk")
    client.get(f"/cases/{case}?tab=related")
    looks = AuditRow.objects.filter(action="case.related", object_id=str(case))
    assert list(looks.values_list("subject", flat=True)) == [NAGISA]
    of(SOMEONE, procedure=NEXT_DOOR["core"])
    client.get(f"/cases/{case}?tab=related")
    assert looks.filter(subject=SOMEONE).count() == 0, "nothing of them was shown"
    of(SOMEONE)
    client.get(f"/cases/{case}?tab=related")
    assert looks.filter(subject=SOMEONE).count() == 1


def test_related_cases_beyond_the_most_are_counted(
    at_desk: Desk, of: Callable[..., UUID], here: Here, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not here.has_people:
        pytest.skip("no residents in this zone")
    monkeypatch.setattr(related, "MOST", 2)
    case, oldest = of(NAGISA), of(NAGISA, 30)
    for days in (1, 2, 3):
        of(NAGISA, days)
    own = part(at_desk("clerk"), case, "own")
    assert own.count("2611-") == 2
    assert str(oldest) not in own
    assert "ほかに2件あります" in own


def test_a_case_that_is_linked_to_nobody_has_no_related_ones(
    at_desk: Desk, of: Callable[..., UUID], here: Here
) -> None:
    if not here.has_people:
        pytest.skip("no residents in this zone")
    case, other = of(None), of(None)
    html = at_desk("clerk").get(f"/cases/{case}?tab=related").content.decode()
    assert "どの住民か決まると" in html
    assert str(other) not in html
    assert not AuditRow.objects.filter(action="case.related").exists()
