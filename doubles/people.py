"""The invented residents who can sign in at the double, from ``people.yaml``."""

import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import yaml

FILE = Path(__file__).with_name("people.yaml")
GENDER = {"male": "1", "female": "2"}  # 1 男, 2 女


@dataclass(frozen=True)
class Person:
    """A holder of a card. `pin`: the four digits of 利用者証明用電子証明書; `subject`: the provider's name for them.
    `sign_pin`: the 6 to 16 letters and digits of 署名用電子証明書, "" without one; `revoked`: that one is (失効)."""

    name: str
    kana: str
    birth: date
    sex: str
    address: str
    pin: str
    subject: str
    about: str
    sign_pin: str = ""
    revoked: bool = False

    def claims(self, scopes: frozenset[str]) -> dict[str, str]:
        """The basic items that were asked for, in the form the provider gives them (birthdate as YYYYMMDD)."""
        items = {
            "name": self.name,
            "address": self.address,
            "birthdate": self.birth.strftime("%Y%m%d"),
            "gender": GENDER[self.sex],
        }
        return {"sub": self.subject} | {key: value for key, value in items.items() if key in scopes}


def read(path: Path = FILE) -> dict[str, Person]:
    """Those who hold a card, by subject. Raises ValueError naming what is wrong."""
    raw = yaml.safe_load(path.read_text(encoding="utf-8"))["people"]
    holders = [_person(entry) for entry in raw if entry.get("pin")]
    people = {person.subject: person for person in holders}
    if len(people) != len(holders):
        raise ValueError(f"{path}: two people have the same subject")
    return people


_SIGN_PIN = re.compile(r"[A-Z0-9]{6,16}")


def _person(entry: dict[str, str]) -> Person:
    if not (len(entry["pin"]) == 4 and entry["pin"].isdigit()):
        raise ValueError(f"{entry['name']}: a PIN is four digits")
    if entry.get("sign_pin") and not _SIGN_PIN.fullmatch(entry["sign_pin"]):
        raise ValueError(f"{entry['name']}: a PIN for signing is 6 to 16 capitals and digits")
    return Person(
        name=entry["name"],
        kana=entry["kana"],
        birth=date.fromisoformat(entry["birth"]),
        sex=entry["sex"],
        address=entry["address"],
        pin=entry["pin"],
        subject=entry["subject"],
        about=entry.get("about", ""),
        sign_pin=entry.get("sign_pin", ""),
        revoked=bool(entry.get("sign_revoked")),
    )
