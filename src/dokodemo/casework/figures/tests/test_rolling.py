"""What a night counts: from days that are known, once and again, and only what changed."""

import threading
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from dokodemo.base import clock
from dokodemo.casework.cases.models import Case, CaseDecision
from dokodemo.casework.cases.queries import figures as cases
from dokodemo.casework.cases.tests.stepping import at_once
from dokodemo.casework.conftest import Here
from dokodemo.casework.figures import actions, jobs, terms
from dokodemo.casework.figures.models import Lasted, Month, Rolled
from dokodemo.casework.figures.tests import rows
from dokodemo.values.ages import first_of_month

pytestmark = pytest.mark.django_db
Arrive = Callable[..., UUID]
OCTOBER, NOVEMBER = date(2025, 10, 1), date(2025, 11, 1)


def kept(month: date) -> list[tuple[Any, ...]]:
    return list(
        Month.objects.filter(month=month)
        .order_by("section", "procedure", "entrance")
        .values_list("entrance", "arrived", "decided", "approved", "refused", "in_time", "asked")
    )


def lasted(month: date) -> dict[str, dict[int, int]]:
    found: dict[str, dict[int, int]] = {}
    for step, days, n in Lasted.objects.filter(month=month).values_list("step", "days", "n"):
        found.setdefault(step, {})[days] = found.get(step, {}).get(days, 0) + n
    return found


@pytest.fixture
def october(arrive: Arrive) -> UUID:
    """Two months of known days; the real case they are like arrived today."""
    like = arrive()
    rows.decided(like, date(2025, 9, 29), date(2025, 10, 1), date(2025, 10, 8), date(2025, 10, 10))
    rows.decided(
        like, date(2025, 10, 2), date(2025, 10, 3), date(2025, 10, 20), date(2025, 10, 31), "refused"
    )
    waited = rows.decided(
        like, date(2025, 10, 6), date(2025, 10, 7), date(2025, 10, 27), date(2025, 10, 28), entrance="portal"
    )
    rows.asked(waited, date(2025, 10, 10), date(2025, 10, 24))
    rows.decided(like, date(2025, 10, 30), None, date(2025, 11, 4), date(2025, 11, 4))
    rows.of(like, date(2025, 10, 31))
    return like


def test_a_month_is_counted_where_things_happened(october: UUID) -> None:
    actions.roll_up(OCTOBER)
    assert kept(OCTOBER) == [("portal", 1, 1, 1, 0, 0, 1), ("web", 3, 2, 1, 1, 1, 0)]
    assert lasted(OCTOBER) == {
        "take": {2: 1, 1: 2},
        "examine": {7: 1, 17: 1, 6: 1},  # 20 days, of which 14 the applicant had it
        "decide": {2: 1, 11: 1, 1: 1},
        "whole": {11: 1, 29: 1, 8: 1},
        "answer": {14: 1},
    }
    actions.roll_up(NOVEMBER)
    assert kept(NOVEMBER) == [("web", 0, 1, 1, 0, 1, 0)]
    assert lasted(NOVEMBER) == {"decide": {0: 1}, "whole": {5: 1}}


def test_the_last_instant_of_a_month_in_tokyo_is_in_it(arrive: Arrive) -> None:
    like = arrive()
    for seconds, month in ((-1, OCTOBER), (0, NOVEMBER)):
        case = rows.decided(
            like, date(2025, 10, 20), date(2025, 10, 21), date(2025, 10, 22), date(2025, 10, 23)
        )
        Case.objects.filter(id=case.id).update(
            decided_at=clock.midnight(NOVEMBER) + timedelta(seconds=seconds)
        )
        actions.roll_up(month)
        assert [row[2] for row in kept(month)] == [1], month


def test_what_was_sent_back_adds_up(arrive: Arrive) -> None:
    case = rows.decided(
        arrive(), date(2025, 10, 1), date(2025, 10, 2), date(2025, 10, 20), date(2025, 10, 22)
    )
    CaseDecision.objects.create(
        case=case, state="returned", outcome="approved", proposed_by="clerk", proposed_name="試験 担当",
        proposed_at=rows.noon(date(2025, 10, 5)), decided_by="chief", decided_at=rows.noon(date(2025, 10, 8)),
    )  # fmt: skip
    actions.roll_up(OCTOBER)
    assert lasted(OCTOBER) == {"take": {1: 1}, "examine": {15: 1}, "decide": {5: 1}, "whole": {21: 1}}


def test_a_case_taken_over_late_never_has_a_negative_step(arrive: Arrive) -> None:
    case = rows.decided(
        arrive(), date(2025, 10, 1), date(2025, 10, 21), date(2025, 10, 20), date(2025, 10, 22)
    )
    rows.asked(case, date(2025, 10, 3), date(2025, 10, 13))
    actions.roll_up(OCTOBER)
    steps = {step: next(iter(days)) for step, days in lasted(OCTOBER).items()}
    assert steps == {"take": 2, "examine": 7, "decide": 2, "whole": 11, "answer": 10}
    assert steps["take"] + steps["examine"] + steps["decide"] == steps["whole"]


def test_counting_again_changes_nothing(october: UUID) -> None:
    actions.roll_up(OCTOBER)
    before = (kept(OCTOBER), lasted(OCTOBER))
    actions.roll_up(OCTOBER)
    assert (kept(OCTOBER), lasted(OCTOBER)) == before
    with pytest.raises(ValueError, match="first day"):
        actions.roll_up(date(2025, 10, 2))


def test_what_changed_takes_the_place_of_what_was_counted(october: UUID) -> None:
    actions.roll_up(OCTOBER)
    rows.of(october, date(2025, 10, 31))
    actions.roll_up(OCTOBER)
    assert [row[1] for row in kept(OCTOBER)] == [1, 4]


def test_what_was_counted_outlives_the_cases(arrive: Arrive) -> None:
    month = terms.months_later(first_of_month(clock.today()), -2)
    like = arrive()
    gone, _stays = (rows.of(like, month + timedelta(days=each)).id for each in (3, 5))
    jobs.roll_up(0)
    before = kept(month)
    assert [row[1] for row in before] == [2]
    Case.objects.filter(id=gone).delete()
    assert month not in actions.stale(clock.today())
    jobs.roll_up(0)
    with pytest.raises(actions.Fewer, match="1 of 2"):
        actions.roll_up(month)
    assert kept(month) == before


def test_only_months_that_changed_are_counted(arrive: Arrive) -> None:
    today = clock.today()
    month = first_of_month(today)
    two_ago = terms.months_later(month, -2)
    like = arrive()
    rows.of(like, two_ago + timedelta(days=3))
    months = [two_ago, terms.months_later(month, -1), month]
    assert actions.stale(today) == months
    jobs.roll_up(0)
    assert actions.stale(today) == [month], "a month that is not over changes every day"
    rows.of(like, two_ago + timedelta(days=5))
    assert actions.stale(today) == [two_ago, month], "one more had been on its way"
    jobs.roll_up(0)
    assert sum(row[1] for row in kept(two_ago)) == 2
    Rolled.objects.filter(month=months[1]).update(at=clock.midnight(month) - timedelta(seconds=1))
    assert actions.stale(today) == [months[1], month], "counted before it was over"
    Rolled.objects.filter(month=two_ago).delete()
    assert actions.stale(today) == months


def test_a_zone_without_cases_counts_nothing(catalog: object) -> None:
    assert actions.stale(clock.today()) == []
    jobs.roll_up(0)
    assert not Month.objects.exists()


def test_a_month_costs_the_same_however_many_cases(arrive: Arrive) -> None:
    like = arrive()

    def cost() -> int:
        with CaptureQueriesContext(connection) as made:
            actions.roll_up(OCTOBER)
        return len(made)

    rows.decided(like, date(2025, 10, 1), date(2025, 10, 2), date(2025, 10, 3), date(2025, 10, 4))
    first = cost()
    for day in range(2, 20):
        rows.decided(
            like, date(2025, 10, day), date(2025, 10, 20), date(2025, 10, 20 + day % 5), date(2025, 10, 28)
        )
    assert cost() == first <= 16


def test_the_database_refuses_figures_that_cannot_be(here: Here) -> None:
    good = {"section": here.section, "month": OCTOBER, "procedure": here.procedure, "entrance": "web"}
    for wrong in (
        {"month": date(2025, 10, 2)},
        {"decided": 1, "approved": 1, "refused": 1},
        {"decided": 1, "in_time": 2},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Month.objects.create(**good | wrong)
    with pytest.raises(IntegrityError), transaction.atomic():
        Lasted.objects.create(**good, step="sleeping", days=1, n=1)


def test_the_reads_go_over_an_index(october: UUID) -> None:
    """Never over all cases: what is decided in a month, and the open cases by their days."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        for sql, index in (
            ("SELECT 1 FROM \"case\" c WHERE c.decided_at >= '2025-10-01' AND c.decided_at < '2025-11-01'", "figures_case_decided"),
            ("SELECT 1 FROM case_asked a WHERE a.at >= '2025-10-01' AND a.at < '2025-11-01'", "figures_case_asked"),
            (
                "SELECT 1 FROM case_contact p WHERE p.kept_at IS NULL AND p.promise <> '' AND p.until <= '2025-11-01'",
                "figures_case_promise",
            ),
            (
                "SELECT count(*) FROM \"case\" c WHERE c.section = 'x' AND c.state IN ('arrived', 'examining', 'proposed') "
                "AND c.due < '2025-11-01'",
                "case_open",
            ),
        ):  # fmt: skip
            cursor.execute(f"EXPLAIN {sql}")
            assert index in "\n".join(row[0] for row in cursor.fetchall()), sql


@pytest.mark.django_db(transaction=True)
def test_two_that_count_at_once_leave_one_count(arrive: Arrive) -> None:
    rows.decided(arrive(), date(2025, 10, 1), date(2025, 10, 2), date(2025, 10, 3), date(2025, 10, 4))
    assert at_once(lambda: actions.roll_up(OCTOBER), lambda: actions.roll_up(OCTOBER)) == [None, None]
    assert kept(OCTOBER) == [("web", 1, 1, 1, 0, 1, 0)]


@pytest.mark.django_db(transaction=True)
def test_without_the_lock_the_second_would_fail(arrive: Arrive) -> None:
    """Its twin: both have removed what was there before either has written."""
    rows.of(arrive(), date(2025, 10, 1))
    both = threading.Barrier(2)

    def careless() -> None:
        with transaction.atomic():
            Month.objects.filter(month=OCTOBER).delete()
            both.wait(10)
            ((place, n),) = cases.arrived(cases.sections(), OCTOBER, NOVEMBER)
            Month.objects.create(
                section=place.section,
                month=OCTOBER,
                procedure=place.procedure,
                entrance=place.entrance,
                arrived=n,
            )

    results = at_once(careless, careless)
    assert sorted(type(each).__name__ for each in results) == ["IntegrityError", "NoneType"]
