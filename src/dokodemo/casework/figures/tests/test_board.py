"""The chief's board: what it says, from days that are known, who sees it, and that it costs the same at any size."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest

from dokodemo.base import clock
from dokodemo.base.actor import Actor
from dokodemo.base.audit.models import AuditRow
from dokodemo.casework.cases.models import Case
from dokodemo.casework.cases.rights import NotAllowed
from dokodemo.casework.conftest import Here
from dokodemo.casework.figures import actions, terms
from dokodemo.casework.figures.queries.board import Board, board
from dokodemo.casework.figures.queries.steps import spread
from dokodemo.casework.figures.tests import rows
from dokodemo.values.ages import first_of_month
from dokodemo.values.days import add_working_days, working_days_before

pytestmark = pytest.mark.django_db
Arrive = Callable[..., UUID]


@pytest.fixture
def like(arrive: Arrive, here: Here) -> UUID:
    """The real case that the others are like belongs to another section."""
    id_ = arrive()
    Case.objects.filter(id=id_).update(section=here.other_section)
    return id_


def of(like: UUID, here: Here, arrived: date, **changes: Any) -> Case:
    return rows.of(like, arrived, **{"section": here.section, **changes})


def test_load_age_and_deadlines(like: UUID, office_people: dict[str, Actor], here: Here) -> None:
    today = clock.today()
    ahead = [add_working_days(today, n) for n in (1, 5, 6)]
    of(like, here, today, due=ahead[0])
    of(like, here, working_days_before(today, 3), due=ahead[1], state="examining")
    of(like, here, working_days_before(today, 3) + timedelta(days=1), due=ahead[2], state="proposed")
    old = of(like, here, working_days_before(today, 21), due=today - timedelta(days=1))
    of(like, here, working_days_before(today, 11), due=ahead[0], procedure="another")
    rows.promised(old, today - timedelta(days=1))
    rows.promised(old, today)
    rows.promised(Case.objects.get(id=like), today)
    found = board(office_people["chief"])
    assert [(row.procedure, row.arrived, row.examining, row.proposed, row.late) for row in found.loads] == [
        (here.procedure, 2, 1, 1, 1),
        ("another", 1, 0, 0, 0),
    ]
    assert [(age.first, age.last, age.n) for age in found.ages] == [
        (0, 2, 2), (3, 5, 1), (6, 10, 0), (11, 20, 1), (21, None, 1),
    ]  # fmt: skip
    assert (found.open, found.late, found.promised) == (5, 1, (1, 1))
    days = {each.day: each.n for each in found.days}
    assert (days[ahead[0]], days[ahead[1]], max(days)) == (2, 1, ahead[1])
    assert found.counted_at is None
    assert found.paces == ()
    assert AuditRow.objects.filter(action="figures.board").count() == 1


def decided(like: UUID, here: Here, steps: tuple[int, int, int], **changes: Any) -> None:
    """Decided yesterday, after so many days in each step."""
    on = clock.today() - timedelta(days=1)
    proposed = on - timedelta(days=steps[2])
    taken = proposed - timedelta(days=steps[1])
    rows.decided(
        like, taken - timedelta(days=steps[0]), taken, proposed, on, **{"section": here.section, **changes}
    )


def test_where_cases_stand_longest(like: UUID, office_people: dict[str, Actor], here: Here) -> None:
    for days in range(10):
        decided(like, here, (days, 2 * days, 1), due=clock.today() - timedelta(days=1 if days < 8 else 2))
    decided(like, here, (90, 1, 1), procedure="rare")
    decided(like, here, (90, 90, 90), section=here.other_section)
    for month in actions.stale(clock.today()):
        actions.roll_up(month)
    paces = {each.procedure: each for each in board(office_people["chief"]).paces}
    assert set(paces) == {here.procedure, "rare"}
    pace = paces[here.procedure]
    assert (pace.kept, pace.late, pace.longest) == (8, 2, "examine")
    assert [(pace.steps[step].n, pace.steps[step].median, pace.steps[step].ninth) for step in ("take", "examine", "decide")] == [
        (10, 4, 8), (10, 8, 16), (10, 1, 1),
    ]  # fmt: skip
    assert pace.standard is not None
    rare = paces["rare"]
    assert (rare.steps["take"].n, rare.steps["take"].median, rare.longest, rare.standard) == (
        1,
        None,
        "",
        None,
    )


def test_what_was_decided_before_is_no_longer_on_the_board(
    like: UUID, office_people: dict[str, Actor], here: Here
) -> None:
    first = terms.months_later(first_of_month(clock.today()), -2)
    for on in (first, first - timedelta(days=1)):
        rows.decided(like, on, on, on, on, section=here.section, due=on)
    for month in actions.stale(clock.today()):
        actions.roll_up(month)
    (pace,) = board(office_people["chief"]).paces
    assert (pace.kept, pace.late) == (1, 0)


@pytest.mark.parametrize(
    "days, median, ninth",
    [
        ({1: 5}, 1, 1),
        ({0: 3, 10: 3}, 0, 10),
        ({0: 2, 10: 3}, 10, 10),
        (dict.fromkeys(range(1, 11), 1), 5, 9),
        (dict.fromkeys(range(1, 12), 1), 6, 10),
        ({1: 4}, None, None),
        ({}, None, None),
    ],
)
def test_medians_by_nearest_rank(days: dict[int, int], median: int | None, ninth: int | None) -> None:
    found = spread(days)
    assert (found.n, found.median, found.ninth) == (sum(days.values()), median, ninth)


def test_only_the_chief_of_a_section_sees_its_board(
    like: UUID, office_people: dict[str, Actor], here: Here
) -> None:
    of(like, here, clock.today())
    assert board(office_people["chief"]).open == 1
    assert board(office_people["stranger"]).open == 1, "their own section's: the real case"
    for who in ("clerk", "operator", "auditor"):
        with pytest.raises(NotAllowed):
            board(office_people[who])


def test_nothing_on_the_board_is_of_a_person(
    like: UUID, office_people: dict[str, Actor], here: Here, at_desk: Any
) -> None:
    for _ in range(6):
        decided(like, here, (1, 2, 3))
    of(like, here, clock.today(), state="examining", taken_by="clerk", taken_name="試験 clerk")
    for month in actions.stale(clock.today()):
        actions.roll_up(month)
    shown: Board = board(office_people["chief"])
    page = at_desk("chief").get("/board").content.decode()
    for who in ("clerk", "colleague", "both"):
        assert f"試験 {who}" not in repr(shown)
        assert f"試験 {who}" not in page


def test_a_board_costs_the_same_however_many_cases(
    like: UUID, office_people: dict[str, Actor], here: Here, at_desk: Any
) -> None:
    chief, client = office_people["chief"], at_desk("chief")

    def cost() -> tuple[int, int]:
        return rows.queries_of(lambda: board(chief)), rows.queries_of(lambda: client.get("/board"))

    of(like, here, clock.today())
    cost()
    few = cost()
    for n in range(30):
        of(
            like,
            here,
            clock.today() - timedelta(days=n),
            procedure=f"p{n % 7}",
            due=clock.today() + timedelta(days=n % 9),
        )
        decided(like, here, (n, 1, 1), procedure=f"p{n % 7}")
    for month in actions.stale(clock.today()):
        actions.roll_up(month)
    assert cost() == few
    assert few[0] <= 9
    assert few[1] <= 11
