"""Every write to the register of dogs."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import connection, transaction

from dokodemo.base import bitemporal
from dokodemo.base.actor import Actor
from dokodemo.base.audit import actions as audit
from dokodemo.office.dogs import numbers
from dokodemo.office.dogs.models import Dog, DogVersion
from dokodemo.values.days import fiscal_year
from dokodemo.values.names import kana_key, search_key


@dataclass(frozen=True)
class Registration:
    """A dog as it is entered."""

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
        owner_name=dog.owner_name,
        owner_key=search_key(dog.owner_name),
        owner_kana=dog.owner_kana,
        kana_key=kana_key(dog.owner_kana),
        owner_address=dog.owner_address,
        owner_phone=dog.owner_phone,
        kept_at=dog.kept_at,
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


def _next(year: int) -> int:
    """The next number; whoever asks after us waits until we commit, and gets ours when we do not."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO dogs_dognumber (fiscal_year, last) VALUES (%s, 1) "
            "ON CONFLICT (fiscal_year) DO UPDATE SET last = dogs_dognumber.last + 1 RETURNING last",
            [year],
        )
        return int(cursor.fetchone()[0])
