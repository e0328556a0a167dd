"""What a new form begins with: what the resident had remembered, and what the city's decisions said. The newer counts."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from dokodemo.base.clock import legal_date
from dokodemo.catalog import meanings
from dokodemo.catalog.schema import Procedure
from dokodemo.internet.accounts.resident import Resident
from dokodemo.internet.profile import queries as profile


@dataclass(frozen=True)
class Told:
    """What a decision says for the resident's next forms: meaning → value."""

    at: datetime
    values: dict[str, Any]


@dataclass(frozen=True)
class Proposal:
    """Values by field; ``told`` says which of them are from a decision, and of which day (ISO)."""

    values: dict[str, Any] = field(default_factory=dict)
    told: dict[str, str] = field(default_factory=dict)


_sources: list[Callable[[Resident], list[Told]]] = []


def register(source: Callable[[Resident], list[Told]]) -> None:
    """The room that keeps the decisions (``inbox``) gives what the last ones told a resident, the newest first."""
    _sources[:] = [source]


def proposed(resident: Resident, procedure: Procedure) -> Proposal:
    """What this resident need not type into the form, readable with the session's key only. Two queries."""
    if not meanings.meanings(procedure):
        return Proposal()
    known = meanings.joined(_origins(resident))
    values = meanings.filled(procedure, {means: value for means, (value, _) in known.items()})
    days = {means: day for means, (_, day) in known.items()}
    asked = {each.id: each.means or "" for page in procedure.pages for each in page.fields}
    return Proposal(values, {name: day for name in values if (day := days[asked[name]])})


def _origins(resident: Resident) -> list[tuple[meanings.Held, str]]:
    """What is known with the day of the decision it is from ("" where the resident keeps it), the newest first."""
    found: list[tuple[datetime, meanings.Held, str]] = [
        (each.at, each.values, legal_date(each.at).isoformat())
        for source in _sources
        for each in source(resident)
    ]
    kept = profile.profile(resident)
    if kept.changed_at is not None:
        found.append((kept.changed_at, kept.answers, ""))
    found.sort(key=lambda each: each[0], reverse=True)
    return [(held, day) for _, held, day in found]
