"""Two versions of an application side by side: what the applicant sent before and after a correction, as it came."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from dokodemo.casework.cases import facts, locked
from dokodemo.casework.cases.loading import Loaded
from dokodemo.casework.cases.models import CaseVersion
from dokodemo.catalog import forms
from dokodemo.catalog.parsing import private_fields


@dataclass(frozen=True)
class Sent:
    """``late``: it came after the decision and does not count."""

    n: int
    at: datetime
    late: bool


@dataclass(frozen=True)
class Row:
    """One answer in both; None where that version does not have the question. ``secret``: a My Number, of which only is
    said whether it is the same."""

    label: str
    before: str | None
    after: str | None
    differs: bool
    secret: bool


@dataclass(frozen=True)
class Compared:
    every: tuple[Sent, ...]
    before: Sent
    after: Sent
    differences: tuple[Row, ...]
    same: tuple[Row, ...]


def compare(loaded: Loaded, before: int, after: int, language: str) -> Compared | None:
    """The two versions with these numbers; where there is none of a number, the newest and the one before it. None where
    there is only one. Two queries."""
    rows = CaseVersion.objects.filter(case=loaded.case).order_by("n")
    every = {n: Sent(n, at, late) for n, at, late in rows.values_list("n", "at", "late")}
    if len(every) < 2:
        return None
    after = after if after in every else max(every)
    before = before if before in every else max((n for n in every if n < after), default=after)
    before, after = sorted((before, after))
    kept = {each.n: each for each in rows.filter(n__in=(before, after))}
    found = _rows(loaded, kept[before], kept[after], language)
    return Compared(
        tuple(every.values()),
        every[before],
        every[after],
        tuple(row for row in found if row.differs),
        tuple(row for row in found if not row.differs),
    )


def _rows(loaded: Loaded, before: CaseVersion, after: CaseVersion, language: str) -> list[Row]:
    """In the order of the newer form; what only the older one has stands last."""
    was, now = (_answers(loaded, each, language) for each in (before, after))
    names = [*now, *(name for name in was if name not in now)]
    return [_row(was.get(name), now.get(name)) for name in names]


@dataclass(frozen=True)
class _Answer:
    label: str
    value: Any
    shown: str
    secret: bool


def _row(was: _Answer | None, now: _Answer | None) -> Row:
    known = now or was
    assert known is not None, "a name comes from one of the two"
    differs = was is None or now is None or was.value != now.value
    return Row(known.label, was.shown if was else None, now.shown if now else None, differs, known.secret)


def _answers(loaded: Loaded, version: CaseVersion, language: str) -> Mapping[str, _Answer]:
    """Every question that this version was asked, by its name in the form."""
    values = version.values
    private = locked.unlock_private(loaded.case.id, bytes(version.private))
    secret = {field.id for field in private_fields(loaded.procedure, values)}
    found = {}
    for part in forms.summary(loaded.procedure, values, language):
        for row in part.rows:
            field = facts.field_named(loaded.procedure, row.field_id)
            hidden = row.field_id in secret
            value = private.get(row.field_id) if hidden else facts.value_at(values, row.field_id)
            shown = facts.shown(field, value, row.value, language)
            found[row.field_id] = _Answer(row.label, value, shown, hidden)
    return found
