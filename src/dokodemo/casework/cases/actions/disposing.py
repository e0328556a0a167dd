"""A case is destroyed (廃棄): every row of it in this room, in the order in which they hang on each other.

Who may have it done, and which cases, is ``casework.holdings``; what other rooms hold of a case goes before
(``casework.disposing``)."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from dokodemo.base import clock
from dokodemo.casework.cases import states
from dokodemo.casework.cases.actions.bulk import unfinished
from dokodemo.casework.cases.actions.files import named
from dokodemo.casework.cases.models import (
    AttachmentPart,
    Case,
    CaseAsked,
    CaseAttachment,
    CaseContact,
    CaseCorrection,
    CaseCount,
    CaseDecision,
    CaseDocument,
    CaseFee,
    CaseLink,
    CaseMention,
    CaseNote,
    CasePresence,
    CasePrint,
    CaseSeat,
    CaseVersion,
    CaseWithdrawal,
    EvidenceSeen,
)
from dokodemo.casework.disposing import Gone

__all__ = ["Ended", "count", "dispose", "hold_ended", "named", "unfinished"]


@dataclass(frozen=True)
class Ended:
    """A case that is locked to be destroyed: whose it is (宛名番号 or "") and ``on`` which day it ended, as it stands now."""

    person: str
    on: date


def hold_ended(section: str, cases: Collection[UUID]) -> dict[UUID, Ended]:
    """These cases as far as they are there, of that section and ended: locked until the transaction ends."""
    found = Case.objects.select_for_update().filter(id__in=cases, section=section, state__in=states.ENDED)
    held = list(found.order_by("id"))
    # Read with the lock held, and of no others: a decided case may have a withdrawal that came too late.
    gone = [each.id for each in held if each.state == states.WITHDRAWN]
    withdrawn = dict(CaseWithdrawal.objects.filter(case__in=gone).values_list("case_id", "arrived_at"))
    ended = {each.id: each.decided_at or withdrawn[each.id] for each in held}
    return {each.id: Ended(each.person or "", clock.legal_date(ended[each.id])) for each in held}


def count(cases: Collection[UUID]) -> Gone:
    """What ``dispose`` would take away."""
    gone = Gone(files=_files(cases))
    for rows in _rows(cases):
        gone.rows[rows.model._meta.db_table] += rows.count()
    return gone


def dispose(section: str, cases: Collection[UUID]) -> Gone:
    """Delete them in the caller's transaction, which holds them (``hold_ended``). Returns what went."""
    # The trigger locks the counters case by case: taken before, in the order of everybody, nobody waits in a circle.
    list(CaseCount.objects.select_for_update().filter(section=section).order_by("stage", "procedure"))
    gone = Gone(files=_files(cases))
    for rows in _rows(cases):
        gone.rows[rows.model._meta.db_table] += rows.delete()[0]
    return gone


def _rows(cases: Collection[UUID]) -> Iterator[QuerySet[Any]]:
    """Every row of these cases, those first on which no other hangs."""
    yield AttachmentPart.objects.filter(attachment__case__in=cases)
    yield CaseAttachment.objects.filter(case__in=cases)
    yield CasePrint.objects.filter(document__case__in=cases)
    yield CaseDocument.objects.filter(case__in=cases)
    yield CaseMention.objects.filter(case__in=cases)
    yield CaseNote.objects.filter(case__in=cases)
    for model in (
        CaseContact,
        CaseAsked,
        CaseCorrection,
        CaseSeat,
        CaseDecision,
        CaseFee,
        CaseLink,
        CasePresence,
        CaseVersion,
        CaseWithdrawal,
    ):
        yield model._default_manager.filter(case__in=cases)
    yield EvidenceSeen.objects.filter(Q(case__in=cases) | Q(token_hash__in=_tokens(cases)))
    yield Case.objects.filter(id__in=cases)


def _tokens(cases: Collection[UUID]) -> list[bytes]:
    """The tokens that proved these: one that came with several applications is remembered by their bundle."""
    evidence = Case.objects.filter(id__in=cases).values_list("evidence", flat=True)
    return [bytes.fromhex(each["token_hash"]) for each in evidence if each.get("token_hash")]


def _files(cases: Collection[UUID]) -> set[str]:
    attachments = CaseAttachment.objects.filter(case__in=cases)
    found = {name for pair in attachments.values_list("sha256_cipher", "rebuilt_sha256") for name in pair}
    parts = AttachmentPart.objects.filter(attachment__case__in=cases)
    found.update(parts.values_list("sha256", flat=True))
    found.update(CaseDocument.objects.filter(case__in=cases).values_list("sha256", flat=True))
    return found - {""}
