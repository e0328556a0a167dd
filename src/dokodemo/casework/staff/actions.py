"""Letting people in and out. The answer to a failed sign-in is one sentence, whatever was wrong.

The second step of a sign-in is in ``factors``."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from hashlib import sha256
from typing import Any, NamedTuple

from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction

from dokodemo.base import clock, config, sessions
from dokodemo.base.actor import Actor, system
from dokodemo.base.audit.actions import record
from dokodemo.base.sessions import Token
from dokodemo.casework.staff import halfway, placing, queries
from dokodemo.casework.staff.halfway import Halfway
from dokodemo.casework.staff.models import Absence, Credential, StaffMember, StaffSession
from dokodemo.casework.staff.placing import Placed, Transfer
from dokodemo.casework.staff.queries import LONGEST, actor_of, has_factor, working
from dokodemo.catalog.succession import Move

FAILURES = 5
LOCKED_FOR = timedelta(minutes=15)
SHORTEST_PASSWORD = 12


class PasswordRefused(ValueError):
    """A new password that is not taken. ``code`` ∈ short, known, same, current, again."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Opened(NamedTuple):
    """A session that has just begun."""

    token: Token
    actor: Actor


@transaction.atomic
def open_session(member_id: str, password: str) -> Opened | Halfway | None:
    """Sign in; ``Halfway`` for who has a second factor. None for an unknown name, a wrong password and a closed
    credential alike; the trail knows which."""
    member_id = member_id.replace("\0", "?")  # no name has it, and the database takes it for an error
    credential = open_credential(member_id)
    if credential is None:
        make_password(password)  # takes as long as checking one
        refused("", "unknown")
        return None
    if is_locked(credential):
        make_password(password)
        refused(credential.member_id, "locked")
        return None
    if not check_password(password, credential.password):
        refused(credential.member_id, count_failure(credential, "password"))
        return None
    if has_factor(credential.member_id):
        # The failures stay: else whoever has the password could guess four codes, again and again.
        return halfway.begin(credential.member_id)
    return begin_session(credential, "")


def open_credential(member_id: str) -> Credential | None:
    """The credential of somebody who works here, for this transaction alone: attempts on one credential wait for each
    other, so that guesses made at once count one by one."""
    return (
        Credential.objects.select_for_update(of=("self",))
        .select_related("member")
        .filter(member_id=member_id, member__in=StaffMember.objects.filter(working(clock.today())))
        .first()
    )


def is_locked(credential: Credential) -> bool:
    return credential.locked_until is not None and credential.locked_until > clock.now()


def count_failure(credential: Credential, word: str) -> str:
    """One more wrong password or code; returns the trail's word for it."""
    credential.failed += 1
    credential.locked_until = None
    if credential.failed >= FAILURES:
        credential.failed, credential.locked_until = 0, clock.now() + LOCKED_FOR
    credential.save(update_fields=["failed", "locked_until"])
    return "locked now" if credential.locked_until else word


def refused(member_id: str, why: str) -> None:
    """What was typed as a name is not kept when it is nobody's: people type passwords there."""
    visitor = Actor(config.load().zone, "visitor", "", "")
    record(visitor, "session.refused", object_kind="member", object_id=member_id, reason=why)


def begin_session(credential: Credential, factor: str) -> Opened:
    """Everything asked for was right. ``factor`` is the second one for the trail, "" where there was none."""
    credential.failed, credential.locked_until = 0, None
    credential.save(update_fields=["failed", "locked_until"])
    member = credential.member
    actor = actor_of(member.id, member.name, member.section, member.roles)
    token = sessions.new()
    StaffSession.objects.create(
        id_hash=token.id_hash,
        secret_hash=sha256(token.secret).digest(),
        member=member,
        opened_at=clock.now(),
        seen_at=clock.now(),
    )
    detail = {"factor": factor} if factor else {}
    record(actor, "session.open", object_kind="member", object_id=member.id, detail=detail)
    return Opened(token, actor)


@transaction.atomic
def close_session(token: Token, actor: Actor | None) -> None:
    """Sign out: the token is worth nothing from now on."""
    gone, _ = StaffSession.objects.filter(id_hash=token.id_hash).delete()
    if gone and actor is not None:
        record(actor, "session.close", object_kind="member", object_id=actor.id)


@transaction.atomic
def close_all_sessions(actor: Actor) -> None:
    """Sign out in every browser, this one too."""
    gone, _ = StaffSession.objects.filter(member_id=actor.id).delete()
    record(actor, "session.close_all", object_kind="member", object_id=actor.id, detail={"sessions": gone})


def close_other_sessions(actor: Actor, token: Token) -> None:
    """Sign out in every browser but this one; in the transaction of what makes it necessary."""
    StaffSession.objects.filter(member_id=actor.id).exclude(id_hash=token.id_hash).delete()


def change_password(actor: Actor, token: Token, current: str, new: str, again: str) -> None:
    """Set the member's own password and close the member's other sessions. Raises PasswordRefused.

    A wrong current password counts like a failed sign-in."""
    code = _change(actor, token, current, new, again)
    if code:
        raise PasswordRefused(code)  # outside the transaction: the count of failures stays


@transaction.atomic
def _change(actor: Actor, token: Token, current: str, new: str, again: str) -> str:
    credential = own_credential(actor, current)
    if credential is None:
        return "current"
    code = _weakness(actor, current, new, again)
    if not code:
        _set(credential, new, must_change=False)
        close_other_sessions(actor, token)
        record(actor, "password.change", object_kind="member", object_id=actor.id)
    return code


def own_credential(actor: Actor, password: str) -> Credential | None:
    """The credential of who sits there and has just typed its password once more; None for a wrong one, which counts."""
    credential = Credential.objects.select_for_update().get(member_id=actor.id)
    if is_locked(credential):
        why = "locked"
    elif not check_password(password, credential.password):
        why = count_failure(credential, "password")
    else:
        return credential
    # Who sits there is known: this is no visitor who failed to sign in.
    record(actor, "password.refused", object_kind="member", object_id=actor.id, reason=why)
    return None


def _weakness(actor: Actor, current: str, new: str, again: str) -> str:
    if len(new) < SHORTEST_PASSWORD:
        return "short"
    if actor.id.lower() in new.lower() or len(set(new)) < 5:
        return "known"
    if new == current:
        return "same"
    return "again" if new != again else ""


def _set(credential: Credential, password: str, *, must_change: bool) -> None:
    credential.password = make_password(password)
    credential.failed, credential.locked_until = 0, None
    credential.must_change, credential.changed_at = must_change, clock.now()
    credential.save()


@transaction.atomic
def enrol(member_id: str, password: str, *, must_change: bool = True) -> None:
    """Give a member a password in this zone (an operator's command, or the sample); their sessions end.

    Raises StaffMember.DoesNotExist."""
    member = StaffMember.objects.get(id=member_id)
    credential = Credential.objects.filter(member=member).first() or Credential(member=member)
    _set(credential, password, must_change=must_change)
    StaffSession.objects.filter(member=member).delete()
    zone = config.load().zone
    record(system(zone, "command"), "password.reset", object_kind="member", object_id=member_id)


@transaction.atomic
def apply_directory(members: Sequence[Mapping[str, Any]]) -> None:
    """Make this zone's members those of the directory: {id, name, kana, section, roles, active}, and where it says them
    {post, since, until, absences: [{starts, ends, reason}]} (days as ISO 8601 dates; a list of before posts has none).

    Whoever is not in it is no longer active; the sessions of the inactive end at once. Raises KeyError, TypeError,
    ValueError."""
    listed = [
        StaffMember(
            id=str(each["id"]),
            name=str(each["name"]),
            kana=str(each.get("kana", "")),
            section=str(each["section"]),
            roles=sorted(str(role) for role in each["roles"]),
            active=bool(each["active"]),
            post=str(each.get("post", "")),
            since=_day(each.get("since")),
            until=_day(each.get("until")),
        )
        for each in members
    ]
    StaffMember.objects.bulk_create(
        listed,
        update_conflicts=True,
        unique_fields=["id"],
        update_fields=["name", "kana", "section", "roles", "active", "post", "since", "until"],
    )
    _apply_absences(members)
    StaffMember.objects.exclude(id__in=[member.id for member in listed]).update(active=False)
    StaffSession.objects.filter(member__active=False).delete()


@transaction.atomic
def place(moves: Sequence[Move], transfers: Sequence[Transfer]) -> list[Placed]:
    """A reorganisation reaches this zone's members. Returns everybody whose place changed; sessions go on, with the rights
    of the new place at the next request."""
    placed = placing.place(queries.placed_members(), moves, transfers)
    rows = StaffMember.objects.select_for_update().in_bulk([each.member for each in placed])
    for each in placed:
        row = rows[each.member]
        row.section, row.post, row.roles = each.section, each.post, list(each.roles)
    StaffMember.objects.bulk_update(rows.values(), ["section", "post", "roles"], batch_size=500)
    return placed


def _apply_absences(members: Sequence[Mapping[str, Any]]) -> None:
    Absence.objects.all().delete()
    Absence.objects.bulk_create(
        Absence(
            member_id=str(each["id"]),
            starts=date.fromisoformat(absence["starts"]),
            ends=date.fromisoformat(absence["ends"]),
            reason=str(absence.get("reason", "")),
        )
        for each in members
        for absence in each.get("absences", [])
    )


def _day(told: str | None) -> date | None:
    return date.fromisoformat(told) if told else None


def clear_sessions() -> int:
    """Remove sessions that are over; returns how many."""
    now = clock.now()
    idle = StaffSession.objects.filter(seen_at__lt=now - timedelta(minutes=sessions.idle_minutes()))
    old = StaffSession.objects.filter(opened_at__lt=now - LONGEST)
    return idle.delete()[0] + old.delete()[0]
