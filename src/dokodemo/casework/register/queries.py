"""Every read of the register: for those who work on the section's cases, and for the auditor."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet

from dokodemo.base import clock
from dokodemo.base.actor import Actor
from dokodemo.base.audit.actions import record
from dokodemo.casework.cases.rights import NotAllowed, may_see
from dokodemo.casework.register.models import OfficialDocument
from dokodemo.catalog.versions import current, moved
from dokodemo.values.cells import as_csv
from dokodemo.values.days import fiscal_year

PAGE = 50
MOST_EXPORTED = 5_000
_SERIAL = re.compile(r"(\d{1,7})号?$")


@dataclass(frozen=True)
class Row:
    """One document. ``case``: None for who may not open it."""

    number: str
    title: str
    kind: str
    receipt: str
    case: UUID | None
    drafted_on: date
    drafted_name: str
    decided_on: date
    decided_name: str
    enforced_on: date
    rule: str
    keep_years: int
    keep_until: date


@dataclass(frozen=True)
class Page:
    """``after`` continues the list, "" at its end."""

    rows: tuple[Row, ...]
    after: str


@dataclass(frozen=True)
class Wanted:
    """``year``: None is every one. ``text``: a receipt number, or the end of a document number (12, 第12号, 海子第12号).
    ``words``: parts of the title, with spaces between them. ``since`` and ``until``: the days of 施行, both counted in."""

    section: str
    year: int | None
    procedure: str = ""
    kind: str = ""
    words: str = ""
    since: date | None = None
    until: date | None = None
    text: str = ""
    after: str = ""


def sections(actor: Actor) -> list[str]:
    """Whose registers this person may read: those of the own sections first, then of sections that handed over to them; a
    register stays where its numbers were given. One query, two when there was a reorganisation since. Raises NotAllowed:
    nobody's."""
    catalog = current()
    every = sorted(catalog.sections) if catalog else []
    handed = moved().ends()
    if actor.may("auditor"):
        return sorted({*every, *(each.old for each in handed)})
    own = [each for each in every if may_see(actor, each)]
    before = {each.old for each in handed if may_see(actor, each.new)}
    if not own and not before:
        raise NotAllowed("register.list")
    return [*own, *sorted(before - {*own})]


def _readable(actor: Actor, section: str) -> Q:
    """What the actor may read of this section's register: all of it, or, where another section is theirs, what procedures
    took along that were handed over to it. Raises NotAllowed: nothing."""
    if actor.may("auditor") or may_see(actor, section):
        return Q()
    ends = [each for each in moved().ends() if each.old == section]
    ours = {each.procedure for each in ends if may_see(actor, each.new)}
    if not ours:
        raise NotAllowed("register.list")
    if "" in ours:
        return ~Q(procedure__in=[each.procedure for each in ends if each.procedure not in ours])
    return Q(procedure__in=ours)


def cases_of(number: str) -> list[UUID]:
    """The cases that have a document of this number: a decision, also one that was replaced, or a letter. One query; not a
    look, and nobody's right to open them."""
    return list(OfficialDocument.objects.filter(number=number).values_list("case_id", flat=True).distinct())


def of_case(case: UUID) -> list[Row]:
    """The documents of one case, for who has just been let in to it. One query."""
    return [
        _row(each, may_open=True)
        for each in OfficialDocument.objects.filter(case_id=case).order_by("decided_on", "id")
    ]


def years() -> list[int]:
    """The fiscal years that can be chosen, the newest first: as far back as documents are kept."""
    this = fiscal_year(clock.today())
    return list(range(this, this - 11, -1))


def page(actor: Actor, wanted: Wanted) -> Page:
    """One page, the newest number first; the look is recorded, never its words. Two queries. Raises NotAllowed."""
    rows = list(_found(actor, wanted)[: PAGE + 1])
    record(
        actor,
        "register.list",
        object_kind="section",
        object_id=wanted.section,
        detail={"shown": min(len(rows), PAGE)},
    )
    # An auditor reads the register and opens no case; to everybody else only their own rows are shown.
    may_open = may_see(actor, wanted.section) or not actor.may("auditor")
    shown = tuple(_row(each, may_open=may_open) for each in rows[:PAGE])
    last = rows[PAGE - 1] if len(rows) > PAGE else None
    return Page(shown, f"{last.year}~{last.serial}~{last.pk}" if last else "")


def export(actor: Actor, wanted: Wanted) -> str:
    """The list as CSV (RFC 4180), at most ``MOST_EXPORTED`` documents. Raises NotAllowed."""
    rows = [_row(each, may_open=False) for each in _found(actor, wanted)[:MOST_EXPORTED]]
    record(
        actor, "register.export", object_kind="section", object_id=wanted.section, detail={"rows": len(rows)}
    )
    head = (
        "文書番号", "件名", "受付番号", "起案日", "起案者", "決裁日", "決裁者", "施行日", "決裁の区分", "保存年限", "保存期間の満了日"
    )  # fmt: skip
    lines = (
        (
            each.number, each.title, each.receipt, each.drafted_on, each.drafted_name, each.decided_on,
            each.decided_name, each.enforced_on, each.rule, each.keep_years, each.keep_until,
        )
        for each in rows
    )  # fmt: skip
    return as_csv([head, *lines])


def _found(actor: Actor, wanted: Wanted) -> QuerySet[OfficialDocument]:
    found = OfficialDocument.objects.filter(_readable(actor, wanted.section), section=wanted.section)
    text = unicodedata.normalize("NFKC", wanted.text).strip()
    if "-" in text:
        return found.filter(receipt=text).order_by("-year", "-serial")
    exactly = {"year": wanted.year, "procedure": wanted.procedure, "kind": wanted.kind}
    found = found.filter(**{name: value for name, value in exactly.items() if value})
    if text:
        serial = _SERIAL.search(text)
        found = found.filter(serial=int(serial[1])) if serial else found.none()
    for word in wanted.words.split():
        found = found.filter(title__contains=word)
    if wanted.since:
        found = found.filter(enforced_on__gte=wanted.since)
    if wanted.until:
        found = found.filter(enforced_on__lte=wanted.until)
    before = [int(each) for each in wanted.after.split("~") if each.isascii() and each.isdecimal()]
    if len(before) == 3:
        year, serial_, id_ = before
        of_year = Q(serial__lt=serial_) | Q(serial=serial_, id__lt=id_)
        found = found.filter(Q(year__lt=year) | Q(of_year, year=year))
    return found.order_by("-year", "-serial", "-id")


def _row(each: OfficialDocument, *, may_open: bool) -> Row:
    return Row(
        each.number, each.title, each.kind, each.receipt, each.case_id if may_open else None, each.drafted_on,
        each.drafted_name, each.decided_on, each.decided_name, each.enforced_on, each.rule, each.keep_years,
        each.keep_until,
    )  # fmt: skip
