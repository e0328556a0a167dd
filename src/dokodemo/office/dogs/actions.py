"""Every write to the register of dogs."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import connection, transaction
from django.utils.translation import gettext as _

from dokodemo.base import bitemporal
from dokodemo.base.actor import Actor
from dokodemo.base.audit import actions as audit
from dokodemo.casework.effects import NotCarriedOut
from dokodemo.office.dogs import numbers
from dokodemo.office.dogs.models import Dog, DogEvent, DogVersion
from dokodemo.values.days import fiscal_year
from dokodemo.values.names import kana_key, search_key


class NotInRegister(NotCarriedOut):
    """The register has no such dog, or has it in a state in which this cannot be entered."""


@dataclass(frozen=True)
class Keeping:
    """Whose a dog is and where it is kept."""

    owner_name: str
    owner_kana: str
    owner_address: str
    owner_phone: str
    kept_at: str


@dataclass(frozen=True)
class Registration(Keeping):
    """A dog as it is entered."""

    name: str
    breed: str
    color: str
    sex: str
    birth: date
    microchip: str


@dataclass(frozen=True)
class Notified:
    """A notification that was accepted: which dog (its number as typed), since when it is so, and the decision."""

    number: str
    since: date
    case_id: UUID
    decision: str
    decided_on: date


@transaction.atomic
def register(dog: Registration, case_id: UUID, decision: str, on: date, actor: Actor) -> str:
    """Enter a dog under the next number of the fiscal year of ``on`` and give it its tag's number.

    Runs in the deciding transaction; the same case again changes nothing. Returns the number as shown (R8-00042)."""
    known = Dog.objects.filter(case_id=case_id).first()
    if known:
        return numbers.show(known.fiscal_year, known.number)
    year = fiscal_year(on)
    number = _next(year)
    entered = Dog.objects.create(
        fiscal_year=year, number=number, case_id=case_id, decision=decision, registered_on=on
    )
    bitemporal.record(
        DogVersion,
        entered,
        bitemporal.period(on),
        **_keeping(dog),
        name=dog.name,
        name_key=search_key(dog.name),
        breed=dog.breed,
        color=dog.color,
        sex=dog.sex,
        birth=dog.birth,
        microchip=dog.microchip,
        tag_number=numbers.on_tag(number),
        status="registered",
    )
    shown = numbers.show(year, number)
    audit.record(actor, "ledger.write", object_kind="dog", object_id=shown)
    return shown


@transaction.atomic
def death(notified: Notified, actor: Actor) -> str:
    """The dog is dead from ``since`` on (第4条第4項); the record stays.

    Runs in the deciding transaction; the same case again changes nothing. Returns the number. Raises NotInRegister."""
    if known := _known(notified):
        return known
    dog = _alive(notified.number)
    bitemporal.correct(DogVersion, dog, bitemporal.period(notified.since), status="dead")
    return _enter(dog, "death", notified, actor)


@transaction.atomic
def change(notified: Notified, keeping: Keeping, actor: Actor) -> str:
    """From ``since`` on the dog is this owner's, kept there (第4条第4項・第5項); what was before stays.

    Runs in the deciding transaction; the same case again changes nothing. Returns the number. Raises NotInRegister."""
    if known := _known(notified):
        return known
    dog = _alive(notified.number)
    _require_newest(dog, notified.since)
    bitemporal.correct(DogVersion, dog, bitemporal.period(notified.since), **_keeping(keeping))
    return _enter(dog, "change", notified, actor)


def _keeping(keeping: Keeping) -> dict[str, str]:
    return {
        "owner_name": keeping.owner_name,
        "owner_key": search_key(keeping.owner_name),
        "owner_kana": keeping.owner_kana,
        "kana_key": kana_key(keeping.owner_kana),
        "owner_address": keeping.owner_address,
        "owner_phone": keeping.owner_phone,
        "kept_at": keeping.kept_at,
    }


def _known(notified: Notified) -> str:
    event = DogEvent.objects.select_related("dog").filter(case_id=notified.case_id).first()
    return numbers.show(event.dog.fiscal_year, event.dog.number) if event else ""


def _alive(number: str) -> Dog:
    """The dog, held until the transaction ends. Raises NotInRegister: there is none, or it is registered no more."""
    if not number.strip():
        raise NotInRegister(_("どの犬か決まっていません。犬の登録簿で探して、登録番号を書いてください。"))
    key = numbers.read(number)
    dog = Dog.objects.select_for_update().filter(fiscal_year=key[0], number=key[1]).first() if key else None
    if dog is None:
        raise NotInRegister(
            _("登録番号「%(number)s」の犬は登録されていません。犬の登録簿で番号を確かめてください。")
            % {"number": number}
        )
    newest = bitemporal.known_at(DogVersion, dog)[-1]
    if newest.status == "dead":
        raise NotInRegister(_("この犬は、すでに死亡として記録されています。登録番号を確かめてください。"))
    if newest.status == "moved":
        raise NotInRegister(
            _("この犬は、すでに転出として記録されています。転出先の市区町村への届出になります。")
        )
    return dog


def _require_newest(dog: Dog, since: date) -> None:
    """A change that was notified late never covers a later one. Raises NotInRegister."""
    if DogEvent.objects.filter(dog=dog, kind="change", happened_on__gt=since).exists():
        raise NotInRegister(_("この日より後の変更が、すでに記録されています。変わった日を確かめてください。"))


def _enter(dog: Dog, kind: str, notified: Notified, actor: Actor) -> str:
    DogEvent.objects.create(
        dog=dog,
        case_id=notified.case_id,
        kind=kind,
        happened_on=notified.since,
        decision=notified.decision,
        decided_on=notified.decided_on,
    )
    shown = numbers.show(dog.fiscal_year, dog.number)
    audit.record(actor, "ledger.write", object_kind="dog", object_id=shown, detail={"kind": kind})
    return shown


def _next(year: int) -> int:
    """The next number; whoever asks after us waits until we commit, and gets ours when we do not."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO dogs_dognumber (fiscal_year, last) VALUES (%s, 1) "
            "ON CONFLICT (fiscal_year) DO UPDATE SET last = dogs_dognumber.last + 1 RETURNING last",
            [year],
        )
        return int(cursor.fetchone()[0])
