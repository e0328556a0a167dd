"""3,000 people who do not exist, in 海風市, which does not exist either. For practice, tests and training only.

The same every time: everything comes from one seed and one reference day. With them come the people who can sign in at
the identity provider's double (``doubles/people.yaml``), so that a sign-in meets a person of the register; all but those
who are only about to move in.
"""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from django.db import transaction

from dokodemo.base import bitemporal, config
from dokodemo.base.actor import system
from dokodemo.core.residents import actions, sample_people
from dokodemo.core.residents.models import Person, PersonVersion
from dokodemo.core.residents.sample_people import SIZE, Invented
from dokodemo.values.addresses import address_key
from dokodemo.values.names import kana_key, search_key
from dokodemo.values.numbers import make_atenabango
from dokodemo.values.yaml import load as load_yaml

PEOPLE_FILE = Path(__file__).resolve().parents[4] / "doubles" / "people.yaml"
# Card holders have a series of their own, so that a change of the file renumbers nobody else.
_HOLDERS_FROM, _OTHERS_FROM, _HOUSEHOLDS_FROM = 90_000_000, 1_000, 50_000_000
_SEXES = {"male": "1", "female": "2"}
_RELATIONS = {"世帯主": 0, "夫": 1, "妻": 1, "子": 2}
_BATCH = 1000


class NotForReal(RuntimeError):
    """Invented people have no place in a real register."""


@transaction.atomic
def load(people: Path = PEOPLE_FILE) -> int:
    """Enter everybody who is not there yet; returns how many were entered (0 the second time).

    What ``people`` says otherwise than last time is recorded as a correction. Raises NotForReal."""
    if not config.load().development:
        raise NotForReal("sample people are loaded only where zone.toml says development = true")
    holders = _holders(people) if people.exists() else []
    others = sample_people.invent(SIZE - len(holders))
    wanted = _numbered(holders, _HOLDERS_FROM) | _numbered(others, _OTHERS_FROM)
    there = set(Person.objects.filter(pk__in=wanted).values_list("pk", flat=True))
    new = {number: each for number, each in wanted.items() if number not in there}
    Person.objects.bulk_create([Person(atenabango=number) for number in new], batch_size=_BATCH)
    bitemporal.record_new(
        PersonVersion,
        [(number, valid, values) for number, each in new.items() for valid, values in _versions(each)],
    )
    for number, each in _numbered(holders, _HOLDERS_FROM).items():
        if number in there:
            _bring_up_to_date(number, each)
        _link(number, each)
    return len(new)


def _numbered(people: list[Invented], first: int) -> dict[str, Invented]:
    """Each with the next number of the series that has a check digit."""
    found: dict[str, Invented] = {}
    serial = first
    for each in people:
        while (number := make_atenabango(serial)) is None:
            serial += 1
        found[number] = each
        serial += 1
    return found


def household_number(index: int) -> str:
    """The 世帯番号 of the household with this index."""
    serials = (make_atenabango(_HOUSEHOLDS_FROM + 2 * index + step) for step in range(2))
    return next(number for number in serials if number is not None)


def _versions(each: Invented) -> list[tuple[Any, dict[str, Any]]]:
    """The person's periods, earliest first: an earlier address, then the present one, then gone."""
    return [
        (bitemporal.period(stay.since, stay.until), _values(each, stay.address, stay.status))
        for stay in each.stays
    ]


def _values(each: Invented, address: str, status: str) -> dict[str, Any]:
    town = sample_people.town_of(address)
    return {
        "name": each.name,
        "name_key": search_key(each.name),
        "kana": each.kana,
        "kana_key": kana_key(each.kana),
        "birth": each.birth,
        "sex": each.sex,
        "address": address,
        "address_key": address_key(address),
        "machiaza_id": town.machiaza_id,
        "postal": town.postal,
        "setaibango": household_number(each.household),
        "relation": each.relation,
        "order": each.order,
        "status": status,
        "kind": each.kind,
    }


def _bring_up_to_date(number: str, each: Invented) -> None:
    for valid, values in _versions(each):
        there = bitemporal.current(PersonVersion, number, valid.lower)
        if there is None or any(getattr(there, name) != value for name, value in values.items()):
            bitemporal.record(PersonVersion, number, valid, **values)


def _link(number: str, each: Invented) -> None:
    """Whoever has been at the counter before (``known`` in the file) is known by their card; for the others a clerk can
    practise choosing among candidates."""
    for issuer in config.load().issuers if each.subject else ():
        actions.link(issuer, each.subject, number, system("core", "sample"))


def _holders(path: Path) -> list[Invented]:
    """The residents of the file, in its order; in a household by 続柄, then by birth (世帯員の並び順)."""
    entries = [each for each in load_yaml(path)["people"] if not each.get("elsewhere")]
    return [_holder(entry, _place(entry, entries)) for entry in entries]


def _place(entry: Mapping[str, Any], entries: list[Mapping[str, Any]]) -> int:
    family = [each for each in entries if each["household"] == entry["household"]]
    family.sort(key=lambda each: (_RELATIONS.get(each["relation"], len(_RELATIONS)), each["birth"]))
    return family.index(entry)


def _holder(entry: Mapping[str, Any], order: int) -> Invented:
    birth = date.fromisoformat(entry["birth"])
    foreign = entry["name"].isascii()
    return Invented(
        name=entry["name"],
        kana=entry["kana"],
        birth=birth,
        sex=_SEXES[entry["sex"]],
        household=1_000_000 + int(entry["household"]),
        relation=entry["relation"],
        order=order,
        kind="foreign" if foreign else "japanese",
        stays=(sample_people.Stay(max(birth, date(2018, 4, 1)), None, entry["address"], "resident"),),
        subject=str(entry["subject"]) if entry.get("known") else "",
    )
