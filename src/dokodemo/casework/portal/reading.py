"""From a package to an application at the door of this zone: whose it is, what it says, what its signature is worth."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from dokodemo.base import clock, config, files
from dokodemo.casework.cases import facts, receipts, states
from dokodemo.casework.cases.actions import arrive
from dokodemo.casework.cases.bodies import AttachedFile
from dokodemo.casework.portal.package import Attached, Broken, Package, open_package, said_in
from dokodemo.catalog import forms, from_portal, versions
from dokodemo.catalog.portal import PortalMapping
from dokodemo.catalog.schema import Catalog, Procedure
from dokodemo.gateway import signature


@dataclass(frozen=True)
class Ticket:
    """What this zone knows of a package before it is opened. ``count`` makes the receipt number. ``form`` and its
    ``catalog``: those of the case that a corrected package (``version`` > 1) is for."""

    number: str
    procedure_id: str
    application: UUID
    count: int
    version: int = 1
    form: Procedure | None = None
    catalog: str = ""


def destination(catalog: Catalog, procedure_id: str) -> tuple[PortalMapping, Procedure] | None:
    """How a procedure of the portal is read, and which of ours it is; None where it is not this zone's."""
    mapping = catalog.portal_mapping(procedure_id)
    procedure = catalog.procedures.get(mapping.id) if mapping else None
    if mapping is None or procedure is None or procedure.zone != config.load().zone:
        return None
    return mapping, procedure


def arrival_of(content: bytes, ticket: Ticket, catalog: Catalog) -> arrive.Arrival:
    """The application in a package; its attachments are stored, each under a key of its own. Raises Broken."""
    package = open_package(content)
    if package.number != ticket.number:
        raise Broken("number_differs")
    if package.version != ticket.version:
        raise Broken("version_differs")
    if package.city != catalog.city.code:
        raise Broken("other_city")
    known = _known(ticket, catalog)
    if known is None or package.procedure_id != ticket.procedure_id:
        raise Broken("procedure_unknown", package.procedure_id)
    mapping, procedure = known[0], ticket.form or known[1]
    said = from_portal.read(
        mapping, [each for page in procedure.pages for each in page.fields], said_in(package, mapping)
    )
    if said.unknown:
        raise Broken("item_unknown", "、".join(dict.fromkeys(said.unknown)))
    attachments = _attachments(package.attached, mapping)
    arrived_at, doubts = arrive.arrival_of(package.arrived_at)
    return arrive.Arrival(
        id=ticket.application,
        receipt=receipts.make(clock.legal_date(arrived_at), "portal", config.load().zone, ticket.count),
        procedure=procedure,
        catalog=ticket.catalog or catalog.hash,
        arrived_at=arrived_at,
        values=_asked(procedure, said.values, arrived_at),
        private=said.private,
        evidence=_evidence(package, procedure, arrived_at, doubts),
        attachments=[_stored(each, name) for each, name in attachments],
        delivery="paper",
        entrance=states.PORTAL,
        entrance_number=ticket.number,
    )


def _known(ticket: Ticket, catalog: Catalog) -> tuple[PortalMapping, Procedure] | None:
    """How it is read: by the mapping in force, because only that one can be mended. Where that is none for its case's
    procedure any more, what was asked for can still be answered: by the mapping of the version that the case has."""
    found = destination(catalog, ticket.procedure_id)
    if ticket.form and (found is None or found[1].id != ticket.form.id):
        found = destination(versions.at(ticket.catalog), ticket.procedure_id)
    return found


def _asked(procedure: Procedure, values: dict[str, Any], arrived_at: datetime) -> dict[str, Any]:
    """Only what our form would have asked, as our own pages send it; everything while something does not hold, because
    what hides a question may be the very answer that is wrong."""
    wrong = forms.validate(procedure, values, "ja", clock.legal_date(arrived_at))
    return values if wrong else forms.prune(procedure, values)


def _attachments(attached: Sequence[Attached], mapping: PortalMapping) -> list[tuple[Attached, str]]:
    """Each with the attachment of ours that it is. Whether it can be opened is the opening room's to say."""
    ours = {each.document: each.attachment for each in mapping.documents}
    for each in attached:
        if each.document not in ours:
            raise Broken("document_unknown", each.document)
    return [(each, ours[each.document]) for each in attached]


def _stored(each: Attached, attachment: str) -> AttachedFile:
    return AttachedFile.stored(uuid.uuid4(), attachment, each.name, files.seal_file(each.content))


def _evidence(
    package: Package, procedure: Procedure, arrived_at: datetime, doubts: list[str]
) -> dict[str, Any]:
    """The card's signature over the whole package, checked here; as the case keeps it.

    The holder's items count as those of who applies only where the signature holds."""
    if package.signature is None and procedure.identity != "sign":
        return facts.kept_evidence("none", False, ["none_only", *doubts])
    proof = {"signature": package.signature} if package.signature else {}
    found = signature.verify(proof, package.signed, arrived_at)
    kept = facts.kept_evidence(facts.JPKI, found.verified, doubts, found.items if found.verified else {})
    kept["signature"] = facts.kept_signature(found, package.signed, package.signature)
    return kept
