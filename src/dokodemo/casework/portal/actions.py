"""Every write of the door to the portal. A package is kept before anything is read of it, read as often as it takes, and a
case once."""

import logging
import traceback
import uuid
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import InterfaceError, InternalError, OperationalError, ProgrammingError, transaction

from dokodemo.base import clock, config, files
from dokodemo.base.actor import Actor, system
from dokodemo.base.audit.actions import record
from dokodemo.base.crypto import Unreadable, digest
from dokodemo.casework.cases import locked, replies, states
from dokodemo.casework.cases.actions import answering, arrive
from dokodemo.casework.cases.actions.files import RoomClosed, take_whole
from dokodemo.casework.cases.queries.case import form_of
from dokodemo.casework.cases.rights import NotAllowed, NotPossible, may_see
from dokodemo.casework.portal import words
from dokodemo.casework.portal.client import Listed
from dokodemo.casework.portal.models import BROKEN, DUPLICATE, FETCHED, REGISTERED, TOO_LARGE, Intake, Told
from dokodemo.casework.portal.package import Broken
from dokodemo.casework.portal.reading import Ticket, arrival_of, destination
from dokodemo.casework.succession import section_now
from dokodemo.catalog import versions
from dokodemo.catalog.schema import Catalog, Procedure

log = logging.getLogger(__name__)

ACCEPTED, EXAMINING, NOTIFIED = "accepted", "examining", "notified"
CORRECTION, FEE, UNREADABLE = "correction", "fee", "unreadable"
#: A version of an application of which a newer one is a case: kept, and nobody has to do anything.
OLDER = "older"
#: Reading it again cannot help. What is refused as an answer, the applicant was told.
_FINAL = (DUPLICATE, OLDER, answering.NOT_ASKED, answering.OTHER_SIGNER)
#: The database is away, or not ready. Every other error of it is about what a package wanted to be written.
_NOT_THE_PACKAGE = (OperationalError, ProgrammingError, InternalError, InterfaceError)
_STATES = {
    states.EXAMINING: EXAMINING, states.REOPENED: EXAMINING, states.WITHDRAWN: states.WITHDRAWN, states.POSTED: NOTIFIED,
}  # fmt: skip


@transaction.atomic
def keep(listed: Listed, content: bytes | None) -> int:
    """Keep a package as it came; the same one again is the one that is here. None: too large to be fetched.

    Returns the intake's id. Another package under a number that is here already is kept beside it, unread; that one is too
    large is told at once."""
    sha256 = digest(content) if content is not None else ""
    every = list(Intake.objects.select_for_update().filter(number=listed.number).order_by("version", "id"))
    # Without a hash, of what is too large, the version is all that is known.
    same = next(
        (each for each in every if each.sha256 == sha256 and (sha256 or each.version == listed.version)), None
    )
    if same is not None:
        return int(same.pk)
    taken = any(each.version == listed.version for each in every)
    # Another package under a taken number is nobody's version; every other one is of one application, whichever came first.
    application = every[0].application if every and not taken else uuid.uuid4()
    intake = Intake(
        number=listed.number, version=listed.version, procedure_id=listed.procedure_id, application=application,
        listed_at=listed.arrived_at, fetched_at=clock.now(), sha256=sha256, size=len(content or b""), state=FETCHED, section="", procedure="",
        code="", detail="", receipt="", file="",
    )  # fmt: skip
    _address(intake)
    if taken:
        intake.state, intake.code = BROKEN, DUPLICATE
    elif content is None:
        intake.state, intake.code = BROKEN, TOO_LARGE
    if content is not None:
        sealed = files.seal_file(content)
        intake.file, intake.key = sealed.sha256_cipher, locked.lock_key(intake.application, sealed.key)
    intake.save(force_insert=True)
    _note(_house(), "portal.keep", intake)
    if intake.code == TOO_LARGE:
        _tell_unreadable(intake)
    return int(intake.pk)


def _address(intake: Intake) -> None:
    """Whose business it is: that of the case that it is for, else by the list of procedures in force."""
    catalog = versions.current()
    found = destination(catalog, intake.procedure_id) if catalog else None
    case = Intake.objects.filter(application=intake.application, state=REGISTERED).order_by("version").first()
    if case:
        intake.procedure, intake.section = case.procedure, case.section
    elif found:
        intake.procedure, intake.section = found[1].id, section_now(found[1])


def is_too_large(number: str, version: int) -> bool:
    """Whether this version was found too large: only such a one is here without a hash."""
    return Intake.objects.filter(number=number, version=version, sha256="").exists()


@transaction.atomic
def acknowledged(intake_id: int) -> None:
    """The portal knows that it is kept here."""
    Intake.objects.filter(id=intake_id, acknowledged_at__isnull=True).update(acknowledged_at=clock.now())


def waiting_to_be_read() -> list[int]:
    """The packages that are kept and not read, the oldest first."""
    return list(Intake.objects.filter(state=FETCHED).order_by("id").values_list("id", flat=True)[:100])


@transaction.atomic
def register(intake_id: int) -> str:
    """Read one package and make its case, or say why that cannot be. Returns the state; once it is a case, nothing
    happens any more."""
    intake = Intake.objects.select_for_update().get(id=intake_id)
    catalog = versions.current()
    if intake.state != FETCHED or catalog is None:
        return str(intake.state)
    _address(intake)
    try:
        with transaction.atomic():
            made = form_of(intake.application)
            receipt = _answered(intake, *made, catalog) if made else _admitted(intake, catalog)
    except Broken as broken:
        return _broken(intake, broken.code, broken.detail)
    except RoomClosed as closed:
        log.warning("intake %s: %s; it is read in the next round", intake.pk, closed)
        return FETCHED
    except _NOT_THE_PACKAGE:
        raise
    except Exception as error:
        # Whatever a stranger's bytes do to us, the next package is not kept waiting; never the text: it may quote.
        place = traceback.extract_tb(error.__traceback__)[-1]
        log.error("intake %s: %s at %s:%s", intake.pk, type(error).__name__, place.filename, place.lineno)
        return _broken(intake, "unexpected", type(error).__name__)
    intake.state, intake.code, intake.detail = REGISTERED, "", ""
    intake.registered_at, intake.receipt = clock.now(), receipt
    intake.save()
    return REGISTERED


def _admitted(intake: Intake, catalog: Catalog) -> str:
    """The case of the first package that can be read. Returns its receipt number. Raises Broken."""
    ticket = Ticket(intake.number, intake.procedure_id, intake.application, intake.pk, intake.version)
    arrival = arrival_of(_original(intake), ticket, catalog)
    arrive.admit(arrival)
    take_whole(arrival.id)
    return arrival.receipt


def _answered(intake: Intake, made_with: str, form: Procedure, catalog: Catalog) -> str:
    """A corrected package joins its case, by the form that the case was made with. Returns the case's receipt number.
    Raises Broken."""
    read = Intake.objects.filter(application=intake.application, state=REGISTERED)
    if read.filter(version__gt=intake.version).exists():
        raise Broken(OLDER)
    ticket = Ticket(
        intake.number, intake.procedure_id, intake.application, intake.pk, intake.version, form, made_with
    )
    try:
        return answering.take_answer(arrival_of(_original(intake), ticket, catalog))
    except NotPossible as refused:
        raise Broken(refused.code) from None


def _original(intake: Intake) -> bytes:
    try:
        return files.open_file(intake.file, locked.unlock_key(intake.application, bytes(intake.key or b"")))
    except (Unreadable, ValueError):
        raise Broken("original_lost") from None


def _broken(intake: Intake, code: str, detail: str) -> str:
    intake.state, intake.code, intake.detail = BROKEN, code, detail
    intake.save()
    _note(_house(), "portal.broken", intake, code=code)
    _tell_unreadable(intake)
    return BROKEN


def _tell_unreadable(intake: Intake) -> None:
    """Tell the applicant what only they can put right: once, however often it is read again."""
    if intake.code in words.OURS:
        return
    todo = {"text": words.to_the_applicant(intake.code)}
    if not Told.objects.filter(intake=intake, code=UNREADABLE, todo=todo).exists():
        _tell(intake, UNREADABLE, clock.now(), todo)


def can_retry(intake: Intake) -> bool:
    """Whether reading it again can help."""
    return intake.state == BROKEN and intake.code not in _FINAL and bool(intake.file)


@transaction.atomic
def retry(actor: Actor, intake_id: int) -> None:
    """Have a package read again, after what was wrong here (a mapping) was put right.

    Raises NotAllowed, NotPossible: it is not broken, or another try cannot help."""
    intake = Intake.objects.select_for_update().filter(id=intake_id).first()
    if intake is None:
        raise NotPossible("gone")
    if not actor.may("operator") and not (intake.section and may_see(actor, intake.section)):
        raise NotAllowed("portal.retry")
    if not can_retry(intake):
        raise NotPossible("gone")
    intake.state, intake.code, intake.detail = FETCHED, "", ""
    intake.save()
    _note(actor, "portal.retry", intake)


def tell(case_id: UUID, type_: str, at: datetime, content: Mapping[str, Any]) -> None:
    """Lay ready what the portal is to be told of a case, in the transaction of the change (``cases.replies``), with what
    the applicant has to do. Documents go by post."""
    code = {
        "application.registered": ACCEPTED,
        "application.state": _STATES.get(str(content.get("state"))),
        "application.decided": content.get("outcome"),
        "fee.due": FEE,
        replies.CORRECTION_ASKED: CORRECTION,
    }.get(type_)
    if code is not None:
        first = Intake.objects.filter(application=case_id).order_by("version")[0]
        _tell(first, code, at, _todo(code, content))


def _todo(code: str, content: Mapping[str, Any]) -> dict[str, Any]:
    if code == FEE:
        amount = int(content["amount"])
        return {"amount": amount, "text": str(content["how"]) if amount else words.nothing_to_pay()}
    if code == CORRECTION:
        labels = "、".join(content["labels"])
        text = f"{content['text']}\n直すところ：{labels}" if labels else content["text"]
        return {"text": text, "until": str(content["until"])}
    return {}


def _tell(intake: Intake, code: str, at: datetime, todo: dict[str, Any]) -> None:
    Told.objects.create(message=uuid.uuid4(), intake=intake, code=code, at=at, todo=todo)


def told() -> list[tuple[int, str, str, str, datetime, dict[str, Any]]]:
    """What the portal was not told yet, in order: (id, message, receipt number, code, when, what to do)."""
    rows = Told.objects.filter(delivered_at__isnull=True, refused="").select_related("intake").order_by("id")
    return [
        (row.pk, str(row.message), row.intake.number, row.code, row.at, dict(row.todo)) for row in rows[:100]
    ]


@transaction.atomic
def delivered(told_id: int, refused: str = "") -> None:
    """The portal has taken it, or refuses it for good."""
    now = None if refused else clock.now()
    Told.objects.filter(id=told_id).update(delivered_at=now, refused=refused)


def _house() -> Actor:
    return system(config.load().zone, "portal")


def _note(actor: Actor, act: str, intake: Intake, **detail: str) -> None:
    record(actor, act, object_kind="portal", object_id=intake.number, detail=detail)
