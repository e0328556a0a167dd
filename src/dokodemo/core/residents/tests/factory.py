"""People for one test. Nobody here exists."""

import itertools
from datetime import date
from typing import Any

from dokodemo.base import bitemporal
from dokodemo.core.residents.models import Person, PersonVersion
from dokodemo.values.addresses import address_key
from dokodemo.values.names import kana_key, search_key
from dokodemo.values.numbers import make_atenabango

_serials = itertools.count(7_000_001)
BASIC = {
    "name": "海野　みお",
    "kana": "ウミノ　ミオ",
    "birth": date(1990, 3, 3),
    "sex": "2",
    "address": "海風市汐見台一丁目2番3号",
    "machiaza_id": "0001000",
    "postal": "000-0012",
    "setaibango": "000000000000019",
    "relation": "世帯主",
    "order": 0,
    "status": "resident",
    "kind": "japanese",
}


def person(since: date = date(2000, 4, 1), until: date | None = None, **values: Any) -> str:
    """Enter somebody; returns the 宛名番号."""
    number = next(number for serial in _serials if (number := make_atenabango(serial)))
    Person.objects.create(atenabango=number)
    version(number, since, until, **values)
    return number


def version(number: str, since: date, until: date | None = None, **values: Any) -> None:
    """What holds of this person from ``since`` on."""
    all_values = {**BASIC, **values}
    keys = {
        "name_key": search_key(all_values["name"]),
        "kana_key": kana_key(all_values["kana"]),
        "address_key": address_key(all_values["address"]),
    }
    bitemporal.record(PersonVersion, number, bitemporal.period(since, until), **all_values, **keys)
