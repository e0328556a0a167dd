"""How often somebody may ask. Counted in the database, for all web processes together, under keyed hashes."""

from datetime import timedelta

from django.db import connection
from django.http import HttpRequest

from dokodemo.base import clock, config
from dokodemo.base.crypto import keyed_hash, secret_of

WINDOW = timedelta(hours=1)
PER_ADDRESS = 5
PER_CLIENT = 30

_COUNT = """
INSERT INTO accounts_attempt AS known (key, since, count) VALUES (%s, %s, 1)
ON CONFLICT (key) DO UPDATE SET
    count = CASE WHEN known.since > %s THEN known.count + 1 ELSE 1 END,
    since = CASE WHEN known.since > %s THEN known.since ELSE excluded.since END
RETURNING count
"""


def allowed(what: str, who: str, most: int) -> bool:
    """Count one attempt at ``what`` by ``who``; False above ``most`` in an hour."""
    now = clock.now()
    key = keyed_hash(secret_of(config.load().folder, "lookup"), f"{what}\n{who}")
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, [key, now, now - WINDOW, now - WINDOW])
        (count,) = cursor.fetchone()
    return bool(count <= most)


def client_of(request: HttpRequest) -> str:
    """The address the request came from; behind our own proxy the one that the proxy saw (the last it added)."""
    if not config.load().development:
        forwarded = request.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip()
        if forwarded:
            return forwarded
    return str(request.META.get("REMOTE_ADDR", ""))
