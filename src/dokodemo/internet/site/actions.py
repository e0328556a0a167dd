"""Every write: last night's figures, and what a resident thought of a procedure."""

from datetime import timedelta
from uuid import UUID

from django.db import connection, transaction

from dokodemo.base import clock
from dokodemo.catalog import versions
from dokodemo.internet.apply import queries as applications
from dokodemo.internet.site.models import Figure

PERIOD = timedelta(days=365)


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
            "INSERT INTO site_rating AS known (procedure, stars, n) VALUES (%s, %s, 1) "
            "ON CONFLICT (procedure, stars) DO UPDATE SET n = known.n + 1",
            [application.procedure, stars],
        )
    return True
