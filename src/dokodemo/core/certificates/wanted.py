"""Whose record is asked for, and by what right. Pure but for the look into the register."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from dokodemo.casework.effects import CaseFacts
from dokodemo.core.residents import queries as residents
from dokodemo.core.residents.queries import Resident
from dokodemo.values.names import search_key
from dokodemo.values.numbers import plain_digits

#: By which article the copy is given, by whose record it is (``whose`` of the form) or who asks.
OWN, OFFICIAL, OTHER = (
    "住民基本台帳法第12条第1項",
    "住民基本台帳法第12条の2第1項",
    "住民基本台帳法第12条の3第1項",
)


#: The answers to whose record it is that mean the household of who asks.
OWN_HOUSEHOLD = ("self", "household")


@dataclass(frozen=True)
class Wanted:
    """``persons`` are who will be on the copy, in the order of the record; ``missing`` the names that were asked for and
    are not in the household of ``holder``. ``holder`` is None while it is not known whose record it is."""

    holder: Resident | None
    persons: tuple[Resident, ...]
    missing: tuple[str, ...]
    household: bool
    copies: int
    basis: str


def wanted(case: CaseFacts, findings: Mapping[str, Any]) -> Wanted:
    """Of one's own household: that of the linked person. Of somebody else: that of the person a clerk has found."""
    values = case.values
    own = is_own(values)
    number = case.person if own else plain_digits(str(findings.get("holder_number") or ""))
    holder = residents.person(number) if number else None
    living = residents.household(holder.atenabango) if holder else []
    whole = values.get("scope") == "household"
    named = [] if whole else _named(values)
    persons = [each for each in living if whole or _is_asked_for(each, named, holder, values)]
    found = {search_key(each.name) for each in living}
    missing = tuple(name for name in named if search_key(name) not in found)
    return Wanted(holder, tuple(persons), missing, whole, int(values.get("copies") or 1), _basis(values))


def _named(values: Mapping[str, Any]) -> list[str]:
    listed = values.get("persons")
    return [str(each.get("person_name") or "") for each in listed] if isinstance(listed, list) else []


def _is_asked_for(
    each: Resident, named: list[str], holder: Resident | None, values: Mapping[str, Any]
) -> bool:
    if values.get("whose") == "self":
        return holder is not None and each.atenabango == holder.atenabango
    return search_key(each.name) in {search_key(name) for name in named}


def is_own(values: Mapping[str, Any]) -> bool:
    """Whether it is the household of who asks. What was answered before a clerk corrected who asks counts for nothing."""
    return not is_official(values) and values.get("whose") in OWN_HOUSEHOLD


def is_official(values: Mapping[str, Any]) -> bool:
    """Whether an authority asks (公用, 住民基本台帳法12条の2)."""
    return values.get("asker") == "official"


def _basis(values: Mapping[str, Any]) -> str:
    if is_official(values):
        return OFFICIAL
    return OWN if is_own(values) else OTHER
