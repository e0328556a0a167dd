"""Every write: propose, publish with a second person, take back; and the installation's own first version."""

from django.db import connection, transaction

from dokodemo.base import clock, config
from dokodemo.base.actor import Actor
from dokodemo.base.audit.actions import record
from dokodemo.casework.cases.rights import NotAllowed, NotPossible
from dokodemo.catalog import changes
from dokodemo.catalog.schema import Catalog
from dokodemo.gateway import catalogs
from dokodemo.office.publishing import queries
from dokodemo.office.publishing.models import COMMAND, INSTALLATION, UPLOAD, Proposal

__all__ = ["COMMAND", "UPLOAD", "drop", "propose", "publish", "publish_by_installation"]


@transaction.atomic
def propose(catalog: Catalog, actor: Actor, via: str, note: str = "") -> int:
    """Keep a checked version for a second person to judge. Returns its number.

    Raises NotAllowed; NotPossible: nothing_changes, proposed_already, or unexplained (a procedure vanishes without a
    word; ``problems`` has the file that is missing, by procedure)."""
    if actor.kind != "staff" or not actor.may("operator"):
        raise NotAllowed("catalog.propose")
    _one_at_a_time()
    before = queries.newest()
    found = changes.between(before, catalog)
    if before is not None and found.none:
        raise NotPossible("nothing_changes")
    silent = changes.unexplained(found)
    if silent:
        raise NotPossible(
            "unexplained", {each.procedure: f"withdrawn/{each.procedure}.yaml" for each in silent}
        )
    if Proposal.objects.filter(hash=catalog.hash, published_at=None, dropped_at=None).exists():
        raise NotPossible("proposed_already")
    kept = Proposal.objects.create(
        hash=catalog.hash,
        content=catalog.to_bytes(),
        base_hash=before.hash if before else "",
        via=via,
        note=note,
        proposed_by=actor.id,
        proposed_name=actor.name,
        proposed_at=clock.now(),
    )
    record(
        actor, "catalog.propose", object_kind="catalog", object_id=catalog.hash,
        detail={"via": via, "procedures": len(found.procedures)},
    )  # fmt: skip
    return int(kept.pk)


@transaction.atomic
def publish(actor: Actor, number: int) -> str:
    """Sign the version and send it on its way. Returns its hash.

    Raises NotAllowed (also for who proposed it), Proposal.DoesNotExist; NotPossible: closed, or outdated (another
    version was published since it was compared: it would undo that one)."""
    _one_at_a_time()
    row = Proposal.objects.select_for_update().get(pk=number)
    if row.published_at or row.dropped_at:
        raise NotPossible("closed")
    before = queries.newest()
    if not queries.may_publish(actor, row.proposed_by, queries.changes_of(row.content, before)):
        raise NotAllowed("catalog.publish")
    if row.base_hash != (before.hash if before else ""):
        raise NotPossible("outdated")
    row.published_by, row.published_name, row.published_at = actor.id, actor.name, clock.now()
    row.save(update_fields=["published_by", "published_name", "published_at"])
    return catalogs.publish(bytes(row.content), actor)


@transaction.atomic
def drop(actor: Actor, number: int) -> None:
    """Take a proposal back, or turn it down. Raises NotAllowed, Proposal.DoesNotExist, NotPossible: closed."""
    row = Proposal.objects.select_for_update().get(pk=number)
    if actor.kind != "staff" or not actor.may("operator"):
        raise NotAllowed("catalog.drop")
    if row.published_at or row.dropped_at:
        raise NotPossible("closed")
    row.dropped_by, row.dropped_name, row.dropped_at = actor.id, actor.name, clock.now()
    row.save(update_fields=["dropped_by", "dropped_name", "dropped_at"])
    record(actor, "catalog.drop", object_kind="catalog", object_id=row.hash)


@transaction.atomic
def publish_by_installation(catalog: Catalog) -> str | None:
    """The first version of a new house, for which there are no two people yet; and every version of a house for
    development (``./run``), where the folder of the city is the source and all of it is invented. Recorded as "by the
    installation". Returns the hash, or None where two people are needed."""
    _one_at_a_time()
    before = queries.newest()
    if before is not None and not config.load().development:
        return None
    now = clock.now()
    Proposal.objects.filter(hash=catalog.hash, published_at=None, dropped_at=None).update(
        dropped_by=INSTALLATION, dropped_name=INSTALLATION, dropped_at=now
    )
    Proposal.objects.create(
        hash=catalog.hash,
        content=catalog.to_bytes(),
        base_hash=before.hash if before else "",
        via=INSTALLATION,
        proposed_by=INSTALLATION,
        proposed_name=INSTALLATION,
        proposed_at=now,
        published_by=INSTALLATION,
        published_name=INSTALLATION,
        published_at=now,
    )
    return catalogs.publish(catalog.to_bytes())


def _one_at_a_time() -> None:
    """Two versions published at once would each be compared with the one before both."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('catalog publishing'))")
