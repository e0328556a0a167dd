"""A member as typed, and the controls of it."""

import re
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from dokodemo.base.access import STAFF_ROLES
from dokodemo.base.ui.question import Question
from dokodemo.casework.desk.views.guard import day_of, typed
from dokodemo.catalog.versions import current
from dokodemo.office.directory import words
from dokodemo.office.directory.actions import Entry
from dokodemo.office.directory.queries import Row

_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{0,39}")
_BLANK = Entry("", "", "", "", frozenset())


@dataclass(frozen=True)
class Typed:
    """``entry`` as far as it can be read; ``problems`` by control."""

    entry: Entry
    days: dict[str, str]
    problems: dict[str, str] = field(default_factory=dict)


def places(language: str) -> list[tuple[str, str]]:
    """Where somebody can work, as (id, title): sections, departments, organs."""
    catalog = current()
    if catalog is None:
        return []
    every: list[Any] = [*catalog.sections.values(), *catalog.departments.values(), *catalog.organs.values()]
    return [(each.id, each.title.of(language)) for each in every]


def posts(language: str) -> list[tuple[str, str]]:
    """The posts of the city, the highest first."""
    catalog = current()
    found = sorted(catalog.posts.values(), key=lambda each: -each.rank) if catalog else []
    return [(each.id, each.title.of(language)) for each in found]


def of(row: Row | None) -> Typed:
    """The sheet as the directory has the member; None: somebody new."""
    if row is None:
        return Typed(_BLANK, {"since": "", "until": ""})
    entry = Entry(
        row.id,
        row.name,
        row.kana,
        row.section,
        frozenset(row.roles),
        row.active,
        row.post,
        row.since,
        row.until,
    )
    return Typed(entry, {"since": _iso(row.since), "until": _iso(row.until)})


def read(request: HttpRequest, row: Row | None) -> Typed:
    """What was typed; who is known keeps the number and stays active unless the button says otherwise."""
    days = {name: typed(request, name).strip() for name in ("since", "until")}
    read_days = {name: day_of(text) if text else None for name, text in days.items()}
    problems = {name: words.wrong(name) for name, text in days.items() if text and read_days[name] is None}
    id_ = row.id if row else typed(request, "id").strip()
    entry = Entry(
        id_, typed(request, "name").strip(), typed(request, "kana").strip(), typed(request, "section"),
        frozenset(request.POST.getlist("roles")), True, typed(request, "post"), read_days["since"], read_days["until"],
    )  # fmt: skip
    if row is None and not _ID.fullmatch(id_):
        problems["id"] = words.wrong("id")
    if typed(request, "act") == "end":
        entry = replace(of(row).entry, active=False)
        problems = {}
    return Typed(entry, days, problems)


def questions(found: Typed, language: str, *, new: bool) -> list[Question]:
    entry, wrong, nowhere = found.entry, found.problems, ("", _("なし"))
    made = [
        Question("id", "text", _("職員番号"), True, entry.id, width="medium", autocomplete="off"),
        Question("name", "text", _("氏名"), True, entry.name, width="medium", autocomplete="off"),
        Question("kana", "text", _("フリガナ"), True, entry.kana, width="medium", autocomplete="off"),
        Question(
            "section", "select", _("所属"), False, entry.section, choices=(nowhere, *places(language)),
            help=_("部長より上の職は、部か執行機関を選んでください。"),
        ),
        Question("post", "select", _("職"), False, entry.post, choices=(nowhere, *posts(language))),
        Question(
            "since", "text", _("任期のはじまり"), False, found.days["since"], width="medium", autocomplete="off",
            help=_("決まっているときだけ入力してください。"),
        ),
        Question(
            "until", "text", _("任期の終わりの翌日"), False, found.days["until"], width="medium", autocomplete="off",
            help=_("この日の0時から、サインインできなくなります。"),
        ),
    ]  # fmt: skip
    return [replace(each, error=wrong.get(each.name, "")) for each in (made if new else made[1:])]


def roles(found: Typed) -> list[tuple[str, str, bool]]:
    """(role, its word, whether it is chosen)."""
    return [(each, words.role(each), each in found.entry.roles) for each in STAFF_ROLES]


def absence_questions(request: HttpRequest, problems: dict[str, str]) -> list[Question]:
    made = [
        Question("starts", "text", _("いつから"), True, typed(request, "starts"), width="medium", autocomplete="off"),
        Question("ends", "text", _("もどる日"), True, typed(request, "ends"), width="medium", autocomplete="off"),
        Question(
            "reason", "text", _("わけ"), False, typed(request, "reason"), width="medium", autocomplete="off",
            help=_("「出張」「休暇」のように短く。病名は書かないでください。"),
        ),
    ]  # fmt: skip
    return [replace(each, error=problems.get(each.name, "")) for each in made]


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""
