"""Which catalogs this zone keeps and which is in force. Read often, changed rarely: cached in each process.

The signature is checked by who receives a version (the gateway knows keys, this package does not); here it is kept.
"""

import hashlib
import threading
import time
from collections import OrderedDict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet, Subquery
from django.utils import timezone

from dokodemo.catalog.compiled import form_of
from dokodemo.catalog.models import CatalogVersion, OfferedProcedure, Succession
from dokodemo.catalog.schema import Catalog, Listed, Procedure, Text
from dokodemo.catalog.succession import Chain, Move, chain, read_through

#: How long a process may still show the version before.
REFRESH_SECONDS = 2.0
#: Versions kept ready in a process; older cases read theirs again.
MOST_READY = 16


class VersionMissing(LookupError):
    """This zone has no catalog with that hash."""


@dataclass
class _InForce:
    hash: str | None = None
    looked: float = float("-inf")


@dataclass
class _Gone:
    hash: str | None = None
    procedures: Mapping[str, Procedure] = field(default_factory=dict)


@dataclass
class _Moved:
    """The reorganisations as this process knows them; ``last`` is the last row that was read, None for not yet."""

    last: int | None = None
    chain: Chain = field(default_factory=Chain)
    read: dict[str, Catalog] = field(default_factory=dict)


_gone = _Gone()
_moved = _Moved()
_lock = threading.Lock()
_ready: OrderedDict[str, Catalog] = OrderedDict()
_in_force = _InForce()


def store(content: bytes, signature: bytes, signer: str) -> str:
    """Keep a version and give its hash; the same bytes again change nothing. Raises CatalogUnreadable."""
    name = hashlib.sha256(content).hexdigest()
    if name not in _ready:  # what is ready was read
        Catalog.from_bytes(content)
    CatalogVersion.objects.get_or_create(
        hash=name, defaults={"content": content, "signature": signature, "signer": signer}
    )
    return name


def activate(name: str) -> None:
    """Put a stored version in force in this zone, from now on. Raises VersionMissing.

    The newest activation counts; to go back to an older version is to activate it again.
    """
    if not CatalogVersion.objects.filter(hash=name).update(activated_at=timezone.now()):
        raise VersionMissing(f"no catalog {name} is stored here: fetch it before it is activated")
    OfferedProcedure.objects.bulk_create(
        [OfferedProcedure(procedure=each, hash=name) for each in sorted(at(name).procedures)],
        update_conflicts=True,
        unique_fields=["procedure"],
        update_fields=["hash"],
    )
    transaction.on_commit(forget)


def current() -> Catalog | None:
    """The version in force, None before the first. At most one query every two seconds a process."""
    if time.monotonic() - _in_force.looked >= REFRESH_SECONDS:
        _look()
    return at(_in_force.hash) if _in_force.hash else None


def gone() -> Mapping[str, Procedure]:
    """The procedures that were offered here once and are not in the version in force, each as it was offered last: what
    was begun, sent or registered under them goes on. Read once for each version in force."""
    catalog = current()
    if catalog is None or _in_force.hash is None:
        return {}
    known = _in_force.hash
    if _gone.hash != known:
        rows = OfferedProcedure.objects.exclude(procedure__in=list(catalog.procedures))
        _gone.procedures = {
            procedure: at(name).procedures[procedure]
            for procedure, name in rows.values_list("procedure", "hash")
        }
        _gone.hash = known
    return _gone.procedures


def known() -> Mapping[str, Procedure]:
    """The procedures in force, and those that were offered here once."""
    catalog = current()
    return {**gone(), **(catalog.procedures if catalog else {})}


def procedure_now(procedure: str) -> Procedure | None:
    """The procedure as it is offered now, or was last: for lists of cases, which do not read each one's version."""
    catalog = current()
    return (catalog.procedures.get(procedure) if catalog else None) or gone().get(procedure)


def procedure_title(procedure: str) -> Text:
    """What a procedure is called as it is offered, or was last; its identifier where nobody here knows it."""
    found = procedure_now(procedure)
    return found.titles if found else Text(ja=procedure, en=procedure)


def section_title(section: str) -> Text:
    """What a section is called; its identifier where the version in force has none such."""
    catalog = current()
    found = catalog.sections.get(section) if catalog else None
    return found.title if found else Text(ja=section, en=section)


def at(name: str) -> Catalog:
    """The version with this hash, in force or not, its procedures at the sections that have them now (``succession``).
    Raises VersionMissing."""
    if _moved.last is None:
        _follow(_last_row())
    if not _moved.chain.plans:
        return _as_made(name)
    known, chain_ = _moved.read, _moved.chain
    if name not in known:
        if len(known) >= MOST_READY:
            known.clear()
        # Not by ``current``: what an open transaction has activated is not in force in this process yet.
        newest = _in_force.hash or _newest().values_list("hash", flat=True).first()
        in_force = _as_made(newest).sections if newest else {}
        known[name] = read_through(_as_made(name), chain_, in_force)
    return known[name]


def follow(listed: Listed) -> str:
    """The section that has this procedure now, asked of the database and not of what the process remembers. One query;
    two when there was a reorganisation since."""
    _follow(_last_row())
    return _moved.chain.section(listed.section, listed.id)


def moved() -> Chain:
    """The reorganisations so far, asked of the database. One query; two when there was one since."""
    _follow(_last_row())
    return _moved.chain


def succeed(plan: UUID, moves: Iterable[Move]) -> None:
    """From this transaction on these sections hand their work over; the same plan again changes nothing."""
    Succession.objects.bulk_create(
        [Succession(plan=plan, old=each.old, procedure=each.procedure, new=each.new) for each in moves],
        ignore_conflicts=True,
    )
    transaction.on_commit(forget)


def _newest() -> QuerySet[CatalogVersion]:
    return CatalogVersion.objects.filter(activated_at__isnull=False).order_by("-activated_at", "-stored_at")


def _look() -> None:
    """Which version is in force, and up to which reorganisation. One query; two when there was one since."""
    last = Subquery(Succession.objects.order_by("-id").values("id")[:1])
    before = _in_force.hash
    _in_force.hash, row = _newest().annotate(moved=last).values_list("hash", "moved").first() or (None, None)
    _in_force.looked = time.monotonic()
    _follow(row or 0)
    if before != _in_force.hash:  # where successors are declared
        _moved.read = {}


def _last_row() -> int:
    return Succession.objects.order_by("-id").values_list("id", flat=True).first() or 0


def _follow(last: int) -> None:
    """Read the reorganisations when there is one that this process does not know."""
    if _moved.last == last:
        return
    rows = Succession.objects.order_by("id").values_list("plan", "old", "procedure", "new") if last else ()
    _moved.chain, _moved.read = chain(rows), {}
    _moved.last = last
    _gone.hash = None


def _as_made(name: str) -> Catalog:
    with _lock:
        found = _ready.get(name)
        if found is not None:
            _ready.move_to_end(name)
            return found
    content = CatalogVersion.objects.filter(hash=name).values_list("content", flat=True).first()
    if content is None:
        raise VersionMissing(f"no catalog {name} is stored here")
    catalog = Catalog.from_bytes(bytes(content))
    for procedure in catalog.procedures.values():
        form_of(procedure)
    with _lock:
        _ready[name] = catalog
        while len(_ready) > MOST_READY:
            _ready.popitem(last=False)
    return catalog


def signature_of(name: str) -> tuple[bytes, bytes, str]:
    """(content, signature, signer) of a stored version, to be sent on. Raises VersionMissing."""
    row = CatalogVersion.objects.filter(hash=name).values_list("content", "signature", "signer").first()
    if row is None:
        raise VersionMissing(f"no catalog {name} is stored here")
    return bytes(row[0]), bytes(row[1]), row[2]


def forget() -> None:
    """Look again at the next call; versions that are ready stay, for they never change."""
    _in_force.looked = float("-inf")
    _gone.hash = None
    _moved.last = None
