"""Who is this? One query for each request of a member of staff."""

import hmac
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256

from django.db import connection

from dokodemo.base import clock, config, sessions
from dokodemo.base.actor import Actor
from dokodemo.base.sessions import Token
from dokodemo.casework.staff.models import StaffMember

LONGEST = timedelta(hours=10)
# The last sight of a session is written at most this often; reading it is free, writing is not.
_TOUCH_EVERY = timedelta(seconds=60)

_SQL = """
WITH touched AS (
    UPDATE staff_session SET seen_at = %(now)s
    WHERE id_hash = %(id)s AND %(touch)s AND seen_at < %(touch_before)s
      AND seen_at > %(idle_since)s AND opened_at > %(oldest)s)
SELECT s.secret_hash, m.id, m.name, m.section, m.roles, c.must_change
FROM staff_session s JOIN staff_member m ON m.id = s.member_id JOIN staff_credential c ON c.member_id = m.id
WHERE s.id_hash = %(id)s AND s.seen_at > %(idle_since)s AND s.opened_at > %(oldest)s AND m.active
"""


@dataclass(frozen=True)
class Seat:
    """A member at a browser. ``must_change``: the password was given by somebody else and has to be changed first."""

    actor: Actor
    must_change: bool


def seat_of(token: Token, *, touch: bool = True) -> Seat | None:
    """Who holds this token, or None. ``touch=False`` does not count as the member being there."""
    now = clock.now()
    with connection.cursor() as cursor:
        cursor.execute(
            _SQL,
            {
                "id": token.id_hash,
                "now": now,
                "touch": touch,
                "touch_before": now - _TOUCH_EVERY,
                "idle_since": now - timedelta(minutes=sessions.idle_minutes()),
                "oldest": now - LONGEST,
            },
        )
        row = cursor.fetchone()
    if row is None or not hmac.compare_digest(bytes(row[0]), sha256(token.secret).digest()):
        return None
    _, id_, name, section, roles, must_change = row
    return Seat(actor_of(id_, name, section, roles), must_change)


def actor_of(id_: str, name: str, section: str, roles: Sequence[str] | str) -> Actor:
    """The actor that a member is in this zone."""
    listed = json.loads(roles) if isinstance(roles, str) else roles
    return Actor(
        config.load().zone, "staff", id_, name, frozenset(listed), frozenset((section,) if section else ())
    )


@dataclass(frozen=True)
class Colleague:
    """Somebody who works on the cases of a section."""

    id: str
    name: str


def colleagues(section: str) -> tuple[Colleague, ...]:
    """Who works on the cases of this section now, by reading. One query."""
    members = StaffMember.objects.filter(section=section, active=True).order_by("kana", "id")
    return tuple(Colleague(each.id, each.name) for each in members if {"clerk", "approver"} & {*each.roles})


def actor(member_id: str) -> Actor | None:
    """A member as an actor, for a command or a test; None when unknown or inactive."""
    member = StaffMember.objects.filter(id=member_id, active=True).first()
    return actor_of(member.id, member.name, member.section, member.roles) if member else None
