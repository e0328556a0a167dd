"""From rows to what rules and people read: corrected values, the applicant, the address on an envelope. Pure."""

import copy
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from dokodemo.catalog import forms, versions
from dokodemo.catalog.schema import Field, Procedure
from dokodemo.catalog.sentences import say, say_date_at_the_desk
from dokodemo.gateway import signature
from dokodemo.values import addresses, names

#: The kind of evidence that is a card's signature and nothing else, and the issuer under which its certificate is known.
JPKI = "jpki"
#: So much of a name can be looked for; an index takes no longer one, and from outside a name may be of any length.
_MOST_OF_KEY = 200
_ITEM = re.compile(r"(?P<list>[a-z][a-z0-9_]*)-(?P<index>\d{1,2})-(?P<member>[a-z][a-z0-9_]*)", re.ASCII)


@dataclass(frozen=True)
class Applicant:
    """Who applies, as submitted. Texts are "" where the procedure does not ask."""

    name: str
    kana: str
    birthdate: str
    gender: str
    postal: str
    address: str

    @property
    def name_key(self) -> str:
        return names.search_key(self.name)[:_MOST_OF_KEY]

    @property
    def kana_key(self) -> str:
        return names.search_key(self.kana)[:_MOST_OF_KEY]


def applicant_of(procedure: Procedure, values: Mapping[str, Any], evidence: Mapping[str, Any]) -> Applicant:
    """The applicant's items: the fields whose source they are, else what the identity provider said."""
    said = evidence.get("claims")
    claims = said if isinstance(said, dict) else {}

    def known(item: str) -> str:
        field = next((each for each in fields_of(procedure) if each.source == f"identity.{item}"), None)
        value = values.get(field.id) if field else None
        return str(value if value is not None else claims.get(item) or "")

    def first(kind: str) -> str:
        return next(
            (str(values[f.id]) for f in fields_of(procedure) if f.type == kind and values.get(f.id)), ""
        )

    name = known("name")
    return Applicant(
        name, first("kana"), known("birthdate"), known("gender"), first("postal"), known("address")
    )


def address_key(address: str) -> str:
    """What an address is found by: without the city's own name, which nobody types."""
    catalog = versions.current()
    own = addresses.address_key(catalog.city.titles.ja) if catalog else ""
    return addresses.address_key(address).removeprefix(own)[:_MOST_OF_KEY]


def subject_of(procedure: Procedure, values: Mapping[str, Any], evidence: Mapping[str, Any]) -> Applicant:
    """Whom the application is about: who is certified, who moves. The applicant, unless the answers name another."""
    about = procedure.about
    if about is None or not forms.is_about_another(procedure, values):
        return applicant_of(procedure, values, evidence)

    def said(name: str | None) -> str:
        return str(values.get(name) or "") if name else ""

    return Applicant(
        said(about.name), said(about.kana), said(about.birthdate), said(about.gender), "", said(about.address)
    )


def proven_subjects(evidence: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Who has shown to be the applicant, as (issuer, subject): the sign-in, and the certificate of a signature by its
    serial number (シリアル番号), where both are of one person."""
    found = []
    if evidence.get("verified") and evidence.get("kind") == "oidc" and evidence.get("subject"):
        found.append((str(evidence["issuer"]), str(evidence["subject"])))
    if signed_items(evidence) and evidence["signature"].get("serial"):
        found.append((JPKI, str(evidence["signature"]["serial"])))
    return found


def kept_evidence(
    kind: str, verified: bool, problems: Sequence[str] = (), claims: Mapping[str, str] = MappingProxyType({})
) -> dict[str, Any]:
    """What proves who applied as the evidence of a case, where no sign-in came with it."""
    return {
        "kind": kind, "issuer": "", "subject": "", "verified": verified, "problems": [*problems],
        "claims": dict(claims), "token_hash": "", "seen_before": False,
    }  # fmt: skip


def kept_signature(found: signature.Signed, content: bytes, given: Any) -> dict[str, Any]:
    """A signature over ``content`` as the evidence keeps it: what it is worth, and as it was ``given``."""
    return {
        "verified": found.verified,
        "problems": found.problems,
        "items": found.items,
        "serial": found.serial,
        "hash": signature.digest(content),
        "kept": given if found.serial else None,
    }


def signed_items(evidence: Mapping[str, Any]) -> Mapping[str, str]:
    """What the certificate of a valid signature says of the applicant; nothing where somebody else has signed in."""
    signed = evidence.get("signature") or {}
    if not signed.get("verified") or not _of_one_person(evidence, signed["items"]):
        return {}
    items: Mapping[str, str] = signed["items"]
    return items


def _of_one_person(evidence: Mapping[str, Any], items: Mapping[str, str]) -> bool:
    if evidence.get("kind") == JPKI:
        return True
    claims = evidence.get("claims") or {}

    def digits(text: Any) -> str:
        return re.sub(r"\D", "", str(text or ""))

    same_birth = digits(claims.get("birthdate")) == digits(items.get("birthdate"))
    return bool(items.get("name")) and _plain(claims.get("name")) == _plain(items["name"]) and same_birth


def unlike_the_card(
    procedure: Procedure, values: Mapping[str, Any], evidence: Mapping[str, Any]
) -> list[Field]:
    """The questions that a card answers and that are answered otherwise than what came with the sign-in, or that it
    did not answer: somebody has typed them."""
    said = evidence.get("claims")
    claims = said if isinstance(said, dict) else {}
    found = []
    for field in fields_of(procedure):
        item = field.source.removeprefix("identity.") if field.source else ""
        if field.source != f"identity.{item}" or values.get(field.id) is None:
            continue
        if _plain(values[field.id]) != _plain(claims.get(item)):
            found.append(field)
    return found


def _plain(value: Any) -> str:
    return "".join(unicodedata.normalize("NFC", str(value or "")).split())


def fields_of(procedure: Procedure) -> Iterable[Field]:
    """Every field outside lists, in order."""
    return (field for page in procedure.pages for field in page.fields)


def field_named(procedure: Procedure, name: str) -> Field | None:
    """The field behind a name of the form (``phone``, ``children-0-name``); None for a list itself, a My Number, or
    what is no field."""
    item = _ITEM.fullmatch(name)
    top = next(
        (field for field in fields_of(procedure) if field.id == (item["list"] if item else name)), None
    )
    found = next((f for f in top.fields or [] if f.id == item["member"]), None) if top and item else top
    return None if found is None or found.type in ("list", "kojinbango") else found


def shown(field: Field | None, value: Any, said: str, language: str) -> str:
    """An answer as the desk shows it: as the form says it, a day as the record of residents beside it has it, in both
    calendars."""
    return say_date_at_the_desk(str(value), language) if field and field.type == "date" and value else said


def label_of(procedure: Procedure, name: str, language: str) -> str:
    """What the form calls the answer under that name: 電話番号, 児童 2：お名前; the name itself where it knows none."""
    field = field_named(procedure, name)
    if field is None:
        return name
    item = _ITEM.fullmatch(name)
    top = next((each for each in fields_of(procedure) if item and each.id == item["list"]), None)
    label = field.labels.of(language)
    if item is None or top is None:
        return label
    heading = (top.item_labels or top.labels).of(language)
    number = say("item", language, label=heading, number=int(item["index"]) + 1)
    return say("item-row", language, item=number, label=label)


def value_at(values: Mapping[str, Any], name: str) -> Any:
    """The answer under a name of the form; None where there is none."""
    item = _ITEM.fullmatch(name)
    if not item:
        return values.get(name)
    items = values.get(item["list"])
    index = int(item["index"])
    if not isinstance(items, list) or index >= len(items) or not isinstance(items[index], dict):
        return None
    return items[index].get(item["member"])


def with_value(values: Mapping[str, Any], name: str, value: Any) -> dict[str, Any]:
    """A copy of ``values`` with one answer replaced (None takes it away). Raises LookupError: no such item."""
    changed: dict[str, Any] = copy.deepcopy(dict(values))
    item = _ITEM.fullmatch(name)
    place: Any = changed
    key = name
    if item:
        place, key = changed.get(item["list"]), item["member"]
        index = int(item["index"])
        if not isinstance(place, list) or index >= len(place) or not isinstance(place[index], dict):
            raise LookupError(name)
        place = place[index]
    if value is None:
        place.pop(key, None)
    else:
        place[key] = value
    return changed


def corrected(values: Mapping[str, Any], corrections: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    """``values`` with corrections (name, value) in the order they were made; one whose item is gone is passed over."""
    now = dict(values)
    for name, value in corrections:
        try:
            now = with_value(now, name, value)
        except LookupError:
            continue
    return now
