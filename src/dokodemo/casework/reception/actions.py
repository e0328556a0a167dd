"""Every write of this room: begun, typed, scanned, and made a case as if it had come by our own pages."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from dokodemo.base import clock, config, files, uploads
from dokodemo.base.actor import Actor
from dokodemo.base.audit.actions import record
from dokodemo.base.crypto import digest
from dokodemo.casework.cases import facts, locked, receipts, states
from dokodemo.casework.cases.actions import answering, arrive
from dokodemo.casework.cases.actions.files import take_whole
from dokodemo.casework.cases.bodies import AttachedFile
from dokodemo.casework.cases.queries.by_hand import written
from dokodemo.casework.cases.rights import Changed, NotPossible, require
from dokodemo.casework.reception import queries
from dokodemo.casework.reception.filling import Filling, typed_of
from dokodemo.casework.reception.models import Reception, Scan
from dokodemo.casework.reception.queries import Opened
from dokodemo.casework.succession import section_now
from dokodemo.catalog import versions
from dokodemo.catalog.parsing import Post, parse_private

#: How who applies is proven, by the entrance; what is seen with one's own eyes, or lies in the letter, proves it.
PROOFS: Mapping[str, tuple[str, ...]] = {
    states.COUNTER: ("seen_card", "seen_photo", "seen_two", "unseen"),
    states.MAIL: ("copy", "unseen"),
    states.TELEPHONE: ("asked",),
}
_PROVEN = ("seen_card", "seen_photo", "seen_two", "copy")
#: What lay longer is not registered here: somebody has to say what happened.
LONGEST_LAIN = timedelta(days=366)
MOST_SCANS, LONGEST_TYPED = 20, 20_000


@dataclass(frozen=True)
class Said:
    """What stands on the page. ``typed``: control → text, of the form only; ``shown``: the controls of the form that were on the
    screen. A box that is not ticked sends nothing, and what was not asked was not emptied."""

    received_on: date | None
    proof: str
    typed: Mapping[str, str]
    shown: frozenset[str] = frozenset()


@transaction.atomic
def begin(actor: Actor, procedure_id: str, entrance: str) -> int:
    """A new one. Returns its number. Raises NotAllowed; NotPossible: no procedure of the actor's, or not by that entrance."""
    catalog = versions.current()
    procedure = next((each for each in queries.offered(actor) if each.id == procedure_id), None)
    if catalog is None or procedure is None:
        raise NotPossible("begin", {"procedure": _("手続きを選んでください。")})
    section = section_now(procedure)
    require(actor, section, "reception.begin", "clerk")
    if entrance not in states.BY_HAND:
        raise NotPossible("begin", {"entrance": _("窓口、郵便、電話のどれで届いたかを選んでください。")})
    if entrance not in queries.entrances_of(procedure):
        raise NotPossible(
            "begin",
            {"entrance": _("この手続きは、本人確認が要るため、電話では受け付けられません。")},
        )
    row = Reception.objects.create(
        application=uuid.uuid4(), section=section, procedure=procedure.id, catalog_hash=catalog.hash, entrance=entrance,
        received_on=clock.today(), proof=_only(entrance), saved_by=actor.id, saved_name=actor.name,
    )  # fmt: skip
    _note(actor, "reception.begin", row)
    return int(row.pk)


@transaction.atomic
def begin_answer(actor: Actor, case_id: UUID) -> int:
    """What an applicant sends again on paper (補正), with the form as the case has it now. Returns its number, of the one that is
    being typed already where there is one.

    Raises NotAllowed; NotPossible: nobody waits for an answer."""
    case = written(case_id)
    if case is None:
        raise NotPossible(answering.NOT_ASKED)
    require(actor, case.section, "reception.begin", "clerk")
    if not case.asked and not Reception.objects.filter(application=case.id).exists():
        raise NotPossible(answering.NOT_ASKED)
    row, new = Reception.objects.get_or_create(
        application=case.id,
        defaults={
            "answers": True, "section": case.section, "procedure": case.procedure.id, "catalog_hash": case.catalog_hash,
            "entrance": states.MAIL if case.entrance == states.TELEPHONE else case.entrance, "received_on": clock.today(),
            "proof": case.proof, "typed": typed_of(case.procedure, case.values), "applicant": case.applicant,
            "saved_by": actor.id, "saved_name": actor.name,
        },
    )  # fmt: skip
    if new:
        _note(actor, "reception.begin", row)
    return int(row.pk)


@transaction.atomic
def save(
    actor: Actor, number: int, revision: int, said: Said, *, live: bool = False
) -> tuple[Opened, Filling]:
    """Keep what is typed so far; ``live``: saved by the page itself. Raises NotAllowed, NotPossible (gone), Changed (somebody else
    saved in between)."""
    row = _hold(actor, number)
    # A press may overtake the page's own save of a moment ago: that is no other person. The page's save is never late by right.
    overtaken = not live and row.saved_by == actor.id and row.revision == revision + 1
    if row.revision != revision and not overtaken:
        raise Changed(row.revision)
    row.received_on = said.received_on
    opened = queries.opened(row)
    unseen = {name: text for name, text in row.typed.items() if name not in said.shown}
    filling = read(opened, unseen | {name: text[:LONGEST_TYPED] for name, text in said.typed.items()})
    row.typed = filling.kept()
    row.applicant = facts.applicant_of(opened.procedure, filling.values, {}).name[:200]
    if not row.answers:
        row.proof = said.proof if said.proof in PROOFS[row.entrance] else _only(row.entrance)
    row.revision += 1
    row.saved_by, row.saved_name, row.saved_at = actor.id, actor.name, clock.now()
    row.save()
    if not live:
        _note(actor, "reception.save", row)
    return opened, filling


def read(opened: Opened, typed: Post) -> Filling:
    """What is typed, by the form of this one: days are counted from when the city had it."""
    on = opened.row.received_on or clock.today()
    return Filling(opened.procedure, typed, get_language() or "ja", on)


@transaction.atomic
def register(actor: Actor, number: int, revision: int, posted: Post, *, anyway: bool) -> UUID:
    """Make the case of what was saved as that ``revision``, or the case's next version. Returns the case's id. ``posted`` has the My
    Numbers, which are kept nowhere before; ``anyway``: what the form finds wrong is the applicant's to mend (補正), and stays as
    it was written.

    Raises NotAllowed, Changed; NotPossible: ``form`` (what ``anyway`` passes over), ``paper`` (what it does not), not_asked, gone."""
    row = _hold(actor, number)
    if row.revision != revision:
        raise Changed(row.revision)
    opened = queries.opened(row)
    filling, problems = read(opened, row.typed), _missing(opened)
    private, wrong = parse_private(opened.procedure, posted, filling.values, get_language() or "ja")
    if row.answers:  # the case has those that are left empty
        wrong = {name: text for name, text in wrong.items() if posted.get(name)}
    if problems:
        raise NotPossible("paper", problems | filling.errors | wrong)
    if (filling.errors or wrong) and not anyway:
        raise NotPossible("form", filling.errors | wrong)
    arrival = _arrival(actor, opened, filling, private)
    if row.answers:
        answering.take_written(arrival)
    else:
        arrive.admit(arrival)
        take_whole(arrival.id)
    record(
        actor, "reception.register", object_kind="case", object_id=str(arrival.id), detail={"entrance": row.entrance}
    )  # fmt: skip
    _forget(row, keep_originals=True)
    return arrival.id


def _missing(opened: Opened) -> dict[str, str]:
    """What no application can do without, whatever is written in it."""
    problems, row, today = {}, opened.row, clock.today()
    earliest = today - LONGEST_LAIN
    if opened.case:
        earliest = max(earliest, opened.case.arrived_on)
    if row.received_on is None or not earliest <= row.received_on <= today:
        problems["_received_on"] = _("市に届いた日を、今日までの日付で入力してください。")
    if not row.proof:
        problems["_proof"] = _("本人確認をどうしたかを選んでください。")
    if row.entrance != states.TELEPHONE and not opened.has_original:
        problems["_file"] = _("紙の申請は、原本をスキャンして付けてから受け付けてください。")
    return problems


def _arrival(actor: Actor, opened: Opened, filling: Filling, private: dict[str, str]) -> arrive.Arrival:
    row, today = opened.row, clock.today()
    on = row.received_on or today
    return arrive.Arrival(
        id=row.application,
        receipt=receipts.make(on, "desk", config.load().zone, row.pk),
        procedure=opened.procedure,
        catalog=row.catalog_hash,
        arrived_at=clock.now() if on == today else clock.midnight(on),
        values=filling.as_written(),
        private=private,
        evidence=facts.kept_evidence(row.proof, row.proof in _PROVEN),
        attachments=[_attached(each) for each in opened.scans],
        delivery="paper",
        entrance=row.entrance,
        by=actor,
    )


def _attached(scan: Scan) -> AttachedFile:
    key = locked.unlock_key(scan.id, bytes(scan.key))
    sealed = files.SealedFile(scan.sha256_cipher, key, scan.sha256_plain, scan.size)
    return AttachedFile.stored(scan.id, scan.attachment, scan.name, sealed)


def attach(actor: Actor, number: int, attachment: str, upload: "UploadedFile[bytes] | None") -> None:
    """Add a sheet, opened by the opening room at once: whatever kind our own pages would ask for, paper is scanned as the city
    scans. Raises NotAllowed, NotPossible, uploads.NotTaken."""
    with transaction.atomic():
        row = _hold(actor, number)
    sent = uploads.read(upload)
    if row.scans.filter(sha256_plain=digest(sent.data), attachment=attachment).exists():
        return  # a browser sends again by itself when the line breaks before the answer
    _media, rebuilt = uploads.opened(sent)
    scan = Scan(
        id=uuid.uuid4(), attachment=attachment, name=sent.name, size=len(sent.data),
        rebuilt_media=rebuilt.media_type,
    )  # fmt: skip
    original, seen = files.seal_file(sent.data), files.seal_file(rebuilt.data)
    scan.sha256_plain, scan.sha256_cipher = original.sha256_plain, original.sha256_cipher
    scan.key, scan.rebuilt_key = locked.lock_key(scan.id, original.key), locked.lock_key(scan.id, seen.key)
    scan.rebuilt_sha256 = seen.sha256_cipher
    try:
        with transaction.atomic():
            scan.reception = row = _hold(actor, number)
            if row.scans.count() >= MOST_SCANS:
                raise uploads.NotTaken("many")
            scan.save(force_insert=True)
            _note(actor, "reception.attach", row)
    except BaseException:
        files.shred(original.sha256_cipher)
        files.shred(seen.sha256_cipher)
        raise


@transaction.atomic
def detach(actor: Actor, number: int, scan_id: UUID) -> None:
    """Take a sheet away again; nothing happens where it is gone already. Raises NotAllowed, NotPossible."""
    row = _hold(actor, number)
    for scan in row.scans.filter(id=scan_id):
        _shred_later(scan, keep_original=False)
        scan.delete()
        _note(actor, "reception.detach", row)


@transaction.atomic
def discard(actor: Actor, number: int) -> None:
    """Throw it away with its sheets: the paper itself is still there. Raises NotAllowed, NotPossible."""
    row = _hold(actor, number)
    _note(actor, "reception.discard", row)
    _forget(row, keep_originals=False)


def _forget(row: Reception, *, keep_originals: bool) -> None:
    for scan in row.scans.all():
        _shred_later(scan, keep_original=keep_originals)
    row.delete()


def _shred_later(scan: Scan, *, keep_original: bool) -> None:
    names = [scan.rebuilt_sha256] if keep_original else [scan.rebuilt_sha256, scan.sha256_cipher]

    def clear() -> None:
        for name in names:
            files.shred(name)

    transaction.on_commit(clear)


def _hold(actor: Actor, number: int) -> Reception:
    """The row, locked. Raises NotPossible: it was received, or thrown away, meanwhile."""
    row = Reception.objects.select_for_update().filter(pk=number).first()
    if row is None:
        raise NotPossible("gone")
    require(actor, row.section, "reception.save", "clerk")
    return row


def _only(entrance: str) -> str:
    """The proof, where there is but one."""
    proofs = PROOFS[entrance]
    return proofs[0] if len(proofs) == 1 else ""


def _note(actor: Actor, act: str, row: Reception) -> None:
    record(
        actor,
        act,
        object_kind="reception",
        object_id=str(row.application),
        detail={"procedure": row.procedure},
    )
