"""Disposals: the list, one of them with what it takes and leaves, and the rules of a section as they stand today."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import F, Window
from django.db.models.functions import RowNumber

from dokodemo.base import clock
from dokodemo.base.actor import Actor
from dokodemo.base.audit.actions import record
from dokodemo.casework.cases.queries.disposing import procedures_ended
from dokodemo.casework.holdings import terms
from dokodemo.casework.holdings.actions.staying import years_of
from dokodemo.casework.holdings.models import CONFIRMED, LEFT, PROPOSED, Item, Rule, Run
from dokodemo.casework.holdings.rights import may_look, sections_of
from dokodemo.catalog.schema import Text
from dokodemo.catalog.versions import procedure_title

PAGE = 30
#: So many receipt numbers of a rule are shown to whoever judges a proposal.
SAMPLE = 5
#: So many of those that stay are listed.
MOST_LEFT = 100


@dataclass(frozen=True)
class Row:
    """A run in the list; figures are cases."""

    id: int
    section: str
    counted_on: date
    state: str
    chosen: int
    left: int
    gone: int
    proposed_name: str
    proposed_at: datetime


@dataclass(frozen=True)
class Page:
    """``after`` begins the next page (None: this is the last)."""

    rows: tuple[Row, ...]
    after: int | None


@dataclass(frozen=True)
class ByRule:
    """What a run takes by one rule: how many cases, rows and files, decided from when to when, and some receipt numbers."""

    title: Text
    years: int
    before: date
    chosen: int
    rows: int
    files: int
    first: date | None
    last: date | None
    sample: tuple[str, ...]


@dataclass(frozen=True)
class Stays:
    """A case that stays although its time is over."""

    receipt: str
    title: Text
    decided_on: date
    why: str


@dataclass(frozen=True)
class Sheet:
    """One run. ``waiting`` cases are still to go. ``may_confirm`` and ``may_drop``: the reader can, now."""

    row: Row
    more: bool
    waiting: int
    rules: tuple[ByRule, ...]
    left: tuple[Stays, ...]
    ended_name: str
    ended_at: datetime | None
    done_at: datetime | None
    mine: bool
    may_confirm: bool
    may_drop: bool

    @property
    def through(self) -> int:
        """How many cases were gone through so far."""
        return self.row.chosen - self.waiting


@dataclass(frozen=True)
class Standing:
    """A rule as it stands today: what of this procedure ended before that day may be destroyed."""

    title: Text
    years: int
    before: date


def page(actor: Actor, after: int = 0) -> Page:
    """The runs, the newest first. The look leaves its record. Raises NotAllowed."""
    sections = sections_of(actor, "disposal.list")
    found = Run.objects.all() if sections is None else Run.objects.filter(section__in=sections)
    if after:
        found = found.filter(id__lt=after)
    rows = [_row(each) for each in found.order_by("-id")[: PAGE + 1]]
    record(actor, "disposal.list", detail={"hits": min(len(rows), PAGE)})
    return Page(tuple(rows[:PAGE]), rows[PAGE - 1].id if len(rows) > PAGE else None)


def standing(section: str) -> tuple[Standing, ...]:
    """The rules of the procedures of which a section has ended cases."""
    today = clock.today()
    return tuple(
        Standing(procedure_title(each), years, terms.ended_before(today, years))
        for each, years in sorted(years_of(procedures_ended(section)).items())
    )


def is_open(section: str) -> bool:
    """Whether a disposal of the section is not finished."""
    return Run.objects.filter(section=section, state__in=[PROPOSED, CONFIRMED]).exists()


def sheet(actor: Actor, run_id: int) -> Sheet | None:
    """One of them, with the record of the look; None: there is none, or it is not the actor's business."""
    run = Run.objects.filter(pk=run_id).first()
    if run is None or not may_look(actor, run.section):
        return None
    record(actor, "disposal.view", object_kind="disposal", object_id=str(run.pk))
    own = run.section in actor.sections and run.state == PROPOSED
    left = Item.objects.filter(run=run, state=LEFT).order_by("id")[:MOST_LEFT]
    return Sheet(
        row=_row(run),
        more=run.more,
        waiting=run.chosen - run.left - run.gone,
        rules=_rules(run),
        left=tuple(
            Stays(each.receipt, procedure_title(each.procedure), each.decided_on, each.why) for each in left
        ),
        ended_name=run.confirmed_name or run.dropped_name,
        ended_at=run.confirmed_at or run.dropped_at,
        done_at=run.done_at,
        mine=actor.id == run.proposed_by,
        may_confirm=own and actor.may("approver") and actor.id != run.proposed_by,
        may_drop=own and actor.may("clerk", "approver"),
    )


def _rules(run: Run) -> tuple[ByRule, ...]:
    """What the run takes by each rule, with the first receipt numbers of each. Two queries."""
    place = Window(RowNumber(), partition_by=F("procedure"), order_by=F("id").asc())
    taken = Item.objects.filter(run=run).exclude(state=LEFT).annotate(place=place).filter(place__lte=SAMPLE)
    samples: dict[str, list[str]] = {}
    for procedure, receipt in taken.order_by("procedure", "id").values_list("procedure", "receipt"):
        samples.setdefault(procedure, []).append(receipt)
    return tuple(
        ByRule(
            procedure_title(rule.procedure), rule.years, rule.before, rule.chosen, rule.rows, rule.files, rule.first, rule.last,
            tuple(samples.get(rule.procedure, ())),
        )
        for rule in Rule.objects.filter(run=run).order_by("procedure")
    )  # fmt: skip


def _row(run: Run) -> Row:
    return Row(
        int(run.pk), run.section, run.counted_on, run.state, run.chosen, run.left, run.gone, run.proposed_name,
        run.proposed_at,
    )  # fmt: skip
