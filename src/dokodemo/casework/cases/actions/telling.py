"""Letters that decide nothing: the person whom somebody represents is told, on paper, whatever the applicant chose."""

import uuid
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db import transaction

from dokodemo.base import clock, config
from dokodemo.base.actor import system
from dokodemo.base.audit.actions import record
from dokodemo.casework import documents, people
from dokodemo.casework.cases import jobs, letters, numbers
from dokodemo.casework.cases.actions import bulk
from dokodemo.casework.cases.loading import Loaded, load
from dokodemo.casework.cases.models import Case, CaseDocument
from dokodemo.casework.cases.representing import declared_for, represented
from dokodemo.casework.register.actions import LETTER, Drafted, enter
from dokodemo.catalog import forms
from dokodemo.values import addresses

#: How such a letter is set (``casework.documents``).
KIND = "told"


@transaction.atomic
def tell_represented(case: Case) -> bool:
    """Write to the person concerned that somebody applies for them, each once a case: whom an answer of the applicant
    names next is told as well, or a clerk's correction while nobody is linked. False: not now, not needed, they have
    died, or it cannot be printed.

    Where this zone keeps residents the letter goes only to the address of the register: at once when name, day of birth
    and address of the answers are those of one resident, else when a clerk has linked the person. An applicant could
    otherwise have it sent to themselves."""
    loaded = load(case)
    if not forms.is_about_another(loaded.procedure, loaded.values):
        return False
    who = represented(loaded)
    addressee = _addressee(loaded, who) if who else {}
    if not addressee:
        return False
    title, city = loaded.procedure.titles.ja, loaded.catalog.city.titles.ja
    phone = loaded.catalog.sections[case.section].phone
    paragraphs = [
        f"あなたの代わりに、{loaded.applicant.name}さんが「{title}」を{city}に出しました。",
        "このお知らせは、代わりの人が手続きをしたとき、本人にかならずお送りするものです。あなたが頼んだことなら、何もしなくてかまいません。",
        f"頼んだおぼえがないとき、内容が違うとき、やめたいときは、この手紙の下にある電話番号（{phone}）に、すぐ知らせてください。",
    ]
    rows = [("手続き", title), ("代わりに出した人", loaded.applicant.name)]
    return tell(
        loaded, declared_for(who), "あなたの代わりに手続きが出されました", paragraphs, rows, addressee
    )


def _addressee(loaded: Loaded, who: str) -> Mapping[str, str]:
    source, subject = people.source(), loaded.subject
    if source is not None:
        return _living(source, who)
    return {"recipient": subject.name, "address": subject.address, "postal": ""}


def tell_of(
    case_id: UUID,
    declared: str,
    title: str,
    paragraphs: Sequence[str],
    rows: Sequence[tuple[str, str]],
    person: str,
) -> bool:
    """Write to a resident (宛名番号) about what became of a case, as :func:`tell` does; False also for nobody."""
    source = people.source()
    addressee = _living(source, person) if source else {}
    loaded = load(Case.objects.get(id=case_id))
    return bool(addressee) and tell(loaded, declared, title, paragraphs, rows, addressee)


def tell_acting(
    case_id: UUID,
    declared: str,
    title: str,
    paragraphs: Sequence[str],
    rows: Sequence[tuple[str, str]],
    addressee: Mapping[str, str],
) -> bool:
    """Write to who acts for the person of a case, as :func:`tell` does: by the way they chose where they applied
    themselves, on paper where the person did."""
    loaded = load(Case.objects.get(id=case_id))
    they_applied = forms.is_about_another(loaded.procedure, loaded.values)
    delivery = loaded.case.delivery if they_applied else "paper"
    return tell(loaded, declared, title, paragraphs, rows, addressee, delivery)


def _living(source: people.PeopleSource, person: str) -> dict[str, str]:
    return {} if source.has_died(person) else source.addressee(person)


def facts_of(
    loaded: Loaded,
    title: str,
    paragraphs: Sequence[str],
    rows: Sequence[tuple[str, str]],
    addressee: Mapping[str, str],
) -> dict[str, Any]:
    """What such a letter says, but for its number."""
    facts: dict[str, Any] = letters.common(loaded, [], []) | dict(addressee)
    facts |= {"title": title, "paragraphs": list(paragraphs), "rows": [list(row) for row in rows]}
    return facts | {"date": clock.today().isoformat(), "kyoji": "", "language": "ja"}


def applicant(loaded: Loaded) -> Mapping[str, str]:
    """Who applied, as the addressee of a letter: by the address of the register where this zone keeps residents and the case
    is linked to them, and they live."""
    source, case = people.source(), loaded.case
    if source is not None and case.person and not forms.is_about_another(loaded.procedure, loaded.values):
        found = _living(source, case.person)
        if found:
            return found
    who = loaded.applicant
    return {"recipient": who.name, "address": who.address, "postal": addresses.postal(who.postal)}


def tell(
    loaded: Loaded,
    declared: str,
    title: str,
    paragraphs: Sequence[str],
    rows: Sequence[tuple[str, str]],
    addressee: Mapping[str, str],
    delivery: str = "paper",
) -> bool:
    """Lay a letter into the print and post queue (``delivery`` inbox: have it sent to who applied), with a document number
    of its own, in the caller's transaction; once for each ``declared`` of a case, and True where it lies there already.
    False when a character cannot be printed: what is done does not hang on it, and the desk shows that nobody was told."""
    try:
        must_tell(loaded, declared, title, paragraphs, rows, addressee, delivery)
    except documents.GlyphsMissing:
        return False
    return True


def must_tell(
    loaded: Loaded,
    declared: str,
    title: str,
    paragraphs: Sequence[str],
    rows: Sequence[tuple[str, str]],
    addressee: Mapping[str, str],
    delivery: str = "paper",
    by: str = "",
) -> None:
    """The same where what is done hangs on it: raises documents.GlyphsMissing. ``by``: who decided to write."""
    case, on = loaded.case, clock.today()
    if CaseDocument.objects.filter(case=case, declared=declared).exists():
        return
    facts = facts_of(loaded, title, paragraphs, rows, addressee)
    documents.check(facts)
    number = numbers.take(loaded.catalog, case.section, loaded.procedure.organ, on)
    facts["number"] = number.text
    drafted = Drafted(on, by, on, by)
    enter(
        number,
        LETTER,
        f"{loaded.procedure.titles.ja}についての手紙",
        loaded.procedure,
        case.id,
        case.receipt,
        drafted,
    )
    bulk.take_out(case, system(config.load().zone, "letters"))
    made = CaseDocument.objects.create(
        id=uuid.uuid4(), case=case, kind=KIND, declared=declared, title=title, facts=facts, delivery=delivery,
        at=clock.now(),
    )  # fmt: skip
    record(
        system(config.load().zone, "house"), "document.tell", object_kind="case", object_id=str(case.id),
        subject=case.person or "", detail={"document": str(made.id)},
    )  # fmt: skip
    jobs.render_documents.defer(case_id=str(case.id))
