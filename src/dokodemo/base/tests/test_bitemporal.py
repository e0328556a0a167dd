"""The record that never forgets, against a plain model of history, on a real PostgreSQL."""

import itertools
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any, ClassVar

import pytest
from django.db import IntegrityError, connection, models, transaction
from django.db.backends.postgresql.psycopg_any import DateRange, DateTimeTZRange
from django.db.utils import DatabaseError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dokodemo.base import bitemporal, clock

pytestmark = pytest.mark.django_db
DAY_ZERO = date(2026, 1, 1)
DAYS = 12


class Thing(models.Model):
    class Meta:
        app_label = "bitemporal_tests"


class ThingVersion(bitemporal.Version):
    identity = models.ForeignKey(Thing, models.PROTECT, db_index=False)
    colour = models.TextField()
    size = models.IntegerField(default=0)

    class Meta(bitemporal.Version.Meta):
        app_label = "bitemporal_tests"
        constraints: ClassVar = [*bitemporal.Version.Meta.constraints]
        indexes: ClassVar = [*bitemporal.Version.Meta.indexes]


@pytest.fixture(autouse=True)
def tables(db: None) -> Iterator[None]:
    """The two tables, in the transaction of the test."""
    with connection.schema_editor() as editor:
        editor.create_model(Thing)
        editor.create_model(ThingVersion)
    with connection.cursor() as cursor:
        cursor.execute(str(bitemporal.guard(ThingVersion._meta.db_table).sql))
    yield
    clock.reset()


@pytest.fixture
def thing() -> Thing:
    return Thing._default_manager.create()


def day(number: int) -> date:
    return DAY_ZERO + timedelta(days=number)


def span(start: int, end: int | None = None) -> DateRange:
    return bitemporal.period(day(start), None if end is None else day(end))


def colours(thing: Thing, at: datetime | None = None) -> list[tuple[str, date, date | None]]:
    return [(v.colour, v.valid.lower, v.valid.upper) for v in bitemporal.known_at(ThingVersion, thing, at)]


# --- the law: any sequence of writes -------------------------------------------------------------------------------


@dataclass
class Told:
    """A plain model of history: after each write, what is held for each day."""

    now: dict[int, tuple[str, int]] = field(default_factory=dict)
    past: list[tuple[datetime, dict[int, tuple[str, int]]]] = field(default_factory=list)

    def keep(self, at: datetime) -> None:
        self.past.append((at, dict(self.now)))


Write = tuple[str, int, int, str, int]
writes = st.lists(
    st.tuples(
        st.sampled_from(["record", "record", "correct", "end", "replace"]),
        st.integers(0, DAYS - 1),
        st.integers(1, DAYS),
        st.sampled_from(["red", "green", "blue"]),
        st.integers(0, 3),
    ),
    min_size=1,
    max_size=9,
)


def apply(thing: Thing, told: Told, write: Write) -> None:
    """One write in both worlds."""
    verb, start, length, colour, size = write
    days = range(start, min(start + length, DAYS))
    valid = span(days.start, days.stop)
    if verb == "record":
        bitemporal.record(ThingVersion, thing, valid, colour=colour, size=size)
        told.now.update(dict.fromkeys(days, (colour, size)))
    elif verb == "correct":
        touched = [d for d in days if d in told.now]
        if not touched:
            with pytest.raises(bitemporal.NothingThere):
                bitemporal.correct(ThingVersion, thing, valid, colour=colour)
            return
        bitemporal.correct(ThingVersion, thing, valid, colour=colour)
        told.now.update({d: (colour, told.now[d][1]) for d in touched})
    elif verb == "end":
        if not any(d >= start for d in told.now):
            with pytest.raises(bitemporal.NothingThere):
                bitemporal.end(ThingVersion, thing, day(start))
            return
        bitemporal.end(ThingVersion, thing, day(start))
        told.now = {d: held for d, held in told.now.items() if d < start}
    else:
        middle = (days.start + days.stop) // 2
        rows = [(span(days.start, middle), {"colour": colour, "size": size})] if middle > days.start else []
        bitemporal.replace(ThingVersion, thing, valid, rows)
        told.now = {d: held for d, held in told.now.items() if d not in days}
        told.now.update(dict.fromkeys(range(days.start, middle), (colour, size)))


@given(sequence=writes)
@settings(
    max_examples=60, deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)  # fmt: skip
def test_every_day_and_every_instant_answer_as_history_was(sequence: list[Write]) -> None:
    thing = Thing._default_manager.create()
    told = Told()
    start = datetime(2026, 6, 1, tzinfo=UTC)
    for minute, write in enumerate(sequence):
        clock.set_now(start + timedelta(minutes=minute))
        apply(thing, told, write)
        told.keep(start + timedelta(minutes=minute, seconds=30))
    clock.set_now(start + timedelta(minutes=len(sequence)))
    for at, held in told.past:  # nothing that came later changed what was known before
        for number in range(-1, DAYS + 1):
            row = bitemporal.as_of(ThingVersion, thing, day(number), at)
            assert ((row.colour, row.size) if row else None) == held.get(number)
    for number in range(DAYS):
        row = bitemporal.current(ThingVersion, thing, day(number))
        assert ((row.colour, row.size) if row else None) == told.now.get(number)
    assert bitemporal.as_of(ThingVersion, thing, day(0), start - timedelta(seconds=1)) is None


# --- the verbs -----------------------------------------------------------------------------------------------------


def test_a_record_splits_what_it_falls_into(thing: Thing) -> None:
    bitemporal.record(ThingVersion, thing, span(0), colour="red")
    bitemporal.record(ThingVersion, thing, span(3, 5), colour="blue")
    assert colours(thing) == [("red", day(0), day(3)), ("blue", day(3), day(5)), ("red", day(5), None)]


def test_what_was_known_before_is_still_told(thing: Thing) -> None:
    bitemporal.record(ThingVersion, thing, span(0), colour="red")
    before = clock.now()
    bitemporal.record(ThingVersion, thing, span(0), colour="blue")
    assert colours(thing, before) == [("red", day(0), None)]
    assert colours(thing) == [("blue", day(0), None)]


def test_a_correction_changes_only_its_fields(thing: Thing) -> None:
    bitemporal.record(ThingVersion, thing, span(0, 10), colour="red", size=7)
    made = bitemporal.correct(ThingVersion, thing, span(4), colour="blue")
    assert [(row.colour, row.size, row.valid.upper) for row in made] == [("blue", 7, day(10))]
    assert colours(thing) == [("red", day(0), day(4)), ("blue", day(4), day(10))]


def test_several_rows_are_one_instant_of_knowledge(thing: Thing) -> None:
    bitemporal.record(ThingVersion, thing, span(0), colour="red")
    bitemporal.replace(
        ThingVersion, thing, span(2), [(span(2, 4), {"colour": "blue"}), (span(6), {"colour": "green"})]
    )
    assert colours(thing) == [("red", day(0), day(2)), ("blue", day(2), day(4)), ("green", day(6), None)]
    assert len(bitemporal.instants(ThingVersion, thing)) == 2


def test_a_row_outside_the_replaced_period_changes_nothing(thing: Thing) -> None:
    bitemporal.record(ThingVersion, thing, span(0), colour="red")
    with pytest.raises(ValueError, match="outside"):
        bitemporal.replace(ThingVersion, thing, span(2, 4), [(span(3, 5), {"colour": "blue"})])
    assert colours(thing) == [("red", day(0), None)]


def test_a_clock_set_back_cannot_rewrite_what_was_known(thing: Thing) -> None:
    clock.set_now(datetime(2026, 6, 1, tzinfo=UTC))
    bitemporal.record(ThingVersion, thing, span(0), colour="red")
    clock.set_now(datetime(2026, 5, 1, tzinfo=UTC))
    bitemporal.record(ThingVersion, thing, span(0), colour="blue")
    newest, middle = bitemporal.instants(ThingVersion, thing)
    assert newest > middle
    assert colours(thing, middle) == [("red", day(0), None)]
    assert colours(thing) == [("blue", day(0), None)]


def test_first_versions_come_many_at_a_time(thing: Thing, django_assert_max_num_queries: Any) -> None:
    others = [Thing._default_manager.create() for _ in range(20)]
    with django_assert_max_num_queries(4):
        made = bitemporal.record_new(ThingVersion, [(each, span(0), {"colour": "red"}) for each in others])
    assert made == 20
    assert bitemporal.current(ThingVersion, others[7], day(3)) is not None


@pytest.mark.parametrize(("start", "end"), [(5, 5), (5, 4)])
def test_a_period_without_days_is_refused(start: int, end: int) -> None:
    with pytest.raises(ValueError, match="ends after"):
        span(start, end)


def test_an_unknown_identity_is_refused() -> None:
    with pytest.raises(Thing.DoesNotExist):
        bitemporal.record(ThingVersion, 424242, span(0), colour="red")


# --- the database holds it, whatever a program does --------------------------------------------------------------------


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM {t}",
        "UPDATE {t} SET colour = 'black'",
        "UPDATE {t} SET valid = '[2020-01-01,2021-01-01)'",
        "UPDATE {t} SET known = tstzrange(lower(known) - interval '1 day', NULL)",
        "UPDATE {t} SET known = tstzrange(lower(known) - interval '1 day', now())",
        "UPDATE {t} SET known = tstzrange(lower(known), lower(known))",
        "UPDATE {t} SET known = tstzrange(lower(known), now() + interval '1 hour'), colour = 'black'",
        "INSERT INTO {t} (identity_id, valid, known, colour, size) "
        "SELECT identity_id, '[2030-01-01,)', tstzrange('2020-01-01', '2021-01-01'), 'black', 0 FROM {t}",
        "INSERT INTO {t} (identity_id, valid, known, colour, size) "
        "SELECT identity_id, valid, tstzrange(now(), NULL), 'black', 0 FROM {t}",
        "INSERT INTO {t} (identity_id, valid, known, colour, size) "
        "SELECT identity_id, '(,2000-01-01)', tstzrange(now(), NULL), 'black', 0 FROM {t}",
    ],
)
def test_the_database_refuses(thing: Thing, statement: str) -> None:
    bitemporal.record(ThingVersion, thing, span(0), colour="red")
    with pytest.raises((IntegrityError, DatabaseError)), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement.format(t=ThingVersion._meta.db_table))
    assert colours(thing) == [("red", day(0), None)]


def test_a_closed_version_is_never_opened_again(thing: Thing) -> None:
    bitemporal.record(ThingVersion, thing, span(0), colour="red")
    bitemporal.record(ThingVersion, thing, span(0), colour="blue")
    closed = ThingVersion._default_manager.get(known__upper_inf=False)
    with pytest.raises(DatabaseError), transaction.atomic():
        ThingVersion._default_manager.filter(pk=closed.pk).update(
            known=DateTimeTZRange(closed.known.lower, None, "[)")
        )


def test_the_role_of_the_zone_can_record_and_cannot_truncate(
    thing: Thing, as_application: Callable[[], AbstractContextManager[None]]
) -> None:
    with as_application():
        bitemporal.record(ThingVersion, thing, span(0), colour="red")
        bitemporal.record(ThingVersion, thing, span(2), colour="blue")
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"TRUNCATE {ThingVersion._meta.db_table}")
    assert [colour for colour, *_ in colours(thing)] == ["red", "blue"]


def test_the_current_state_is_read_by_an_index(thing: Thing) -> None:
    for number in range(300):
        other = Thing._default_manager.create()
        bitemporal.record_new(ThingVersion, [(other, span(number % DAYS), {"colour": "red"})])
    for colour in itertools.islice(itertools.cycle(["red", "blue"]), 30):
        bitemporal.record(ThingVersion, thing, span(0), colour=colour)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
        cursor.execute(
            f"EXPLAIN SELECT * FROM {ThingVersion._meta.db_table} WHERE identity_id = %s AND upper_inf(known)",
            [thing.pk],
        )
        plan = "\n".join(str(row[0]) for row in cursor.fetchall())
    assert "thingversion_now" in plan
