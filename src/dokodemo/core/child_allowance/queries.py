"""Every read of the ledger of the child allowance."""

import unicodedata
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Q

from dokodemo.base import bitemporal
from dokodemo.base.actor import Actor
from dokodemo.base.audit import actions as audit
from dokodemo.casework.cases.rights import require_keeper
from dokodemo.catalog import versions
from dokodemo.catalog.schema import Text
from dokodemo.core.child_allowance import GRANT, claim
from dokodemo.core.child_allowance.models import AllowanceVersion, Decision
from dokodemo.core.residents import queries as residents
from dokodemo.values.numbers import is_atenabango, plain_digits

PAGE = 50


@dataclass(frozen=True)
class Months:
    """One amount over some months: ``starts`` is a first day of a month, ``ends`` the first day it no longer holds
    (None: open). Yen a month. ``known_from``/``known_to``: while we held this for true."""

    starts: date
    ends: date | None
    monthly: int
    children: tuple[dict[str, Any], ...]
    reasons: tuple[str, ...]
    articles: tuple[str, ...]
    number: str
    known_from: datetime
    known_to: datetime | None


@dataclass(frozen=True)
class Entry:
    """A decision about somebody's ledger. ``id`` is its place in the order of decisions; ``titles`` are those of its
    procedure (None: the catalog in force has none of that name)."""

    id: int
    atenabango: str
    case_id: UUID
    kind: str
    titles: Text | None
    number: str
    decided_on: date
    claimed_on: date
    starts: date | None
    rule_version: str
    amount: int | None
    stated: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Sheet:
    """The whole ledger of one person as it was held at ``known_at`` (None: now)."""

    atenabango: str
    name: str
    kana: str
    address: str
    known_at: datetime | None
    months: tuple[Months, ...]
    entries: tuple[Entry, ...]
    instants: tuple[datetime, ...]


def ledger(atenabango: str, on: date | None = None) -> Months | None:
    """What is paid for the month of ``on`` (today when None), as held now; None when nothing."""
    row = bitemporal.current(AllowanceVersion, atenabango, on)
    return _months(row, _numbers(atenabango)) if row else None


def has_ledger(atenabango: str) -> bool:
    """Whether anything was ever granted to this person."""
    return Decision.objects.filter(claimant_id=atenabango).exists()


def family(atenabango: str, month: date) -> list[claim.Claimed]:
    """The children that the ledger has from ``month`` on, or had in the month before where it holds nothing after it;
    none where nothing is paid. To judge a revision that begins in ``month``."""
    before = bitemporal.period(month - timedelta(days=1))
    rows = AllowanceVersion.objects.filter(
        identity_id=atenabango, known__upper_inf=True, valid__overlap=before
    )
    held = list(rows.order_by("valid"))
    later = [row for row in held if row.valid.upper is None or row.valid.upper > month]
    return claim.family_of(row.children for row in later or held)


def sheet(atenabango: str, actor: Actor, known_at: datetime | None = None) -> Sheet | None:
    """The ledger to look at, with the record of the look. None: nobody, or nothing was ever entered. Raises NotAllowed."""
    require_keeper(actor, GRANT, "ledger.view")
    instants = bitemporal.instants(AllowanceVersion, atenabango)
    person = residents.person(atenabango)
    if person is None or not instants:
        return None
    audit.record(actor, "person.view", object_kind="child_allowance", subject=atenabango)
    entries = list(Decision.objects.filter(claimant_id=atenabango).order_by("id"))
    numbers = {each.pk: each.number for each in entries}
    rows = bitemporal.known_at(AllowanceVersion, atenabango, known_at)
    return Sheet(
        atenabango=atenabango,
        name=person.name,
        kana=person.kana,
        address=person.address,
        known_at=known_at,
        months=tuple(_months(row, numbers) for row in rows),
        entries=tuple(_entry(each) for each in entries),
        instants=tuple(instants),
    )


def sheet_of_entry(entry_id: int, actor: Actor, known_at: datetime | None = None) -> Sheet | None:
    """The ledger of the person of one decision. None: no such decision. Raises NotAllowed."""
    require_keeper(actor, GRANT, "ledger.view")
    found = Decision.objects.filter(id=entry_id).values_list("claimant_id", flat=True).first()
    return sheet(found, actor, known_at) if found else None


def entries(actor: Actor, before: int | None = None, text: str = "") -> tuple[tuple[Entry, ...], int | None]:
    """The newest decisions first, ``PAGE`` at a time, made before the one with id ``before``; and where the next page
    begins (None: this is the last). ``text`` finds by 宛名番号 or by the decision's number. Numbers only: whose they are
    is a look at a person, and who knows a name looks for its number where that is recorded. Raises NotAllowed."""
    require_keeper(actor, GRANT, "ledger.view")
    rows = Decision.objects.order_by("-id")
    if text.strip():
        rows = rows.filter(_what(text))
    found = list((rows if before is None else rows.filter(id__lt=before))[: PAGE + 1])
    page = tuple(_entry(each) for each in found[:PAGE])
    return page, page[-1].id if len(found) > PAGE else None


def _what(text: str) -> Q:
    """The whole 宛名番号, the whole number of a decision (海子第12号), or only its digits."""
    plain, digits = "".join(unicodedata.normalize("NFKC", text).split()), plain_digits(text)
    if is_atenabango(digits):
        return Q(claimant_id=digits)
    return Q(number__endswith=f"第{plain}号") if plain.isdecimal() else Q(number=plain)


def _entry(row: Decision) -> Entry:
    catalog = versions.current()
    procedure = catalog.procedures.get(row.procedure) if catalog else None
    return Entry(
        id=row.pk,
        atenabango=row.claimant_id,
        case_id=row.case_id,
        kind=row.kind,
        titles=procedure.titles if procedure else None,
        number=row.number,
        decided_on=row.decided_on,
        claimed_on=row.claimed_on,
        starts=row.starts,
        rule_version=row.rule_version,
        amount=row.amount,
        stated=tuple((str(label), str(text)) for label, text in row.stated),
    )


def _numbers(atenabango: str) -> dict[int, str]:
    return dict(Decision.objects.filter(claimant_id=atenabango).values_list("pk", "number"))


def _months(row: AllowanceVersion, numbers: dict[int, str]) -> Months:
    return Months(
        starts=row.valid.lower,
        ends=row.valid.upper,
        monthly=row.monthly,
        children=tuple(row.children),
        reasons=tuple(row.reasons),
        articles=tuple(row.articles),
        number=numbers[row.decision_id],
        known_from=row.known.lower,
        known_to=row.known.upper,
    )
