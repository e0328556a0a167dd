"""Every read of the ledger of the child allowance."""

import unicodedata
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Q

from dokodemo.base import bitemporal
from dokodemo.base.actor import Actor
from dokodemo.base.audit import actions as audit
from dokodemo.casework.cases.rights import require_keeper
from dokodemo.core.child_allowance import EFFECT
from dokodemo.core.child_allowance.models import AllowanceVersion, Claim
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
class Granted:
    """A decision that made entries. ``id`` is its place in the order of decisions."""

    id: int
    atenabango: str
    number: str
    decided_on: date
    claimed_on: date
    starts: date
    rule_version: str


@dataclass(frozen=True)
class Sheet:
    """The whole ledger of one person as it was held at ``known_at`` (None: now)."""

    atenabango: str
    name: str
    kana: str
    address: str
    known_at: datetime | None
    months: tuple[Months, ...]
    claims: tuple[Granted, ...]
    instants: tuple[datetime, ...]


def ledger(atenabango: str, on: date | None = None) -> Months | None:
    """What is paid for the month of ``on`` (today when None), as held now; None when nothing."""
    row = bitemporal.current(AllowanceVersion, atenabango, on)
    return _months(row, _numbers(atenabango)) if row else None


def sheet(atenabango: str, actor: Actor, known_at: datetime | None = None) -> Sheet | None:
    """The ledger to look at, with the record of the look. None: nobody, or nothing was ever entered. Raises NotAllowed."""
    require_keeper(actor, EFFECT, "ledger.view")
    instants = bitemporal.instants(AllowanceVersion, atenabango)
    person = residents.person(atenabango)
    if person is None or not instants:
        return None
    audit.record(actor, "person.view", object_kind="child_allowance", subject=atenabango)
    claims = list(Claim.objects.filter(claimant_id=atenabango).order_by("made_at"))
    numbers = {claim.pk: claim.number for claim in claims}
    rows = bitemporal.known_at(AllowanceVersion, atenabango, known_at)
    return Sheet(
        atenabango=atenabango,
        name=person.name,
        kana=person.kana,
        address=person.address,
        known_at=known_at,
        months=tuple(_months(row, numbers) for row in rows),
        claims=tuple(_granted(each) for each in claims),
        instants=tuple(instants),
    )


def sheet_of_claim(claim_id: int, actor: Actor, known_at: datetime | None = None) -> Sheet | None:
    """The ledger of the person of one claim. None: no such claim. Raises NotAllowed."""
    require_keeper(actor, EFFECT, "ledger.view")
    found = Claim.objects.filter(id=claim_id).values_list("claimant_id", flat=True).first()
    return sheet(found, actor, known_at) if found else None


def claims(actor: Actor, before: int | None = None, text: str = "") -> tuple[tuple[Granted, ...], int | None]:
    """The newest decisions first, ``PAGE`` at a time, made before the one with id ``before``; and where the next page
    begins (None: this is the last). ``text`` finds by 宛名番号 or by the decision's number. Numbers only: whose they are
    is a look at a person, and who knows a name looks for its number where that is recorded. Raises NotAllowed."""
    require_keeper(actor, EFFECT, "ledger.view")
    rows = Claim.objects.order_by("-id")
    if text.strip():
        rows = rows.filter(_what(text))
    found = list((rows if before is None else rows.filter(id__lt=before))[: PAGE + 1])
    page = tuple(_granted(each) for each in found[:PAGE])
    return page, page[-1].id if len(found) > PAGE else None


def _what(text: str) -> Q:
    """The whole 宛名番号, the whole number of a decision (海子第12号), or only its digits."""
    plain, digits = "".join(unicodedata.normalize("NFKC", text).split()), plain_digits(text)
    if is_atenabango(digits):
        return Q(claimant_id=digits)
    return Q(number__endswith=f"第{plain}号") if plain.isdecimal() else Q(number=plain)


def _granted(row: Claim) -> Granted:
    return Granted(
        row.pk, row.claimant_id, row.number, row.decided_on, row.claimed_on, row.starts, row.rule_version
    )


def _numbers(atenabango: str) -> dict[int, str]:
    return dict(Claim.objects.filter(claimant_id=atenabango).values_list("pk", "number"))


def _months(row: AllowanceVersion, numbers: dict[int, str]) -> Months:
    return Months(
        starts=row.valid.lower,
        ends=row.valid.upper,
        monthly=row.monthly,
        children=tuple(row.children),
        reasons=tuple(row.reasons),
        articles=tuple(row.articles),
        number=numbers[row.claim_id],
        known_from=row.known.lower,
        known_to=row.known.upper,
    )
