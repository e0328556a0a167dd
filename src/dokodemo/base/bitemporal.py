"""A record that never forgets what it once said (decision 5).

Each fact has two times: ``valid``, the days on which it holds in the world, and ``known``, the instants at which this
house held it for true. Both ranges are half-open. An identity (a person, a dog, a claim) has a table of its own, and
everything that changes stands in a table of versions that derives from :class:`Version`. Later knowledge closes
``known`` of the rows it replaces and inserts rows; that closing is the only UPDATE, it happens here, and a trigger
refuses every other one. So "what did we know on the day we decided" can be asked of any table, for ever.

An instant of ``known`` is taken from the house's clock inside the transaction: a reader sees it when that commits.
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, DateTimeRangeField, RangeOperators
from django.db import migrations, models, transaction
from django.db.backends.postgresql.psycopg_any import DateRange, DateTimeTZRange
from django.db.models import Q

from dokodemo.base import clock

_STEP = timedelta(microseconds=1)
_BATCH = 1000
_OWN = frozenset({"id", "identity", "valid", "known"})

V = TypeVar("V", bound="Version")


class NothingThere(LookupError):
    """No version is in force in the period that was to be corrected or ended."""


class Version(models.Model):
    """One state of one identity. The subclass adds ``identity = ForeignKey(…, PROTECT, db_index=False)`` and its
    values, inherits ``Meta(Version.Meta)``, and its migration adds :func:`guard`."""

    if TYPE_CHECKING:
        identity_id: Any

    id = models.BigAutoField(primary_key=True)
    valid = DateRangeField(help_text="the days on which it holds, half-open")
    known = DateTimeRangeField(help_text="the instants at which we held it for true, half-open")

    class Meta:
        abstract = True
        constraints: ClassVar = [
            ExclusionConstraint(
                name="%(class)s_one",
                expressions=[
                    ("identity", RangeOperators.EQUAL),
                    ("valid", RangeOperators.OVERLAPS),
                    ("known", RangeOperators.OVERLAPS),
                ],
            ),
            models.CheckConstraint(
                name="%(class)s_begins",
                condition=Q(
                    valid__isempty=False, valid__lower_inf=False, known__isempty=False, known__lower_inf=False
                ),
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["identity"], name="%(class)s_now", condition=Q(known__upper_inf=True))
        ]


def period(start: date, end: date | None = None) -> DateRange:
    """The days from ``start`` to the day before ``end`` (None: without end). Raises ValueError when there are none."""
    if end is not None and end <= start:
        raise ValueError("a period ends after it begins")
    return DateRange(start, end, "[)")


def record(model: type[V], identity: Any, valid: DateRange, /, **values: Any) -> V:
    """From now on ``values`` is what holds during ``valid``; what was held for these days before is superseded.

    Writers of one identity wait for each other. Raises the identity's DoesNotExist."""
    return replace(model, identity, valid, [(valid, values)])[0]


def replace(
    model: type[V], identity: Any, during: DateRange, rows: Iterable[tuple[DateRange, Mapping[str, Any]]], /
) -> list[V]:
    """From now on ``rows`` (period, values) are all that holds during ``during``, in one instant of knowledge.

    Days of ``during`` that no row covers hold nothing. Raises ValueError for a row that reaches outside."""
    with transaction.atomic():
        at = _instant(model, identity)
        for row in _in_force(model, identity, during):
            _supersede(row, during, at)
        made = []
        for valid, values in rows:
            if _overlap(valid, during) != valid:
                raise ValueError("a row reaches outside the period that is replaced")
            made.append(_insert(model, identity, valid, at, values))
        return made


def correct(model: type[V], identity: Any, valid: DateRange, /, **changes: Any) -> list[V]:
    """Only the fields in ``changes`` were wrong during ``valid``; the rest of each version there stays as it is, and
    days without a version stay so. Raises NothingThere."""
    with transaction.atomic():
        at = _instant(model, identity)
        rows = _in_force(model, identity, valid)
        if not rows:
            raise NothingThere("nothing is recorded for these days")
        corrected = []
        for row in rows:
            _supersede(row, valid, at)
            part = _overlap(row.valid, valid)
            corrected.append(_insert(model, identity, part, at, {**_values(row), **changes}))
        return corrected


def end(model: type[Version], identity: Any, on: date) -> None:
    """It holds no longer from ``on``. Raises NothingThere when nothing is recorded for that day or later."""
    with transaction.atomic():
        rest = DateRange(on, None, "[)")
        _instant(model, identity)  # locks the identity: nobody records between the question and the answer
        if not _in_force(model, identity, rest):
            raise NothingThere("nothing is recorded for this day or later")
        replace(model, identity, rest, ())


def record_new(model: type[V], rows: Iterable[tuple[Any, DateRange, Mapping[str, Any]]]) -> int:
    """The first versions of identities that have none, many at a time (a takeover, a yearly batch): nothing is
    superseded, and an overlap is refused by the database. Returns how many."""
    known = DateTimeTZRange(clock.now(), None, "[)")
    versions = [
        model(identity_id=_key(identity), valid=valid, known=known, **values)
        for identity, valid, values in rows
    ]
    model._default_manager.bulk_create(versions, batch_size=_BATCH)
    return len(versions)


def as_of(model: type[V], identity: Any, valid_on: date, known_at: datetime) -> V | None:
    """What we held at ``known_at`` for the day ``valid_on``; None when nothing."""
    rows = _rows(model, identity)
    return rows.filter(valid__contains=valid_on, known__contains=known_at).first()


def current(model: type[V], identity: Any, on: date | None = None) -> V | None:
    """What we hold now for the day ``on`` (today in Tokyo when None)."""
    rows = _rows(model, identity).filter(known__upper_inf=True)
    return rows.filter(valid__contains=on or clock.today()).first()


def known_at(model: type[V], identity: Any, at: datetime | None = None) -> list[V]:
    """The whole story as we held it at ``at`` (now when None), earliest day first."""
    rows = _rows(model, identity)
    rows = rows.filter(known__upper_inf=True) if at is None else rows.filter(known__contains=at)
    return list(rows.order_by("valid"))


def instants(model: type[Version], identity: Any) -> list[datetime]:
    """The instants at which our knowledge of this identity changed, newest first."""
    rows = _rows(model, identity).values_list("known", flat=True)
    return sorted({at for known in rows for at in (known.lower, known.upper) if at is not None}, reverse=True)


def guard(table: str) -> migrations.RunSQL:
    """The migration that makes ``table`` refuse every UPDATE but the closing of ``known``, and every DELETE.

    TRUNCATE is not in the rights of the zone's role at all."""
    name = f"{table}_guard"
    return migrations.RunSQL(
        f"""{_GUARD}
        CREATE TRIGGER {name} BEFORE INSERT OR UPDATE OR DELETE ON {table}
            FOR EACH ROW EXECUTE FUNCTION bitemporal_guard();""",
        f"DROP TRIGGER {name} ON {table};",
    )


_GUARD = """
CREATE OR REPLACE FUNCTION bitemporal_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NOT upper_inf(NEW.known) THEN
            RAISE EXCEPTION 'a version is known from now on: known must be open at its end' USING ERRCODE = '23514';
        END IF;
        RETURN NEW;
    END IF;
    IF TG_OP = 'UPDATE' AND upper_inf(OLD.known) AND NOT upper_inf(NEW.known) AND NOT isempty(NEW.known)
       AND lower(NEW.known) = lower(OLD.known)
       AND to_jsonb(NEW) - 'known' = to_jsonb(OLD) - 'known' THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'a version is never changed or deleted: record what is right now' USING ERRCODE = '23514';
END $$;
"""


def _key(identity: Any) -> Any:
    return identity.pk if isinstance(identity, models.Model) else identity


def _rows(model: type[V], identity: Any) -> models.QuerySet[V]:
    which: dict[str, Any] = {"identity_id": _key(identity)}  # the field is the subclass's
    return model._default_manager.filter(**which)


def _instant(model: type[Version], identity: Any) -> datetime:
    """This instant, and later than all that is known of the identity, which stays locked until the transaction ends:
    a clock that was set back cannot rewrite what was known."""
    options: Any = model._meta  # the field is the subclass's
    owner = options.get_field("identity").related_model
    owner._default_manager.select_for_update().values_list("pk").get(pk=_key(identity))
    newest = instants(model, identity)[:1]
    return max([clock.now(), *(at + _STEP for at in newest)])


def _in_force(model: type[V], identity: Any, valid: DateRange) -> list[V]:
    rows = _rows(model, identity).filter(known__upper_inf=True)
    return list(rows.filter(valid__overlap=valid).order_by("valid"))


def _supersede(row: Version, valid: DateRange, at: datetime) -> None:
    """Close ``row`` and say again, known from ``at``, what it says outside ``valid``."""
    model = type(row)
    closed = DateTimeTZRange(row.known.lower, at, "[)")
    model._default_manager.filter(pk=row.pk).update(known=closed)
    before = (row.valid.lower, valid.lower)
    after = (valid.upper, row.valid.upper)
    if before[0] < before[1]:
        _insert(model, row.identity_id, DateRange(*before, "[)"), at, _values(row))
    if after[0] is not None and (after[1] is None or after[0] < after[1]):
        _insert(model, row.identity_id, DateRange(*after, "[)"), at, _values(row))


def _insert(model: type[V], identity: Any, valid: DateRange, at: datetime, values: Mapping[str, Any]) -> V:
    known = DateTimeTZRange(at, None, "[)")
    return model._default_manager.create(identity_id=_key(identity), valid=valid, known=known, **values)


def _overlap(one: DateRange, other: DateRange) -> DateRange:
    ends = [upper for upper in (one.upper, other.upper) if upper is not None]
    return DateRange(max(one.lower, other.lower), min(ends) if ends else None, "[)")


def _values(row: Version) -> dict[str, Any]:
    fields = (field for field in row._meta.concrete_fields if field.name not in _OWN)
    return {field.attname: getattr(row, field.attname) for field in fields}
