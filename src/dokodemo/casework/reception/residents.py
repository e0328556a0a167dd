"""Who applies is found in the register, and what it knows need not be typed. Only where the zone keeps residents."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from dokodemo.base.actor import Actor
from dokodemo.casework import people
from dokodemo.casework.cases import facts
from dokodemo.casework.cases.rights import NotPossible
from dokodemo.casework.people import Candidate, PeopleSource
from dokodemo.casework.reception import queries
from dokodemo.casework.reception.actions import Said
from dokodemo.casework.reception.queries import Opened
from dokodemo.catalog.schema import Procedure
from dokodemo.values.numbers import is_atenabango


@dataclass(frozen=True)
class Found:
    """What was looked for, and who it may be."""

    text: str
    candidates: Sequence[Candidate]


def are_known() -> bool:
    """Whether this zone keeps residents."""
    return people.source() is not None


def find(actor: Actor, opened: Opened, text: str) -> Found:
    """By number, name, reading or day of birth; each who is shown is a look. Raises NotPossible: nothing to look for."""
    source = people.source()
    if source is None or not people.is_searchable(text):
        wanted = _("名前、フリガナ、生年月日、宛名番号のどれかを、2文字以上、100文字以内で入力してください。")
        raise NotPossible("resident", {"_resident": wanted})
    return Found(text, _search(source, actor, opened, text))


def filled(actor: Actor, number: int, said: Said, person: str) -> Said:
    """``said`` with what the register knows of who applies, where nothing is typed yet. A person who is not found, and a
    paper that is not the actor's business, change nothing."""
    source, row = people.source(), queries.own(actor, number)
    if source is None or row is None or row.answers or not is_atenabango(person):
        return said
    opened = queries.opened(row)
    hits = _search(source, actor, opened, person)
    known = _known(opened.procedure, next((each for each in hits if each.person == person), None))
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


def _search(source: PeopleSource, actor: Actor, opened: Opened, text: str) -> list[Candidate]:
    """The trail joins it to the sheet. Its reason is in Japanese whatever the clerk reads: others read it."""
    reason = f"紙・電話の申請の入力（{opened.procedure.titles.ja}）"
    return source.search(text, actor, reason, object_kind="reception", object_id=str(opened.row.application))
