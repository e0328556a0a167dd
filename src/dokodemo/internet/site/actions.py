"""Every write: last night's figures, what a resident thought of a procedure, and telling its section of that."""

import uuid
from datetime import timedelta
from uuid import UUID

from django.db import connection, transaction

from dokodemo.base import clock
from dokodemo.catalog import versions
from dokodemo.gateway import outbox
from dokodemo.internet.apply import queries as applications
from dokodemo.internet.site.models import Figure
from dokodemo.values.ages import first_of_month

PERIOD = timedelta(days=365)
#: One stream for ever: a later word on a month replaces an earlier one.
RATINGS = uuid.uuid5(uuid.NAMESPACE_URL, "dokodemo:site.ratings")


def count() -> int:
    """Count anew what the inventory publishes. Returns of how many procedures there is something."""
    catalog, now = versions.current(), clock.now()
    if catalog is None:
        return 0
    days = {each.id: each.standard_days for each in catalog.procedures.values()}
    rows = {
        each.procedure: Figure(
            procedure=each.procedure,
            sent=each.sent,
            decided=each.decided,
            in_time=each.in_time,
            median_days=each.median_days,
            timed=each.timed,
            median_minutes=each.median_minutes,
            counted_at=now,
        )
        for each in applications.speeds(days, now - PERIOD)
    }
    for procedure, n in applications.given_up(now - PERIOD).items():
        nothing = Figure(procedure=procedure, sent=0, decided=0, in_time=0, counted_at=now)
        rows.setdefault(procedure, nothing).given_up = n
    with transaction.atomic():
        Figure.objects.all().delete()
        Figure.objects.bulk_create(rows.values())
    return len(rows)


@transaction.atomic
def rate(account_id: UUID, application_id: UUID, stars: int) -> bool:
    """Count what the resident says of the procedure of an own application. False when they said it before.

    Raises NotHere; ValueError when ``stars`` is not 1 to 5."""
    application = applications.application(account_id, application_id)
    if not 1 <= stars <= 5:
        raise ValueError("stars are 1 to 5")
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO site_rated (application_id) VALUES (%s) ON CONFLICT DO NOTHING", [application_id]
        )
        if not cursor.rowcount:
            return False
        cursor.execute(
            "INSERT INTO site_rating AS known (procedure, month, stars, n) VALUES (%s, %s, %s, 1) "
            "ON CONFLICT (procedure, month, stars) DO UPDATE SET n = known.n + 1",
            [application.procedure, first_of_month(clock.today()), stars],
        )
    return True


@transaction.atomic
def tell() -> int:
    """Tell each zone what was thought of its procedures in the last two months that are over: per procedure how many said
    something, and the sum of their stars. Nothing else crosses: told every night, a running month would tell each answer.
    Returns how many messages went."""
    last = first_of_month(first_of_month(clock.today()) - timedelta(days=1))
    before = first_of_month(last - timedelta(days=1))
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT month, procedure, sum(n), sum(n * stars) FROM site_rating WHERE month IN (%s, %s) "
            "GROUP BY month, procedure ORDER BY month, procedure",
            [before, last],
        )
        rows, known = cursor.fetchall(), versions.known()
    told: dict[tuple[str, str], list[tuple[str, int, int]]] = {}
    for month, procedure, n, stars in rows:
        if procedure in known:
            told.setdefault((known[procedure].zone, month.isoformat()), []).append(
                (procedure, int(n), int(stars))
            )
    for (zone, day), procedures in told.items():
        outbox.post(zone, RATINGS, "site.ratings", 1, {"month": day, "procedures": procedures})
    return len(told)
