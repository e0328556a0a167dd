"""Midnight while cases arrive and clerks are at work. The lock of the sections lets each arrival be before or after the
instant; its twin shows what is orphaned without it."""

import threading
import time
from collections import Counter
from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from django.db import connection

from dokodemo.base.actor import Actor
from dokodemo.casework import succession
from dokodemo.casework.cases import actions as cases
from dokodemo.casework.cases.actions import arrive as arriving
from dokodemo.casework.cases.models import Case, CaseCount, CaseDueCount
from dokodemo.casework.cases.queries import kept
from dokodemo.casework.cases.rights import Changed, NotAllowed, NotPossible
from dokodemo.casework.cases.states import OPEN
from dokodemo.casework.cases.tests.stepping import at_once
from dokodemo.casework.cases.tests.test_deciding import version
from dokodemo.casework.conftest import Here
from dokodemo.casework.reorganise import actions
from dokodemo.casework.reorganise.actions import carrying
from dokodemo.casework.reorganise.models import Plan
from dokodemo.casework.reorganise.tests.test_carrying import at_midnight, plan
from dokodemo.casework.reorganise.tests.test_carrying import new as new
from dokodemo.casework.reorganise.tests.test_carrying import room_alone as room_alone
from dokodemo.catalog import versions
from dokodemo.catalog.schema import Procedure

pytestmark = pytest.mark.django_db(transaction=True)


def waits_for_the_sections() -> bool:
    """Whether somebody waits for an advisory lock in this database."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted "
            "AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
        )
        return bool(cursor.fetchone()[0])


def test_without_the_lock_a_case_that_arrives_at_midnight_is_orphaned(
    arrive: Callable[..., UUID],
    office_people: dict[str, Actor],
    new: str,
    here: Here,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    plan((here.section, "", new))
    has_read, is_over = threading.Event(), threading.Event()

    def careless(procedure: Procedure) -> str:
        section = versions.follow(procedure)
        has_read.set()
        assert is_over.wait(20)
        return section

    monkeypatch.setattr(arriving, "section_now", careless)

    def midnight() -> int:
        assert has_read.wait(20)
        done = at_midnight()
        is_over.set()
        return done

    id_, done = at_once(arrive, midnight)
    assert done == 1
    assert isinstance(id_, UUID)
    assert Case.objects.get(id=id_).section == here.section
    assert [(each.section, each.n) for each in kept.orphaned()] == [(here.section, 1)]


def test_with_the_lock_midnight_waits_for_it_and_takes_it_along(
    arrive: Callable[..., UUID],
    office_people: dict[str, Actor],
    new: str,
    here: Here,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    plan((here.section, "", new))
    has_read = threading.Event()

    def slow(procedure: Procedure) -> str:
        section = succession.section_now(procedure)
        has_read.set()
        until = time.monotonic() + 20
        while not waits_for_the_sections():
            assert time.monotonic() < until, "midnight did not wait"
            time.sleep(0.01)
        return section

    monkeypatch.setattr(arriving, "section_now", slow)

    def midnight() -> int:
        assert has_read.wait(20)
        return at_midnight()

    id_, done = at_once(arrive, midnight)
    assert done == 1
    assert isinstance(id_, UUID)
    assert Case.objects.get(id=id_).section == new
    assert kept.orphaned() == []


def test_midnight_with_arrivals_and_clerks_at_work_leaves_nothing_behind(
    arrive: Callable[..., UUID],
    office_people: dict[str, Actor],
    new: str,
    here: Here,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Small batches, two clerks, three entrances; a deadlock would be an error of somebody."""
    monkeypatch.setattr(carrying, "BATCH", 3)
    standing = [arrive() for _ in range(12)]
    made = plan((here.section, "", new))

    def entrance() -> list[UUID]:
        return [arrive() for _ in range(8)]

    def clerk() -> Counter[str]:
        said: Counter[str] = Counter()
        for id_ in standing:
            try:
                cases.take(office_people["clerk"], id_, version(id_))
                said["taken"] += 1
            except (NotAllowed, NotPossible, Changed) as refused:
                said[type(refused).__name__] += 1
        return said

    results: list[Any] = at_once(entrance, at_midnight, entrance, clerk, entrance)
    assert not [each for each in results if isinstance(each, Exception)], results
    assert results[1] == 1
    arrived = [id_ for each in results if isinstance(each, list) for id_ in each]
    assert len(arrived) == 24
    assert actions.sweep() == 0, "what arrived during it needed no broom"
    assert set(Case.objects.values_list("section", flat=True)) == {new}
    assert Case.objects.count() == 36
    assert kept.orphaned() == []
    report = Plan.objects.get(id=made).report
    assert report["orphaned"] == []
    rows = list(Case.objects.values_list("section", "stage", "procedure", "due", "state"))
    assert Counter(row[:3] for row in rows) == {
        row[:3]: row[3]
        for row in CaseCount.objects.filter(n__gt=0).values_list("section", "stage", "procedure", "n")
    }
    assert Counter((row[0], row[3]) for row in rows if row[4] in OPEN) == {
        row[:2]: row[2] for row in CaseDueCount.objects.filter(n__gt=0).values_list("section", "due", "n")
    }
