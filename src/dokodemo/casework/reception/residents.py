"""Who applies is found in the register, and what it knows need not be typed. Only where the zone keeps residents."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from dokodemo.base.actor import Actor
from dokodemo.casework import people
from dokodemo.casework.cases import facts
from dokodemo.casework.cases.rights import NotPossible
from dokodemo.casework.people import Candidate
from dokodemo.casework.reception import queries
from dokodemo.casework.reception.actions import Said
from dokodemo.catalog.schema import Procedure


@dataclass(frozen=True)
class Found:
    """What was looked for, and who it may be."""

    text: str
    candidates: Sequence[Candidate]


def are_known() -> bool:
    """Whether this zone keeps residents."""
    return people.source() is not None


def find(actor: Actor, procedure: Procedure, text: str) -> Found:
    """By number, name, reading or day of birth; each who is shown is a look. Raises NotPossible: nothing to look for."""
    source = people.source()
    if source is None or not text.strip():
        raise NotPossible(
            "resident", {"_resident": _("名前、フリガナ、生年月日、宛名番号のどれかを入力してください。")}
        )
    return Found(text, source.search(text, actor, _why(procedure)))


def filled(actor: Actor, number: int, said: Said, person: str) -> Said:
    """``said`` with what the register knows of who applies, where nothing is typed yet. A person who is not found, and a
    paper that is not the actor's business, change nothing."""
    source, row = people.source(), queries.own(actor, number)
    if source is None or row is None or row.answers or not person.isdecimal():
        return said
    procedure = queries.opened(row).procedure
    hits = source.search(person, actor, _why(procedure))
    known = _known(procedure, next((each for each in hits if each.person == person), None))
    fresh = {name: text for name, text in known.items() if not said.typed.get(name)}
    return replace(said, typed={**said.typed, **fresh}, shown=said.shown | fresh.keys())


def _known(procedure: Procedure, one: Candidate | None) -> Mapping[str, str]:
    """Control → text, of the questions about who applies."""
    if one is None:
        return {}
    of_source = {
        "identity.name": one.name, "identity.address": one.address, "identity.birthdate": one.birthdate.isoformat()
    }  # fmt: skip
    found = {
        each.id: of_source[each.source] for each in facts.fields_of(procedure) if each.source in of_source
    }
    kana = {each.id: one.kana for each in facts.fields_of(procedure) if each.means == "applicant.kana"}
    return found | kana


def _why(procedure: Procedure) -> str:
    return _("紙・電話の申請の入力（%(procedure)s）") % {"procedure": procedure.titles.ja}
