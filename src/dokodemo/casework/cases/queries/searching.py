"""Search in a section's cases: by number, name, reading, address or day of arrival. The queue's columns, keyset pages."""

import re
import unicodedata
from datetime import date
from typing import Any
from uuid import UUID

from dokodemo.base.actor import Actor
from dokodemo.base.audit.actions import record
from dokodemo.casework.cases import facts
from dokodemo.casework.cases.queries.queue import Page, page_of, section_of, select
from dokodemo.casework.register import queries as register
from dokodemo.values import names
from dokodemo.values.eras import DateError, parse_date

_LAST_CHARACTER = "\U0010ffff"
# No name has these. A town called like a family is found with its 丁目.
_OF_ADDRESS = re.compile(r"[0-9]|丁目|番地")
_HYPHENS = re.compile(r"[-‐‑‒–—―−]")


def search(actor: Actor, text: str, after: str = "") -> Page:
    """Cases of the section by receipt number (from 4 digits; the portal's in full), document number, day of arrival, or
    the beginning of a name, a reading or an address within the city (2 characters suffice). The search is recorded with
    its number of hits, never its words."""
    section = section_of(actor)
    kind, found = _find(actor, section, text, after)
    detail = {"by": kind, "hits": len(found.rows)}
    record(actor, "case.search", object_kind="section", object_id=section, detail=detail)
    return found


def _find(actor: Actor, section: str, text: str, after: str) -> tuple[str, Page]:
    plain = "".join(unicodedata.normalize("NFKC", text).split())
    digits = _HYPHENS.sub("", plain)
    day = _day(plain)
    if day is not None:
        return "date", _by_day(actor, section, day, after)
    if digits.isdecimal() and digits.isascii() and len(digits) >= 4:
        found = _by_prefix(actor, section, "c.receipt_digits", digits, after)
        return ("receipt", found) if found.rows else ("entrance", _by_entrance_number(actor, section, digits))
    if plain.endswith("号"):
        found = _by_number(actor, section, plain)
        if found.rows:
            return "number", found
    if _OF_ADDRESS.search(plain):
        return "address", _by_address(actor, section, text, after)
    found = _by_name(actor, section, names.search_key(text), after)
    if found.rows:
        return "name", found
    return "address", _by_address(actor, section, text, after)


def _day(plain: str) -> date | None:
    """令和8年11月24日, 2026-11-24, 2026/11/24. Eight digits are a receipt number."""
    if plain.isdecimal():
        return None
    try:
        return parse_date(plain)
    except DateError:
        return None


def _by_day(actor: Actor, section: str, day: date, after: str) -> Page:
    where, parameters = "WHERE c.section = %s AND c.arrived_on = %s", [section, day]
    _last, _, id_ = after.rpartition("~")
    try:
        parameters.append(UUID(id_))
        where += " AND c.id > %s"
    except ValueError:
        pass
    return page_of(select(actor, "c.arrived_on", f"{where} ORDER BY c.id", parameters))


def _by_number(actor: Actor, section: str, number: str) -> Page:
    """By the number of any document of the case: of its decision, of one that was replaced, of a letter."""
    where = "WHERE c.section = %s AND c.id = ANY(%s) ORDER BY c.id"
    return page_of(select(actor, "c.id", where, [section, register.cases_of(number)]))


def _by_entrance_number(actor: Actor, section: str, digits: str) -> Page:
    """By the whole number that the national portal gave: what an applicant who came by it reads out."""
    where = "WHERE c.section = %s AND c.entrance_number = %s AND c.entrance_number <> '' ORDER BY c.id"
    return page_of(select(actor, "c.id", where, [section, digits]))


def _by_name(actor: Actor, section: str, key: str, after: str) -> Page:
    """Names first; readings where no name begins so (a reading typed is in kana, a name hardly ever)."""
    if len(key) < 2:
        return Page((), "")
    column = "c.kana_key" if re.fullmatch(r"[ァ-ヶー]+", key) else "c.name_key"
    return _by_prefix(actor, section, column, key, after)


def _by_address(actor: Actor, section: str, text: str, after: str) -> Page:
    key = facts.address_key(text)
    return _by_prefix(actor, section, "c.address_key", key, after) if len(key) >= 2 else Page((), "")


def _by_prefix(actor: Actor, section: str, column: str, key: str, after: str) -> Page:
    """By bytes, in any collation, and also when the plan is made before the value is known: hence no LIKE."""
    where = f"WHERE c.section = %s AND {column} ~>=~ %s AND {column} ~<~ %s"
    parameters: list[Any] = [section, key, key + _LAST_CHARACTER]
    last, _, id_ = after.rpartition("~")
    try:
        start = UUID(id_)
    except ValueError:
        pass
    else:
        where += f" AND ({column} ~>~ %s OR ({column} = %s AND c.id > %s))"
        parameters += [last, last, start]
    return page_of(select(actor, column, f"{where} ORDER BY {column} USING ~<~, c.id", parameters))
