"""The register as casework asks for it (``casework.people.PeopleSource``); every search and link leaves its record.

``compare`` and ``card`` belong to a case that is open on the desk: the case's own ``case.view`` names the person.
"""

from collections.abc import Collection, Iterator, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from dokodemo.base.actor import Actor
from dokodemo.base.audit import actions as audit
from dokodemo.casework.people import Candidate, Difference, Lives
from dokodemo.catalog import forms
from dokodemo.catalog.schema import Field, Page, Procedure
from dokodemo.catalog.sentences import say_date_at_the_desk
from dokodemo.core.residents import actions, queries
from dokodemo.core.residents.queries import Match, Resident
from dokodemo.values.addresses import address_key
from dokodemo.values.eras import DateError, parse_date


def _sex(code: str) -> str:
    return {"1": _("男"), "2": _("女"), "0": _("不明")}.get(code, code)


def _label(field: Field) -> str:
    """The question in the reader's language."""
    return field.labels.of(get_language() or "ja")


class ReasonMissing(ValueError):
    """A free search of the register needs one line of reason."""


class Registry:
    """Our own register, behind the same functions as a vendor's would be."""

    def linked(self, issuer: str, subject: str) -> str | None:
        """The 宛名番号 that a clerk once said this subject is."""
        return queries.linked(issuer, subject)

    def link(self, issuer: str, subject: str, person: str, actor: Actor) -> None:
        """Remember who this subject is. Raises LinkedToAnother, Person.DoesNotExist."""
        actions.link(issuer, subject, person, actor)

    def candidates(
        self, name: str, birthdate: str, address: str, gender: str, actor: Actor, case_id: UUID
    ) -> list[Candidate]:
        """Who it may be, best first, at most ten. Texts as they came; a birthdate that is none counts as not given."""
        found = queries.candidates(name, _date(birthdate), address, gender)
        _record_search(actor, found, object_kind="case", object_id=str(case_id))
        return [_candidate(match) for match in found]

    def search(
        self, text: str, actor: Actor, reason: str, *, object_kind: str = "", object_id: str = ""
    ) -> list[Candidate]:
        """Free search by number, name, reading or day of birth. Raises ReasonMissing."""
        if not reason.strip():
            raise ReasonMissing(_("住民を探す理由を1行で書いてください。"))
        found = queries.search(text)
        _record_search(actor, found, reason=reason.strip(), object_kind=object_kind, object_id=object_id)
        return [_candidate(match) for match in found]

    def compare(self, person: str, procedure: Procedure, values: Mapping[str, Any]) -> list[Difference]:
        """The claimant's items, the spouse and the children of the lists, as submitted and as the register has them."""
        resident = queries.person(person)
        if resident is None:
            return []
        fields = [field for page in procedure.pages for field in page.fields]
        said = _items_of_subject(procedure, values)
        rows = [row for field in fields for row in _own(said.get(field.id), field, values, resident)]
        others = [each for each in queries.household(person) if each.atenabango != person]
        for page in procedure.pages:
            if not any(field.id in said for field in page.fields):
                rows += _of_page(page, values, others)
        for field in fields:
            items = values.get(field.id)
            if field.type == "list" and field.fields and isinstance(items, list):
                for index, item in enumerate(items):
                    rows += _of_child(field, index, item, others)
        return rows

    def certain(self, name: str, birthdate: str, address: str) -> str | None:
        """The one resident of whom name, day of birth and address agree."""
        return queries.certain(name, _date(birthdate), address)

    def shown_with(self, person: str) -> tuple[str, ...]:
        """The others of the household."""
        return tuple(each.atenabango for each in queries.household(person) if each.atenabango != person)

    def addressee(self, person: str) -> dict[str, str]:
        """As the record writes them."""
        resident = queries.person(person)
        return resident.addressee if resident else {}

    def has_died(self, person: str) -> bool:
        """As the record says."""
        resident = queries.person(person)
        return resident is not None and resident.status == "dead"

    def lives(self, persons: Collection[str]) -> dict[str, Lives]:
        """As the record has them today."""
        return queries.lives(persons)

    def card(self, person: str) -> dict[str, str]:
        """What the tab 住民情報 shows; empty when the register does not know the number."""
        resident = queries.person(person)
        if resident is None:
            return {}
        rows = {
            _("宛名番号"): resident.atenabango,
            _("氏名"): resident.name,
            _("フリガナ"): resident.kana,
            _("生年月日"): _day(resident.birth),
            _("性別"): _sex(resident.sex),
            _("住所"): f"〒{resident.postal} {resident.address}",
            _("住民の状態"): {"resident": _("住民"), "moved": _("転出"), "dead": _("死亡")}[resident.status],
            _("世帯番号"): resident.setaibango,
            _("続柄"): resident.relation,
        }
        for each in queries.household(person):
            if each.atenabango != person:
                rows[_("同じ世帯の方 %(who)s") % {"who": f"{each.relation}・{each.name}"}] = _day(each.birth)
        return rows


def _record_search(actor: Actor, found: list[Match], **about: str) -> None:
    """One row for the search, and one for each person that was shown: a list of names is a look at each of them."""
    audit.record(actor, "person.search", detail={"hits": len(found)}, **about)
    for match in found:
        audit.record(
            actor, "person.view", subject=match.resident.atenabango, detail={"in": "search"}, **about
        )


def _candidate(match: Match) -> Candidate:
    resident = match.resident
    return Candidate(
        person=resident.atenabango,
        name=resident.name,
        kana=resident.kana,
        birthdate=resident.birth,
        address=resident.address,
        household=resident.setaibango,
        why=match.why,
    )


def _items_of_subject(procedure: Procedure, values: Mapping[str, Any]) -> dict[str, str]:
    """Which fields speak of whom the application is about, and of what: field id → name, address, birthdate, gender."""
    about = procedure.about
    if about is not None and forms.is_about_another(procedure, values):
        named = (("name", about.name), ("address", about.address), ("birthdate", about.birthdate))
        return {field: item for item, field in (*named, ("gender", about.gender)) if field}
    fields = (field for page in procedure.pages for field in page.fields)
    return {
        each.id: each.source.removeprefix("identity.")
        for each in fields
        if each.source and each.source.startswith("identity.")
    }


def _own(
    item: str | None, field: Field, values: Mapping[str, Any], resident: Resident
) -> Iterator[Difference]:
    """A field that speaks of the person, beside the register."""
    submitted = str(values.get(field.id) or "")
    label = _label(field)
    if not submitted:
        return
    match item:
        case "name":
            same = _same_name(submitted, resident.name)
            yield Difference(field.id, label, submitted, resident.name, not same)
        case "address":
            same = address_key(submitted) == address_key(resident.address)
            yield Difference(field.id, label, submitted, resident.address, not same)
        case "birthdate":
            given = _date(submitted)
            yield Difference(
                field.id, label, _day(given) or submitted, _day(resident.birth), given != resident.birth
            )
        case "gender":
            yield Difference(field.id, label, _sex(submitted), _sex(resident.sex), submitted != resident.sex)
        case _:
            return


def _of_page(page: Page, values: Mapping[str, Any], household: list[Resident]) -> list[Difference]:
    """A page that asks a name with its reading and a day, none of them the card's, is about one other person: the
    spouse. Nothing where the page was not asked."""
    first = {field.type: field for field in reversed(page.fields)}
    found = [first.get(kind) for kind in ("text", "kana", "date")]
    name, reading, birth = found
    if name is None or reading is None or birth is None or any(each and each.source for each in found):
        return []
    return _beside(name, birth, values, household, "", "") if values.get(name.id) else []


def _of_child(
    field: Field, index: int, item: Mapping[str, Any], household: list[Resident]
) -> list[Difference]:
    """One entry of a list: is somebody of this name and day of birth in the household?"""
    name_field = next((each for each in field.fields or () if each.type == "text"), None)
    birth_field = next((each for each in field.fields or () if each.type == "date"), None)
    if name_field is None or birth_field is None:
        return []
    number = _("（%(n)s人目）") % {"n": index + 1}
    return _beside(name_field, birth_field, item, household, f"{field.id}-{index}-", number)


def _beside(
    name_field: Field, birth_field: Field, values: Mapping[str, Any], household: list[Resident], prefix: str, number: str
) -> list[Difference]:  # fmt: skip
    """The name and the day of birth of somebody else, and of whom in the household it may be."""
    name, birth = str(values.get(name_field.id) or ""), _date(str(values.get(birth_field.id) or ""))
    known = _of_household(name, birth, household)
    nobody = _("同じ世帯にいません")
    return [
        Difference(
            prefix + name_field.id, _label(name_field) + number, name,
            known.name if known else nobody, not (known and _same_name(name, known.name)),
        ),
        Difference(
            prefix + birth_field.id, _label(birth_field) + number, _day(birth),
            _day(known.birth) if known else nobody, not (known and birth == known.birth),
        ),
    ]  # fmt: skip


def _of_household(name: str, birth: date | None, household: list[Resident]) -> Resident | None:
    """Who is meant: the same name and birth, else the same birth, else the same name."""
    tests = (
        lambda each: _same_name(name, each.name) and each.birth == birth,
        lambda each: each.birth == birth,
        lambda each: _same_name(name, each.name),
    )
    return next((each for test in tests for each in household if test(each)), None)


def _same_name(one: str, other: str) -> bool:
    """The same characters; only spaces between the parts of a name may differ. A variant of a character differs."""
    return "".join(one.split()) == "".join(other.split())


def _day(day: date | None) -> str:
    """As the answers beside it are shown: one screen, one way to write a day."""
    return say_date_at_the_desk(day.isoformat(), get_language() or "ja") if day else ""


def _date(text: str) -> date | None:
    try:
        return parse_date(text)
    except DateError:
        return None
