"""Every write to the directory. A change reaches the sign-in of this zone at once and core's within seconds."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import connection, transaction

from dokodemo.base import clock
from dokodemo.base.access import CASE_ROLES, STAFF_ROLES
from dokodemo.base.actor import Actor
from dokodemo.base.audit import actions as audit
from dokodemo.casework.cases.rights import NotAllowed
from dokodemo.casework.reorganise import queries as plans
from dokodemo.casework.staff.actions import apply_directory
from dokodemo.catalog.posts import level_of
from dokodemo.catalog.versions import current
from dokodemo.office.directory import messages, queries
from dokodemo.office.directory.models import Member, MemberAbsence
from dokodemo.values.names import kana_key, search_key

LONGEST_REASON = 50
#: An absence that is over stays so long.
KEPT = timedelta(days=365)


class WrongMember(ValueError):
    """An entry that cannot be; the message names the field, never the person."""


@dataclass(frozen=True)
class Entry:
    """One member as they should be from now on."""

    id: str
    name: str
    kana: str
    section: str
    roles: frozenset[str]
    active: bool = True
    post: str = ""
    since: date | None = None
    until: date | None = None


@transaction.atomic
def change(entries: Iterable[Entry], actor: Actor) -> int:
    """Enter or change these members; nobody is removed, who leaves becomes inactive. Returns how many really changed;
    when any did, both zones are told. Raises NotAllowed (only an administrator, or the house itself at set-up),
    WrongMember."""
    if actor.kind != "system":
        _require(actor, "staff.change")
    wanted = list(entries)
    for entry in wanted:
        _check(entry)
    one_at_a_time()
    before = {row["id"]: row for row in Member.objects.values(*_row(wanted[0]))} if wanted else {}
    changed = [entry for entry in wanted if before.get(entry.id) != _row(entry)]
    for entry in changed:
        Member.objects.update_or_create(
            id=entry.id, defaults={**_row(entry), **_keys(entry), "changed_at": clock.now()}
        )
        audit.record(
            actor, "staff.change", object_kind="staff", object_id=entry.id,
            detail={"section": entry.section, "roles": sorted(entry.roles), "active": entry.active, "post": entry.post},
        )  # fmt: skip
    if changed:
        send()
    return len(changed)


@transaction.atomic
def be_absent(actor: Actor, member_id: str, starts: date, ends: date, reason: str) -> None:
    """A member is away from ``starts`` to the day before ``ends``; both zones are told. Raises NotAllowed,
    Member.DoesNotExist; WrongMember: ends, absence (there is one on these days), reason (too long)."""
    _require(actor, "staff.absence")
    one_at_a_time()
    member = Member.objects.get(id=member_id, active=True)
    if ends <= starts:
        raise WrongMember("ends is not after starts")
    if len(reason) > LONGEST_REASON:
        raise WrongMember("reason is too long")
    if member.absences.filter(starts__lt=ends, ends__gt=starts).exists():
        raise WrongMember("absence: there is one on these days")
    MemberAbsence.objects.create(member=member, starts=starts, ends=ends, reason=reason.strip())
    _note_absence(actor, member_id, starts)


@transaction.atomic
def be_back(actor: Actor, member_id: str, starts: date) -> None:
    """The absence that begins on that day is none; both zones are told. Raises NotAllowed; what is not there stays so."""
    _require(actor, "staff.absence")
    one_at_a_time()
    if MemberAbsence.objects.filter(member_id=member_id, starts=starts).delete()[0]:
        _note_absence(actor, member_id, starts)


@transaction.atomic
def forget_absences() -> int:
    """Remove what has been over for a year; both zones are told when there was any. Returns how many."""
    one_at_a_time()
    count = MemberAbsence.objects.filter(ends__lt=clock.today() - KEPT).delete()[0]
    if count:
        send()
    return count


def _require(actor: Actor, act: str) -> None:
    if not actor.may("administrator"):
        raise NotAllowed(act)


def _note_absence(actor: Actor, member_id: str, starts: date) -> None:
    audit.record(
        actor,
        "staff.absence",
        object_kind="staff",
        object_id=member_id,
        detail={"starts": starts.isoformat()},
    )
    send()


def one_at_a_time() -> None:
    """Two lists at once would reach core in the wrong order."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('staff directory'))")


@transaction.atomic
def send() -> None:
    """Give the directory to this zone's own sign-in and to core."""
    members = queries.members()
    apply_directory(members)
    messages.post_directory(members, plans.begun())


def _row(entry: Entry) -> dict[str, object]:
    return {
        "id": entry.id,
        "name": entry.name,
        "kana": entry.kana,
        "section": entry.section,
        "roles": sorted(entry.roles),
        "active": entry.active,
        "post": entry.post,
        "since": entry.since,
        "until": entry.until,
    }


def _keys(entry: Entry) -> dict[str, str]:
    return {"name_key": search_key(entry.name), "kana_key": kana_key(entry.kana)}


def _check(entry: Entry) -> None:
    for field in ("id", "name", "kana"):
        if not getattr(entry, field).strip():
            raise WrongMember(f"{field} is empty")
    unknown = entry.roles - set(STAFF_ROLES)
    if unknown or not entry.roles:
        raise WrongMember(f"roles are some of {', '.join(STAFF_ROLES)}")
    if entry.roles & CASE_ROLES and not entry.section:
        raise WrongMember("section is empty: who works on cases belongs to one")
    if entry.roles & CASE_ROLES and "administrator" in entry.roles:
        raise WrongMember("roles: an administrator works on no case")
    if entry.since and entry.until and entry.until <= entry.since:
        raise WrongMember("until is not after since")
    if entry.active:  # whoever leaves keeps the place they had, also one that is no longer in force
        _check_place(entry)


def _check_place(entry: Entry) -> None:
    """The section and the post are those of the catalog in force, and the post is one of what ``section`` names."""
    catalog = current()
    if catalog is None:  # at set-up, before the first version
        return
    level = level_of(catalog, entry.section)
    if entry.section and level is None:
        raise WrongMember(f"section {entry.section!r} is no section, department or organ")
    if not entry.post:
        return
    post = catalog.posts.get(entry.post)
    if post is None:
        raise WrongMember(f"post {entry.post!r} is not declared")
    if post.of != level:
        raise WrongMember(f"post {entry.post!r} is one of a {post.of}, and {entry.section!r} is none")
