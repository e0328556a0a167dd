"""Which catalogs this zone keeps and which is in force. Read often, changed rarely: cached in each process.

The signature is checked by who receives a version (the gateway knows keys, this package does not); here it is kept.
"""

import hashlib
import threading
import time
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field

from django.db import transaction
from django.utils import timezone

from dokodemo.catalog.compiled import form_of
from dokodemo.catalog.models import CatalogVersion, OfferedProcedure
from dokodemo.catalog.schema import Catalog, Procedure

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


_gone = _Gone()
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
    """The version in force, None before the first. At most one query of one column every two seconds a process."""
    now = time.monotonic()
    if now - _in_force.looked >= REFRESH_SECONDS:
        newest = CatalogVersion.objects.filter(activated_at__isnull=False).order_by(
            "-activated_at", "-stored_at"
        )
        _in_force.hash = newest.values_list("hash", flat=True).first()
        _in_force.looked = now
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


def at(name: str) -> Catalog:
    """The version with this hash, in force or not. Raises VersionMissing."""
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
