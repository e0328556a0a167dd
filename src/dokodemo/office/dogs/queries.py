"""Every read of the register of dogs: for clerks of the section that keeps it."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Q

from dokodemo.base import bitemporal, clock
from dokodemo.base.actor import Actor
from dokodemo.base.audit import actions as audit
from dokodemo.casework.cases.rights import require_keeper
from dokodemo.office.dogs import REGISTER, numbers
from dokodemo.office.dogs.models import Dog, DogEvent, DogVersion
from dokodemo.values.names import kana_key, search_key

PAGE = 50


@dataclass(frozen=True)
class Row:
    """A dog on one day."""

    number: str
    fiscal_year: int
    tag_number: str
    registered_on: date
    case_id: UUID
    decision: str
    owner_name: str
    owner_kana: str
    owner_address: str
    owner_phone: str
    kept_at: str
    name: str
    breed: str
    color: str
    sex: str
    birth: date
    microchip: str
    status: str
    valid_from: date
    valid_to: date | None


@dataclass(frozen=True)
class Event:
    """What was notified of a dog: ``kind`` is death or change."""

    kind: str
    happened_on: date
    decided_on: date
    decision: str
    case_id: UUID


@dataclass(frozen=True)
class Rows:
    """A page of the register; ``next_after`` begins the next one (None: this is the last)."""

    rows: tuple[Row, ...]
    next_after: str | None


def dogs(actor: Actor, text: str = "", after: str | None = None) -> Rows:
    """The newest registrations first, ``PAGE`` at a time; ``text`` finds by number, microchip, owner's name or
    reading, or the dog's name (from the beginning). A search or a look at the list leaves its record. Raises NotAllowed."""
    require_keeper(actor, REGISTER, "dog.view")
    rows = DogVersion.objects.filter(known__upper_inf=True, valid__contains=clock.today())
    if text.strip():
        rows = rows.filter(_what(text.strip()))
    start = numbers.read(after) if after else None
    if start:
        year, number = start
        rows = rows.filter(
            Q(identity__fiscal_year__lt=year) | Q(identity__fiscal_year=year, identity__number__lt=number)
        )
    ordered = rows.select_related("identity").order_by("-identity__fiscal_year", "-identity__number")
    found = [_row(version) for version in ordered[: PAGE + 1]]
    audit.record(actor, "dog.search" if text.strip() else "dog.list", detail={"hits": min(len(found), PAGE)})
    page = tuple(found[:PAGE])
    return Rows(page, page[-1].number if len(found) > PAGE else None)


def dog(actor: Actor, number: str) -> list[Row] | None:
    """One dog, what holds now and before, newest first, with the record of the look; None: no such number.

    Raises NotAllowed."""
    require_keeper(actor, REGISTER, "dog.view")
    key = numbers.read(number)
    entered = Dog.objects.filter(fiscal_year=key[0], number=key[1]).first() if key else None
    if entered is None:
        return None
    audit.record(actor, "dog.view", object_kind="dog", object_id=numbers.show(*key) if key else "")
    versions = bitemporal.known_at(DogVersion, entered)
    for version in versions:
        version.identity = entered
    return [_row(version) for version in reversed(versions)]


def events(actor: Actor, number: str) -> list[Event]:
    """What was notified of a dog, newest first; shown with ``dog``, which records the look. Raises NotAllowed."""
    require_keeper(actor, REGISTER, "dog.view")
    key = numbers.read(number)
    if key is None:
        return []
    rows = DogEvent.objects.filter(dog__fiscal_year=key[0], dog__number=key[1]).order_by("-id")
    return [Event(row.kind, row.happened_on, row.decided_on, row.decision, row.case_id) for row in rows]


def registered(number: str) -> Row | None:
    """What holds of the dog with this number, as typed; None: no such dog. For a case about it, at its desk."""
    key = numbers.read(number)
    entered = Dog.objects.filter(fiscal_year=key[0], number=key[1]).first() if key else None
    if entered is None:
        return None
    newest = bitemporal.known_at(DogVersion, entered)[-1]
    newest.identity = entered
    return _row(newest)


def notified_in(case_id: UUID) -> Row | None:
    """The dog that a case was about, as the register has it now; None before the case is entered."""
    event = DogEvent.objects.select_related("dog").filter(case_id=case_id).first()
    return registered(numbers.show(event.dog.fiscal_year, event.dog.number)) if event else None


def same_dog(microchip: str, owner_name: str, dog_name: str) -> str | None:
    """The number under which this dog seems to be registered already: the same microchip, or the same owner's and
    dog's names; None when there is none."""
    which = Q(owner_key=search_key(owner_name), name_key=search_key(dog_name), status="registered")
    if microchip:
        which |= Q(microchip=microchip)
    rows = DogVersion.objects.filter(which, known__upper_inf=True, valid__contains=clock.today())
    version = rows.select_related("identity").order_by("identity_id").first()
    return numbers.show(version.identity.fiscal_year, version.identity.number) if version else None


def of_case(case_id: UUID) -> dict[str, Any] | None:
    """What the papers of a decision print: {fiscal_year, number, tag_number}; None before it is entered."""
    entered = Dog.objects.filter(case_id=case_id).first()
    if entered is None:
        return None
    return {
        "fiscal_year": entered.fiscal_year,
        "number": numbers.show(entered.fiscal_year, entered.number),
        "tag_number": numbers.on_tag(entered.number),
    }


def _what(text: str) -> Q:
    if key := numbers.read(text):
        return Q(identity__fiscal_year=key[0], identity__number=key[1])
    if text.isascii() and text.isdigit():
        return Q(microchip=text)
    name, kana = search_key(text), kana_key(text)
    which = Q(owner_key__startswith=name) | Q(name_key__startswith=name) if name else Q(pk__in=[])
    return which | Q(kana_key__startswith=kana) if kana else which


def _row(version: DogVersion) -> Row:
    entered = version.identity
    return Row(
        number=numbers.show(entered.fiscal_year, entered.number),
        fiscal_year=entered.fiscal_year,
        tag_number=version.tag_number,
        registered_on=entered.registered_on,
        case_id=entered.case_id,
        decision=entered.decision,
        owner_name=version.owner_name,
        owner_kana=version.owner_kana,
        owner_address=version.owner_address,
        owner_phone=version.owner_phone,
        kept_at=version.kept_at,
        name=version.name,
        breed=version.breed,
        color=version.color,
        sex=version.sex,
        birth=version.birth,
        microchip=version.microchip,
        status=version.status,
        valid_from=version.valid.lower,
        valid_to=version.valid.upper,
    )
