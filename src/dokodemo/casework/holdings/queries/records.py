"""The records of disposal (廃棄記録), and what is held back from it."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import QuerySet

from dokodemo.base import clock
from dokodemo.base.actor import Actor
from dokodemo.base.audit.actions import record
from dokodemo.casework.holdings.models import GONE, Hold, Item, Rule
from dokodemo.casework.holdings.rights import sections_of
from dokodemo.catalog.schema import Text
from dokodemo.catalog.versions import procedure_title
from dokodemo.values.cells import as_csv
from dokodemo.values.numbers import plain_digits

PAGE = 50
MOST_EXPORTED = 10_000


@dataclass(frozen=True)
class Record:
    """One case that is no longer here."""

    id: int
    run: int
    receipt: str
    title: Text
    section: str
    decided_on: date
    gone_at: datetime


@dataclass(frozen=True)
class Held:
    """One case that is held back. ``over``: its last day has passed, it holds no longer. ``case_id``: where it is shown, for
    those whose business the case is."""

    id: int
    receipt: str
    case_id: UUID | None
    title: Text
    section: str
    reason: str
    note: str
    until: date
    over: bool
    by_name: str
    at: datetime
    may_end: bool


@dataclass(frozen=True)
class Page:
    """``after`` begins the next page (None: this is the last)."""

    rows: tuple[Record, ...]
    after: int | None


@dataclass(frozen=True)
class Holds:
    rows: tuple[Held, ...]
    after: int | None


def page(actor: Actor, receipt: str = "", after: int = 0) -> Page:
    """What was destroyed, the newest first, ``PAGE`` at a time; ``receipt`` finds the one with that number, hyphens or not.
    The look leaves its record. Raises NotAllowed."""
    found = _mine(actor)
    if receipt.strip():
        found = found.filter(receipt_digits=plain_digits(receipt))
    if after:
        found = found.filter(id__lt=after)
    rows = [_record(each) for each in found.order_by("-id")[: PAGE + 1]]
    record(actor, "disposal.records", detail={"hits": min(len(rows), PAGE)})
    return Page(tuple(rows[:PAGE]), rows[PAGE - 1].id if len(rows) > PAGE else None)


def export(actor: Actor) -> str:
    """The newest records as CSV (at most 10,000, said in the last row). No cell is a formula. Raises NotAllowed."""
    found = list(_mine(actor).select_related("run").order_by("-id")[: MOST_EXPORTED + 1])
    rules = {
        (each.run_id, each.procedure): each
        for each in Rule.objects.filter(run__in={each.run_id for each in found})
    }
    rows = [
        ["受付番号", "手続きのID", "手続き", "課", "決定か取下げの日", "廃棄した日時", "廃棄の番号", "保存年数", "起算の規則", "提案した人", "確認した人"]
    ]  # fmt: skip
    for each in found[:MOST_EXPORTED]:
        rule = rules.get((each.run_id, each.procedure))
        rows.append([
            each.receipt, each.procedure, procedure_title(each.procedure).ja, each.section, each.decided_on.isoformat(),
            each.at.astimezone(clock.TOKYO).isoformat(timespec="seconds") if each.at else "", str(each.run_id),
            str(rule.years) if rule else "", f"{rule.before.isoformat()}より前に終わったもの" if rule else "", each.run.proposed_name,
            each.run.confirmed_name,
        ])  # fmt: skip
    if len(found) > MOST_EXPORTED:
        rows.append([f"新しい{MOST_EXPORTED}件だけです。これより古い記録があります。"])
    record(actor, "disposal.export", detail={"rows": min(len(found), MOST_EXPORTED)})
    return as_csv(rows)


def holds(actor: Actor, after: int = 0) -> Holds:
    """What is held back, the newest first. The look leaves its record. Raises NotAllowed."""
    sections, today = sections_of(actor, "disposal.holds"), clock.today()
    found = Hold.objects.filter(ended_at=None)
    if sections is not None:
        found = found.filter(section__in=sections)
    if after:
        found = found.filter(id__lt=after)
    rows = [
        Held(
            int(each.pk), each.receipt, each.case_id if _works_in(actor, each.section) else None, procedure_title(each.procedure),
            each.section, each.reason, each.note, each.until, each.until < today, each.by_name, each.at,
            _works_in(actor, each.section),
        )
        for each in found.order_by("-id")[: PAGE + 1]
    ]  # fmt: skip
    record(actor, "disposal.holds", detail={"hits": min(len(rows), PAGE)})
    return Holds(tuple(rows[:PAGE]), rows[PAGE - 1].id if len(rows) > PAGE else None)


def _works_in(actor: Actor, section: str) -> bool:
    return section in actor.sections and actor.may("clerk", "approver")


def _mine(actor: Actor) -> QuerySet[Item]:
    sections = sections_of(actor, "disposal.records")
    found = Item.objects.filter(state=GONE)
    return found if sections is None else found.filter(section__in=sections)


def _record(item: Item) -> Record:
    assert item.at is not None  # the database holds it
    return Record(
        int(item.pk),
        item.run_id,
        item.receipt,
        procedure_title(item.procedure),
        item.section,
        item.decided_on,
        item.at,
    )
