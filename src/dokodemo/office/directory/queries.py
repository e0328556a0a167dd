"""Every read of the directory."""

from collections import defaultdict
from datetime import date
from typing import Any

from dokodemo.office.directory.models import Member, MemberAbsence

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
