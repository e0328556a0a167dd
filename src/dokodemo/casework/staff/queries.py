"""Who is this, with one query for each request of a member of staff; who else works there; factors and sessions."""

import hmac
import json
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from hashlib import sha256

from django.db import connection
from django.db.models import Q

from dokodemo.base import clock, config, sessions
from dokodemo.base.access import CASE_ROLES, CHIEF, with_included
from dokodemo.base.actor import Actor
from dokodemo.base.sessions import Token
from dokodemo.casework.staff import placing
from dokodemo.casework.staff.models import Absence, Passkey, RecoveryCode, StaffMember, StaffSession, Totp
from dokodemo.catalog.posts import place_of
from dokodemo.catalog.versions import current

LONGEST = timedelta(hours=10)
# The last sight of a session is written at most this often; reading it is free, writing is not.
_TOUCH_EVERY = timedelta(seconds=60)

#: The same as ``working``, for plain statements: no other table in them has these columns.
_WORKING = "active AND (since IS NULL OR since <= %(today)s) AND (until IS NULL OR until > %(today)s)"
_SQL = f"""
WITH touched AS (
    UPDATE staff_session SET seen_at = %(now)s
    WHERE id_hash = %(id)s AND %(touch)s AND seen_at < %(touch_before)s
      AND seen_at > %(idle_since)s AND opened_at > %(oldest)s)
SELECT s.secret_hash, m.id, m.name, m.section, m.roles, c.must_change,
    %(factor)s
    AND NOT EXISTS (SELECT 1 FROM staff_totp t WHERE t.member_id = m.id)
    AND NOT EXISTS (SELECT 1 FROM staff_passkey p WHERE p.member_id = m.id)
FROM staff_session s JOIN staff_member m ON m.id = s.member_id JOIN staff_credential c ON c.member_id = m.id
WHERE s.id_hash = %(id)s AND s.seen_at > %(idle_since)s AND s.opened_at > %(oldest)s AND {_WORKING}
"""  # noqa: S608 - a constant
_IN_SECTION = f"""
SELECT id, name, roles FROM staff_member WHERE section = %(section)s AND {_WORKING} ORDER BY kana, id
"""  # noqa: S608 - a constant


@dataclass(frozen=True)
class Seat:
    """A member at a browser. ``must_change``: the password was given by somebody else and has to be changed first;
    ``must_enrol``: this zone asks for a second factor, and there is none yet."""

    actor: Actor
    must_change: bool
    must_enrol: bool


def seat_of(token: Token, *, touch: bool = True) -> Seat | None:
    """Who holds this token, or None. ``touch=False`` does not count as the member being there."""
    now = clock.now()
    with connection.cursor() as cursor:
        cursor.execute(
            _SQL,
            {
                "id": token.id_hash,
                "now": now,
                "today": clock.legal_date(now),
                "touch": touch,
                "touch_before": now - _TOUCH_EVERY,
                "idle_since": now - timedelta(minutes=sessions.idle_minutes()),
                "oldest": now - LONGEST,
                "factor": config.load().second_factor,
            },
        )
        row = cursor.fetchone()
    if row is None or not hmac.compare_digest(bytes(row[0]), sha256(token.secret).digest()):
        return None
    _, id_, name, section, roles, must_change, must_enrol = row
    return Seat(actor_of(id_, name, section, roles), must_change, must_enrol)


def actor_of(id_: str, name: str, section: str, roles: Sequence[str] | str) -> Actor:
    """The actor that a member is in this zone."""
    listed = json.loads(roles) if isinstance(roles, str) else roles
    sections = frozenset((section,) if section else ())
    return Actor(config.load().zone, "staff", id_, name, with_included(listed), sections)


@dataclass(frozen=True)
class Colleague:
    """Somebody who works on the cases of a section."""

    id: str
    name: str


def colleagues(section: str) -> tuple[Colleague, ...]:
    """Who works on the cases of this section now, by reading. One query."""
    return with_role(section, *CASE_ROLES)


def with_role(section: str, *roles: str) -> tuple[Colleague, ...]:
    """Who has one of these roles in this section now, or one that includes it, by reading. One query."""
    with connection.cursor() as cursor:
        cursor.execute(_IN_SECTION, {"section": section, "today": clock.today()})
        members = cursor.fetchall()
    return tuple(
        Colleague(id_, name) for id_, name, own in members if {*roles} & with_included(json.loads(own))
    )


def everybody_with(role: str) -> tuple[Colleague, ...]:
    """Who has this role now wherever they stand, by reading. One query."""
    members = StaffMember.objects.filter(working(clock.today()), roles__contains=role).order_by("kana", "id")
    return tuple(Colleague(each.id, each.name) for each in members)


def chiefs(section: str) -> tuple[Colleague, ...]:
    """Who answers for this section now. One query."""
    return with_role(section, CHIEF)


def colleague(sections: Collection[str], member_id: str) -> Colleague | None:
    """One who works on the cases of one of these sections, or None. One query."""
    found = StaffMember.objects.filter(working(clock.today()), section__in=sections, id=member_id).first()
    return Colleague(found.id, found.name) if found and CASE_ROLES & {*found.roles} else None


def at_work_in(section: str) -> frozenset[str]:
    """The ids of those who work on the cases of this section now. One query."""
    return frozenset(each.id for each in colleagues(section))


def holders(section: str, post: str, on: date, *roles: str) -> list[Colleague]:
    """Who holds ``post`` over this section on that day, by reading: of the section itself, of its department or of its
    organ, as the city declares the post; of ``roles``, where any are said, they have one. Those who are absent are among
    them (``is_absent``). One query; none where the city in force has no such section or post."""
    catalog = current()
    place = place_of(catalog, section, post) if catalog else None
    if place is None:
        return []
    members = StaffMember.objects.filter(working(on), section=place, post=post).order_by("kana", "id")
    return [
        Colleague(id_, name)
        for id_, name, own in members.values_list("id", "name", "roles")
        if not roles or {*roles} & with_included(own)
    ]


def post_of(member: str) -> str:
    """The post (職) of a member, "" for none. One query."""
    return StaffMember.objects.filter(id=member, active=True).values_list("post", flat=True).first() or ""


def is_absent(member: str, on: date) -> bool:
    """Whether this member is away on that day. One query."""
    return Absence.objects.filter(member_id=member, starts__lte=on, ends__gt=on).exists()


def working(on: date) -> Q:
    """The condition on a member: active, and in the term where one is said."""
    return (
        Q(active=True)
        & (Q(since__isnull=True) | Q(since__lte=on))
        & (Q(until__isnull=True) | Q(until__gt=on))
    )


@dataclass(frozen=True)
class Member:
    """Who somebody is at work, also when they no longer are."""

    id: str
    name: str
    section: str


def members(ids: Iterable[str]) -> dict[str, Member]:
    """These people by identifier, those who left too. One query."""
    rows = StaffMember.objects.filter(id__in=list(ids)).values_list("id", "name", "section")
    return {row[0]: Member(*row) for row in rows}


def actor(member_id: str) -> Actor | None:
    """A member as an actor, for a command or a test; None when unknown or inactive."""
    member = StaffMember.objects.filter(working(clock.today()), id=member_id).first()
    return actor_of(member.id, member.name, member.section, member.roles) if member else None


@dataclass(frozen=True)
class KnownPasskey:
    """One passkey as its owner knows it; ``credential_id`` is what the browser calls it."""

    id: int
    name: str
    added_at: datetime
    used_at: datetime | None
    credential_id: bytes


@dataclass(frozen=True)
class Factors:
    """What a member has beside the password. ``app_since`` is None where there is no app; ``codes`` are those left."""

    app_since: datetime | None
    passkeys: tuple[KnownPasskey, ...]
    codes: int

    @property
    def number(self) -> int:
        """How many there are, without the codes on paper: those only stand in for them."""
        return len(self.passkeys) + (self.app_since is not None)


@dataclass(frozen=True)
class OpenSession:
    """One browser in which a member is signed in; ``here``: it is the one that asks."""

    opened_at: datetime
    seen_at: datetime
    here: bool


def has_factor(member_id: str) -> bool:
    """Whether this member's password alone is not enough."""
    return any(each.objects.filter(member_id=member_id).exists() for each in (Totp, Passkey))


def factors_of(member_id: str) -> Factors:
    """What this member has enrolled in this zone."""
    app = Totp.objects.filter(member_id=member_id).only("added_at").first()
    keys = Passkey.objects.filter(member_id=member_id).order_by("added_at", "id")
    return Factors(
        app.added_at if app else None,
        tuple(
            KnownPasskey(each.pk, each.name, each.added_at, each.used_at, bytes(each.credential_id))
            for each in keys
        ),
        RecoveryCode.objects.filter(member_id=member_id).count(),
    )


def open_sessions(member_id: str, token: Token) -> list[OpenSession]:
    """Where this member is signed in now, the latest first. ``token`` is the browser that asks."""
    now = clock.now()
    rows = StaffSession.objects.filter(
        member_id=member_id,
        seen_at__gt=now - timedelta(minutes=sessions.idle_minutes()),
        opened_at__gt=now - LONGEST,
    ).order_by("-opened_at")
    return [OpenSession(each.opened_at, each.seen_at, bytes(each.id_hash) == token.id_hash) for each in rows]


def placed_members() -> list[placing.Member]:
    """Everybody who works here, with section, post and roles, by id. One query."""
    rows = (
        StaffMember.objects.filter(active=True).order_by("id").values_list("id", "section", "post", "roles")
    )
    return [placing.Member(id_, section, post, tuple(sorted(roles))) for id_, section, post, roles in rows]
