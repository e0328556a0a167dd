"""Every read: the version in force and its road, what is proposed, what a proposal changes."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from dokodemo.base import config
from dokodemo.base.actor import Actor
from dokodemo.base.audit.actions import record
from dokodemo.casework.cases.rights import NotAllowed
from dokodemo.catalog import changes, versions
from dokodemo.catalog.changes import Changes
from dokodemo.catalog.schema import Catalog
from dokodemo.gateway import catalogs
from dokodemo.gateway.catalogs import Stage
from dokodemo.office.publishing.models import INSTALLATION, Proposal

#: How many of those that were published or taken back the list shows.
EARLIER = 20


@dataclass(frozen=True)
class Row:
    """A proposal in a list. ``end``: open, published or dropped; ``by_installation``: no person proposed it."""

    number: int
    hash: str
    via: str
    note: str
    proposed_by: str
    proposed_name: str
    proposed_at: datetime
    end: str
    ended_name: str
    ended_at: datetime | None
    by_installation: bool


@dataclass(frozen=True)
class Road:
    """How far a published version is. An instant that is None has not come: core ``keeps`` it, then ``office`` and
    ``core`` act by it, then ``internet`` offers it to residents."""

    published_at: datetime | None
    core_keeps: datetime | None
    office_acts: datetime | None
    core_acts: datetime | None
    internet_offers: datetime | None
    has_core: bool
    has_internet: bool

    @property
    def complete(self) -> bool:
        return self.internet_offers is not None if self.has_internet else self.office_acts is not None


@dataclass(frozen=True)
class Overview:
    """``current`` is the version published last; ``waiting`` are proposals to be judged."""

    current: Row | None
    road: Road | None
    waiting: tuple[Row, ...]
    earlier: tuple[Row, ...]


@dataclass(frozen=True)
class Sheet:
    """One proposal to be judged. ``changes`` against the version published last. ``outdated``: that is not the one it
    was proposed against."""

    row: Row
    catalog: Catalog
    changes: Changes
    road: Road | None
    outdated: bool
    may_publish: bool
    mine: bool


def newest() -> Catalog | None:
    """The version published last: what the next one is compared with, also while core has not acknowledged it."""
    hash_ = (
        Proposal.objects.filter(published_at__isnull=False)
        .order_by("-published_at", "-pk")
        .values_list("hash", flat=True)
        .first()
    )
    return versions.at(hash_) if hash_ else versions.current()


def changes_of(content: bytes | memoryview, before: Catalog | None) -> Changes:
    return changes.between(before, Catalog.from_bytes(bytes(content)))


def may_publish(actor: Actor, proposed_by: str, found: Changes) -> bool:
    """Whether this is a second person: another operator, or the approver of every section whose procedures change."""
    if actor.kind != "staff" or actor.id == proposed_by:
        return False
    if actor.may("operator"):
        return True
    return actor.may("approver") and bool(found.sections) and found.sections <= actor.sections


def overview(actor: Actor) -> Overview:
    """The page of the room. Raises NotAllowed."""
    _require(actor)
    record(actor, "catalog.list")
    rows = Proposal.objects.defer("content")
    current = rows.filter(published_at__isnull=False).order_by("-published_at", "-pk").first()
    waiting = rows.filter(published_at=None, dropped_at=None).order_by("-pk")[:EARLIER]
    earlier = rows.filter(Q(published_at__isnull=False) | Q(dropped_at__isnull=False)).order_by("-pk")
    return Overview(
        _row(current) if current else None,
        _road(current) if current else None,
        tuple(map(_row, waiting)),
        tuple(_row(each) for each in earlier[:EARLIER] if current is None or each.pk != current.pk),
    )


def sheet(actor: Actor, number: int) -> Sheet | None:
    """One proposal; None when there is none. Raises NotAllowed."""
    _require(actor)
    row = Proposal.objects.filter(pk=number).first()
    if row is None:
        return None
    record(actor, "catalog.view", object_kind="catalog", object_id=row.hash)
    is_open = row.published_at is None and row.dropped_at is None
    before = newest() if is_open else (_at(row.base_hash) if row.base_hash else None)
    catalog = Catalog.from_bytes(bytes(row.content))
    found = changes.between(before, catalog)
    return Sheet(
        row=_row(row),
        catalog=catalog,
        changes=found,
        road=_road(row) if row.published_at else None,
        outdated=is_open and row.base_hash != (before.hash if before else ""),
        may_publish=is_open and may_publish(actor, row.proposed_by, found),
        mine=actor.id == row.proposed_by,
    )


def catalog_of(actor: Actor, number: int) -> Catalog | None:
    """What is proposed, for a preview; None when there is none. Raises NotAllowed."""
    _require(actor)
    row = Proposal.objects.filter(pk=number).first()
    return Catalog.from_bytes(bytes(row.content)) if row else None


def _at(hash_: str) -> Catalog | None:
    try:
        return versions.at(hash_)
    except versions.VersionMissing:
        return None


def _require(actor: Actor) -> None:
    if actor.kind != "staff" or not actor.may("operator", "approver"):
        raise NotAllowed("catalog.list")


def _row(row: Proposal) -> Row:
    end = "published" if row.published_at else "dropped" if row.dropped_at else "open"
    return Row(
        number=int(row.pk),
        hash=row.hash,
        via=row.via,
        note=row.note,
        proposed_by=row.proposed_by,
        proposed_name=row.proposed_name,
        proposed_at=row.proposed_at,
        end=end,
        ended_name=row.published_name or row.dropped_name or "",
        ended_at=row.published_at or row.dropped_at,
        by_installation=row.via == INSTALLATION,
    )


def _road(row: Proposal) -> Road:
    said: Mapping[str, Stage] = catalogs.stages(row.hash)
    peers = config.load().peers
    core, office, internet = said.get("core"), said.get("office"), said.get("internet")
    return Road(
        published_at=row.published_at,
        core_keeps=core.kept_at if core else None,
        office_acts=office.in_force_at if office else None,
        core_acts=core.in_force_at if core else None,
        internet_offers=internet.in_force_at if internet else None,
        has_core="core" in peers,
        has_internet="internet" in peers,
    )
