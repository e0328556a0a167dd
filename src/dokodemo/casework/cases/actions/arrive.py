"""An application arrives: a case, its evidence, its counters, and the word back that it is registered."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from dokodemo.base import clock, config
from dokodemo.base.actor import Actor, system
from dokodemo.base.audit.actions import record
from dokodemo.casework import people
from dokodemo.casework.cases import facts, locked, replies, states
from dokodemo.casework.cases.actions import fees, mandated, telling
from dokodemo.casework.cases.bodies import AttachedFile, Sibling, Submitted
from dokodemo.casework.cases.models import Case, CaseAttachment, CaseLink, CaseVersion
from dokodemo.casework.succession import section_now
from dokodemo.catalog import forms, versions
from dokodemo.catalog.schema import Procedure
from dokodemo.gateway import evidence as proofs
from dokodemo.gateway import signature
from dokodemo.gateway.messages import Refused
from dokodemo.values.days import days_after

CLOCKS_DIFFER = timedelta(seconds=60)
LONGEST_WAY = timedelta(days=1)


@dataclass(frozen=True)
class Arrival:
    """An application at the door of this zone, by whichever entrance. ``evidence`` is what it was found to be worth, as
    the case keeps it; ``catalog`` the hash of the version it was made under; ``public_key`` seals the answers (web); ``by`` who
    typed it in, where it came on paper or by telephone."""

    id: UUID
    receipt: str
    procedure: Procedure
    catalog: str
    arrived_at: datetime
    values: dict[str, Any]
    private: dict[str, str]
    evidence: dict[str, Any]
    attachments: Sequence[AttachedFile]
    delivery: str
    language: str = "ja"
    public_key: bytes | None = None
    entrance: str = states.WEB
    entrance_number: str = ""
    together: Sequence[Sibling] = ()
    by: Actor | None = None


@transaction.atomic(savepoint=False)  # the gateway has set one
def register(body: Submitted) -> bool:
    """Make the case of an application from our own pages; False when it is there already.

    Raises messages.Refused (the catalog version or the procedure is not known here: an operator's matter)."""
    if Case.objects.filter(id=body.application).exists():
        return False
    procedure = _procedure(body)
    arrived_at, doubts = arrival_of(body.arrived_at)
    evidence = proven(body.evidence, body.bundle or body.application, arrived_at, doubts)
    if procedure.identity == "sign":
        evidence["signature"] = signed(
            body.evidence,
            body.application,
            body.procedure,
            body.catalog,
            body.values,
            body.attachments,
            arrived_at,
        )
    admit(
        Arrival(
            id=body.application,
            receipt=body.receipt,
            procedure=procedure,
            catalog=body.catalog,
            arrived_at=arrived_at,
            values=body.values,
            private=dict(body.private),
            evidence=evidence,
            attachments=body.attachments,
            delivery=body.reply.delivery,
            language=body.language,
            public_key=body.reply.public_key,
            together=body.together,
        )
    )
    return True


@transaction.atomic(savepoint=False)
def admit(arrival: Arrival) -> None:
    """The case of an application, the same for every entrance, and the word back that it is registered.

    A form that does not hold still becomes a case, with its ``problems``: it has arrived in law."""
    procedure, evidence = arrival.procedure, arrival.evidence
    arrived_on = clock.legal_date(arrival.arrived_at)
    applicant = facts.applicant_of(procedure, arrival.values, evidence)
    is_about_another = forms.is_about_another(procedure, arrival.values)
    case = Case(
        id=arrival.id,
        receipt=arrival.receipt,
        receipt_digits=arrival.receipt.replace("-", ""),
        procedure=procedure.id,
        catalog_hash=arrival.catalog,
        section=section_now(procedure),
        state=states.ARRIVED,
        version=1,
        language=arrival.language,
        arrived_at=arrival.arrived_at,
        arrived_on=arrived_on,
        due=days_after(arrived_on, procedure.standard_days),
        registered_at=clock.now(),
        applicant_name=applicant.name,
        applicant_kana=applicant.kana,
        name_key=applicant.name_key,
        kana_key=applicant.kana_key,
        address_key=facts.address_key(applicant.address),
        evidence=evidence,
        together=[each.model_dump() for each in arrival.together],
        problems=forms.validate(procedure, arrival.values, "ja", arrived_on),
        reply_public_key=arrival.public_key,
        delivery=arrival.delivery,
        entrance=arrival.entrance,
        entrance_number=arrival.entrance_number,
        person=known_person(procedure, arrival.values, evidence),
    )
    case.save(force_insert=True)
    CaseVersion.objects.create(
        case=case,
        n=1,
        values=arrival.values,
        private=locked.lock_private(case.id, dict(arrival.private)),
        at=case.registered_at,
    )
    attach(case, arrival.attachments)
    _remember(case, evidence, arrival.by)
    _answer(case, procedure, arrival.values)
    if is_about_another:
        telling.tell_represented(case)
        mandated.ask_about(case)


def known_person(procedure: Procedure, values: Mapping[str, Any], evidence: Mapping[str, Any]) -> str | None:
    """Whom a case is linked to by itself: only where this subject, or this certificate, is known already (decision 7), and
    applies for themselves."""
    if forms.is_about_another(procedure, values):
        return None
    return people.known(facts.proven_subjects(evidence))


def _procedure(body: Submitted) -> Procedure:
    try:
        catalog = versions.at(body.catalog)
    except LookupError as error:
        raise Refused("catalog_unknown") from error
    procedure = catalog.procedures.get(body.procedure)
    if procedure is None or procedure.zone != config.load().zone:
        raise Refused("procedure_unknown")
    return procedure


def arrival_of(said: datetime) -> tuple[datetime, list[str]]:
    """The legal arrival, which is the word of a zone that is not believed: never later than now; what took long on its
    way (a zone may have been down) is marked."""
    now = clock.now()
    if said > now + CLOCKS_DIFFER:
        return now, ["arrival_ahead"]
    return said, ["arrival_late"] if now - said > LONGEST_WAY else []


def proven(
    said: Mapping[str, Any], sent: UUID, arrived_at: datetime, doubts: list[str], *, again: bool = False
) -> dict[str, Any]:
    """What the evidence is worth, checked again here, with our own issuers' keys (decision 6), as a case keeps it. ``sent``:
    the application, or the bundle, that it came with; ``again``: it may come with the same one later (an answer)."""
    result = proofs.verify_identity(said, arrived_at)
    claims = said.get("claims")
    token_hash = _hex(result.token_hash)
    return {
        "kind": result.kind,
        "issuer": result.issuer or "",
        "subject": result.subject or "",
        "verified": bool(result.verified),
        "problems": [*result.problems, *doubts],
        "claims": {str(k): str(v) for k, v in claims.items()} if isinstance(claims, dict) else {},
        "token_hash": token_hash,
        "seen_before": bool(token_hash) and _seen_before(token_hash, sent, arrived_at, again=again),
    }


def signed(
    evidence: Mapping[str, Any],
    application: UUID,
    procedure: str,
    catalog: str,
    values: Mapping[str, Any],
    attachments: Sequence[AttachedFile],
    arrived_at: datetime,
) -> dict[str, Any]:
    """What the signature over the content is worth, checked here; it is kept with the evidence."""
    files = [{"attachment": file.attachment, "sha256_plain": file.sha256_plain} for file in attachments]
    content = signature.content(str(application), procedure, catalog, values, files)
    found = signature.verify(evidence, content, arrived_at)
    return facts.kept_signature(found, content, evidence.get("signature"))


def _hex(value: bytes | str | None) -> str:
    return value.hex() if isinstance(value, bytes) else value or ""


def _seen_before(token_hash: str, sent: UUID, at: datetime, *, again: bool) -> bool:
    """Remember the token; True when it has already proven another application. What was ``sent`` as one form (its bundle)
    arrived at one instant: whoever adds to it later is told of as well, except with an answer (``again``)."""
    with connection.cursor() as cursor:
        cursor.execute(
            'INSERT INTO evidence_seen (token_hash, "case", at) VALUES (%s, %s, %s) '
            'ON CONFLICT (token_hash) DO UPDATE SET at = evidence_seen.at RETURNING "case", at',
            [bytes.fromhex(token_hash), sent, at],
        )
        first, first_at = cursor.fetchone()
        return bool(first != sent or (not again and abs(at - first_at) > CLOCKS_DIFFER))


def attach(case: Case, attached: Sequence[AttachedFile], version: int = 1) -> None:
    """The rows of files that came with that version and are still to come whole, or to be opened."""
    CaseAttachment.objects.bulk_create(
        CaseAttachment(
            id=file.id,
            case=case,
            version=version,
            attachment=file.attachment,
            name=file.name,
            size=file.size,
            sha256_plain=file.sha256_plain,
            sha256_cipher=file.sha256_cipher,
            key=locked.lock_key(file.id, file.key),
            state=states.WAITING,
        )
        for file in attached
    )


def _remember(case: Case, evidence: dict[str, Any], by: Actor | None) -> None:
    actor = by or system(config.load().zone, "gateway")
    if case.person is not None:
        CaseLink.objects.create(
            case=case,
            person=case.person,
            how="known",
            by_id=actor.id,
            by_name=actor.name,
            at=case.registered_at,
        )
    record(
        actor,
        "case.register",
        object_kind="case",
        object_id=str(case.id),
        subject=case.person or "",
        detail={
            "evidence": evidence["kind"],
            "verified": evidence["verified"],
            "problems": len(case.problems),
        },
    )


def _answer(case: Case, procedure: Procedure, values: Mapping[str, Any]) -> None:
    """Tell the resident that it is here, and what it costs."""
    replies.send(case, "application.registered", case.registered_at)
    fees.charge(case, procedure, values)
