"""Every read of the register. Callers of another room that show a person write the access record themselves, or go
through ``people`` which does."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from itertools import pairwise

from django.db.models import Q, QuerySet

from dokodemo.base import bitemporal, clock
from dokodemo.casework.people import Lives
from dokodemo.core.residents import matching
from dokodemo.core.residents.actions import subject_hash
from dokodemo.core.residents.matching import MOST, Asked, Known
from dokodemo.core.residents.models import PersonVersion, SubjectLink
from dokodemo.values import addresses
from dokodemo.values.eras import DateError, parse_date
from dokodemo.values.names import kana_key, search_key
from dokodemo.values.numbers import is_atenabango, plain_digits

SEARCH_MOST = 50
_LOOKED_AT = (
    200  # rows a search for candidates may read for each key: a common name never reads the whole city
)
_ENOUGH = 50  # points: at least two of name, birth and address agree


@dataclass(frozen=True)
class Resident:
    """A person on one day, as we held it at one instant. ``setaibango``: the household's number."""

    atenabango: str
    name: str
    kana: str
    birth: date
    sex: str
    address: str
    postal: str
    machiaza_id: str
    setaibango: str
    relation: str
    status: str
    kind: str
    since: date

    @property
    def is_here(self) -> bool:
        """Lives in the city (not moved away, not dead)."""
        return self.status == "resident"

    @property
    def addressee(self) -> dict[str, str]:
        """How a letter is addressed, as the record writes it: recipient, address, postal."""
        return {"recipient": self.name, "address": self.address, "postal": self.postal}


@dataclass(frozen=True)
class Match:
    """Somebody it may be, and the reasons for and against, in words."""

    resident: Resident
    points: int
    why: tuple[str, ...]


def find(atenabango: str) -> bool:
    """Whether this number belongs to a person we know or knew."""
    return PersonVersion.objects.filter(identity_id=atenabango).exists()


def person(atenabango: str, on: date | None = None) -> Resident | None:
    """The person as we know it now, on ``on`` (today when None)."""
    row = bitemporal.current(PersonVersion, atenabango, on)
    return _resident(row) if row else None


def as_of(atenabango: str, valid_on: date, known_at: datetime) -> Resident | None:
    """The person on ``valid_on``, as we held it at ``known_at``."""
    row = bitemporal.as_of(PersonVersion, atenabango, valid_on, known_at)
    return _resident(row) if row else None


def household(atenabango: str, on: date | None = None) -> list[Resident]:
    """Who lives with this person (the person included), in the order of the record; empty when unknown or gone."""
    own = person(atenabango, on)
    if own is None or not own.is_here:
        return []
    rows = _on(on).filter(setaibango=own.setaibango, status="resident").order_by("order", "identity_id")
    return [_resident(row) for row in rows]


def linked(issuer: str, subject: str) -> str | None:
    """The 宛名番号 of whom this subject was once said to be, or None."""
    rows = SubjectLink.objects.filter(issuer=issuer, subject_hash=subject_hash(issuer, subject))
    return rows.values_list("person_id", flat=True).first()


def candidates(name: str, birthdate: date | None, address: str, gender: str) -> list[Match]:
    """Who it may be by the four basic items, best first, at most ``matching.MOST``: never an answer (decision 7).

    Variants of characters (髙 高) and variation selectors count as the same and are said in ``why``."""
    asked = Asked(name, birthdate, address, gender)
    found: dict[str, Match] = {}
    for row in _looked_at(asked):
        known = Known(row.name, row.birth, row.address, row.sex)
        points, why = matching.points(asked, known)
        if points >= _ENOUGH:
            found[row.identity_id] = Match(_resident(row), points, why)
    return sorted(found.values(), key=lambda match: (-match.points, match.resident.atenabango))[:MOST]


def certain(name: str, birthdate: date | None, address: str) -> str | None:
    """The 宛名番号 of the one resident with this name, day of birth and address; None when nobody or several."""
    name_key, address_key = search_key(name), addresses.address_key(address)
    if birthdate is None or not name_key or not address_key:
        return None
    same = _on(None).filter(name_key=name_key, birth=birthdate, address_key=address_key, status="resident")
    found = list(same.values_list("identity_id", flat=True)[:2])
    return found[0] if len(found) == 1 else None


def names(numbers: Iterable[str]) -> dict[str, str]:
    """The names of these people today, by 宛名番号; the dead and who moved away too. One query."""
    return dict(_on(None).filter(identity_id__in=list(numbers)).values_list("identity_id", "name"))


def lives(numbers: Iterable[str]) -> dict[str, Lives]:
    """Name, address and household today, by 宛名番号; no place for the dead and who moved away. One query."""
    rows = _on(None).filter(identity_id__in=list(numbers))
    found = rows.values_list("identity_id", "name", "address_key", "setaibango", "status")
    return {
        number: Lives(name, key, household) if status == "resident" else Lives(name, "", "")
        for number, name, key, household, status in found
    }


def search(text: str) -> list[Match]:
    """Those whose number, day of birth, name or reading begins with ``text``, former names and addresses included;
    at most ``SEARCH_MOST``, residents first. Nothing for an empty text."""
    which = _what(text)
    if which is None:
        return []
    hits = PersonVersion.objects.filter(which, known__upper_inf=True)
    numbers = list(hits.values_list("identity_id", flat=True).distinct()[:SEARCH_MOST])
    rows = sorted(
        _on(None).filter(identity_id__in=numbers), key=lambda row: (row.status != "resident", row.kana_key)
    )
    return [Match(_resident(row), 0, _why_found(row, text)) for row in rows]


def _looked_at(asked: Asked) -> Iterable[PersonVersion]:
    rows = _on(None)
    if asked.birth is not None:
        yield from rows.filter(birth=asked.birth)[:_LOOKED_AT]
    if key := search_key(asked.name):
        same = rows.filter(name_key=key)
        yield from same.filter(birth=asked.birth)[:_LOOKED_AT] if asked.birth else ()
        yield from same[:_LOOKED_AT]


def _what(text: str) -> Q | None:
    """What a clerk typed into the one field: a number, a date, a reading, or a name."""
    plain = text.strip()
    if not plain:
        return None
    if is_atenabango(plain_digits(plain)):
        return Q(identity_id=plain_digits(plain))
    try:
        return Q(birth=parse_date(plain))
    except DateError:
        pass
    kana, name = kana_key(plain), search_key(plain)
    which = Q()
    if kana:
        which |= Q(kana_key__startswith=kana)
    if name:
        which |= Q(name_key__startswith=name)
    return which or None


def _why_found(row: PersonVersion, text: str) -> tuple[str, ...]:
    if row.status == "moved":
        return ("転出した方",)
    if row.status == "dead":
        return ("亡くなった方",)
    keys = (kana_key(text), search_key(text))
    now = row.kana_key.startswith(keys[0]) or row.name_key.startswith(keys[1])
    by_name = not any(char.isdigit() for char in text)
    return () if now or not by_name else ("以前の氏名で見つかりました",)


def _on(on: date | None) -> QuerySet[PersonVersion]:
    return PersonVersion.objects.filter(known__upper_inf=True, valid__contains=on or clock.today())


def _resident(row: PersonVersion) -> Resident:
    return Resident(
        atenabango=row.identity_id,
        name=row.name,
        kana=row.kana,
        birth=row.birth,
        sex=row.sex,
        address=row.address,
        postal=row.postal,
        machiaza_id=row.machiaza_id,
        setaibango=row.setaibango,
        relation=row.relation,
        status=row.status,
        kind=row.kind,
        since=row.valid.lower,
    )


@dataclass(frozen=True)
class History:
    """Since when a person is a resident (住民となった年月日) and has this address (住所を定めた年月日)."""

    resident: date
    address: date


def history(atenabango: str) -> History:
    """As the record holds it now, without a break until today. Raises LookupError for a number nobody has."""
    rows = list(
        PersonVersion.objects.filter(identity_id=atenabango, known__upper_inf=True).order_by("-valid")
    )
    rows = [row for row in rows if row.valid.lower is None or row.valid.lower <= clock.today()]
    if not rows:
        raise LookupError(atenabango)
    resident = address = rows[0].valid.lower
    same = True
    for newer, row in pairwise(rows):
        if row.status != "resident" or row.valid.upper != newer.valid.lower:
            break
        resident = row.valid.lower
        same = same and row.address_key == rows[0].address_key
        if same:
            address = row.valid.lower
    return History(resident, address)
