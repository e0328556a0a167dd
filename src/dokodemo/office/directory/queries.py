"""Every read of the directory."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q

from dokodemo.base import clock
from dokodemo.base.actor import Actor
from dokodemo.base.audit.actions import record
from dokodemo.casework.cases.rights import NotAllowed
from dokodemo.casework.staff import placing
from dokodemo.office.directory.models import Member, MemberAbsence
from dokodemo.values.names import kana_key, search_key

PAGE = 50
_TOLD = ("id", "name", "kana", "section", "roles", "active", "post", "since", "until")


def members() -> list[dict[str, Any]]:
    """Everybody, as both zones are told: {id, name, kana, section, roles, active, post, since, until, absences: [{starts,
    ends, reason}]}, days as ISO 8601 dates or None, by id. Two queries."""
    absences: dict[str, list[dict[str, str]]] = defaultdict(list)
    for each in MemberAbsence.objects.order_by("member_id", "starts"):
        absences[each.member_id].append(
            {"starts": each.starts.isoformat(), "ends": each.ends.isoformat(), "reason": each.reason}
        )
    return [
        {
            **row,
            "since": _iso(row["since"]),
            "until": _iso(row["until"]),
            "absences": absences[str(row["id"])],
        }
        for row in Member.objects.order_by("id").values(*_TOLD)
    ]


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


@dataclass(frozen=True)
class Row:
    """One member in the list or on the sheet. ``away``: absent today."""

    id: str
    name: str
    kana: str
    section: str
    post: str
    roles: tuple[str, ...]
    active: bool
    since: date | None
    until: date | None
    away: bool


@dataclass(frozen=True)
class Page:
    """``after`` is the member after whom the next page begins, "" on the last."""

    rows: tuple[Row, ...]
    after: str


@dataclass(frozen=True)
class Sheet:
    """One member with the absences that are not over: (first day, first day back, reason)."""

    row: Row
    absences: tuple[tuple[date, date, str], ...]


def page(actor: Actor, text: str = "", section: str = "", after: str = "", *, left: bool = False) -> Page:
    """Members by reading, ``PAGE`` at a time; ``text`` finds by number, name or reading (from the beginning), ``left`` those
    who no longer work here. The look leaves its record. Raises NotAllowed. Two queries, one more for a later page."""
    _require(actor)
    found = Member.objects.filter(active=not left)
    if section:
        found = found.filter(section=section)
    if text.strip():
        found = found.filter(_what(text.strip()))
    if after:
        known = Member.objects.filter(id=after).values_list("kana_key", flat=True).first()
        if known is not None:
            found = found.filter(Q(kana_key__gt=known) | Q(kana_key=known, id__gt=after))
    shown = list(found.order_by("kana_key", "id")[: PAGE + 1])
    away = _away([each.id for each in shown])
    record(actor, "staff.list", detail={"hits": min(len(shown), PAGE)})
    rows = tuple(_row(each, each.id in away) for each in shown[:PAGE])
    return Page(rows, rows[-1].id if len(shown) > PAGE else "")


def sheet(actor: Actor, member_id: str) -> Sheet | None:
    """One member; the look leaves its record. Raises NotAllowed."""
    _require(actor)
    member = Member.objects.filter(id=member_id).first()
    if member is None:
        return None
    record(actor, "staff.view", object_kind="staff", object_id=member.id)
    days = member.absences.filter(ends__gt=clock.today()).order_by("starts")
    return Sheet(
        _row(member, member.id in _away([member.id])), tuple(days.values_list("starts", "ends", "reason"))
    )


def placed_members() -> list[placing.Member]:
    """Everybody who works here, as a plan is judged by them. One query."""
    rows = Member.objects.filter(active=True).order_by("id").values_list("id", "section", "post", "roles")
    return [placing.Member(id_, section, post, tuple(roles)) for id_, section, post, roles in rows]


def _what(text: str) -> Q:
    found = Q(id=text)
    if search_key(text):
        found |= Q(name_key__startswith=search_key(text))
    if kana_key(text):
        found |= Q(kana_key__startswith=kana_key(text))
    return found


def _away(ids: list[str]) -> set[str]:
    today = clock.today()
    days = MemberAbsence.objects.filter(member_id__in=ids, starts__lte=today, ends__gt=today)
    return set(days.values_list("member_id", flat=True))


def _row(member: Member, away: bool) -> Row:
    return Row(
        member.id, member.name, member.kana, member.section, member.post, tuple(member.roles), member.active,
        member.since, member.until, away,
    )  # fmt: skip


def _require(actor: Actor) -> None:
    if actor.kind != "staff" or not actor.may("administrator"):
        raise NotAllowed("staff.view")
