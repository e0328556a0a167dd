"""補正: a clerk asks the applicant to mend the application, and the answer joins the case as its next version."""

from datetime import date, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from dokodemo.base import clock, config, files
from dokodemo.base.actor import Actor, system
from dokodemo.base.audit.actions import record
from dokodemo.casework.cases import facts, locked, replies, states
from dokodemo.casework.cases.actions import examine, mandated, telling
from dokodemo.casework.cases.actions.arrive import Arrival, attach, known_person
from dokodemo.casework.cases.actions.files import take_whole
from dokodemo.casework.cases.facts import Applicant
from dokodemo.casework.cases.loading import load
from dokodemo.casework.cases.models import Case, CaseAsked, CaseAttachment, CaseLink, CaseVersion
from dokodemo.casework.cases.rights import NotPossible, grow, hold

LONGEST_TEXT = 1000
LONGEST_WAIT = timedelta(days=180)
#: Why an answer is not taken: nobody waits for one, or somebody else than the applicant has signed it.
NOT_ASKED, OTHER_SIGNER = "not_asked", "other_signer"


@transaction.atomic
def ask(actor: Actor, case_id: UUID, version: int, text: str, until: date | None) -> None:
    """Ask the applicant to mend something by the last day ``until``; told by the entrance the application came in.

    Raises NotAllowed, Changed; NotPossible: not_examining, asked_already, no_road, or what is wrong with the words."""
    case = hold(actor, case_id, "case.ask", "clerk", version=version)
    if case.state != states.EXAMINING:
        raise NotPossible("not_examining")
    if not replies.can_ask(case):
        raise NotPossible("no_road")
    if CaseAsked.objects.filter(case=case, closed_at=None).exists():
        raise NotPossible("asked_already")
    problems, text, today = {}, text.strip(), clock.today()
    if not text or len(text) > LONGEST_TEXT:
        problems["ask_text"] = _("直してほしいことを、1,000文字以内で入力してください。")
    if until is None or not today < until <= today + LONGEST_WAIT:
        problems["ask_until"] = _("期限は、明日から180日後までの日付を入力してください。")
    if problems or until is None:
        raise NotPossible("ask", problems)
    now = clock.now()
    CaseAsked.objects.create(case=case, text=text, until=until, by_id=actor.id, by_name=actor.name, at=now)
    grow(case)
    record(actor, "case.ask", object_kind="case", object_id=str(case.id), subject=case.person or "")
    replies.send_sealed(case, replies.CORRECTION_ASKED, now, {"text": text, "until": until.isoformat()})


def close(case: Case, answer: int | None = None) -> None:
    """Nobody waits for an answer any more: version ``answer`` was it, or a decision is proposed without one."""
    CaseAsked.objects.filter(case=case, closed_at=None).update(closed_at=clock.now(), answer=answer)


@transaction.atomic(savepoint=False)
def take_answer(arrival: Arrival) -> str:
    """Join what the applicant sent again to the case, as its next version; the clerk's corrections of the version before
    no longer count, and where it names somebody else now it is linked anew. A file that is here already
    is not kept twice. Returns the case's receipt number.

    Raises NotPossible: NOT_ASKED; OTHER_SIGNER (where a card has signed the first, the same one signs the answer)."""
    case = Case.objects.select_for_update().filter(id=arrival.id).first()
    if case is None or not CaseAsked.objects.filter(case=case, closed_at=None).exists():
        raise NotPossible(NOT_ASKED)
    before = facts.proven_subjects(case.evidence)
    if before and facts.proven_subjects(arrival.evidence) != before:
        raise NotPossible(OTHER_SIGNER)
    was = load(case).subject
    n = CaseVersion.objects.filter(case=case).count() + 1
    CaseVersion.objects.create(
        case=case, n=n, values=arrival.values, at=clock.now(),
        private=locked.lock_private(case.id, dict(arrival.private)),
    )  # fmt: skip
    close(case, n)
    case.evidence = arrival.evidence
    house = system(config.load().zone, arrival.entrance)
    _link_anew(case, was, arrival, house)
    examine.keep_searchable(case, arrival.procedure, arrival.values, "evidence", "person")
    _take_files(case, arrival)
    record(
        house, "case.answer", object_kind="case", object_id=str(case.id),
        subject=case.person or "", detail={"version": n, "problems": len(case.problems)},
    )  # fmt: skip
    telling.tell_represented(case)
    mandated.ask_about(case)
    return str(case.receipt)


def _link_anew(case: Case, was: Applicant, arrival: Arrival, actor: Actor) -> None:
    """Where the answer names somebody else (by name or day of birth), the case is linked as one that has just arrived: a
    clerk chose the resident for who was named before."""
    now = facts.subject_of(arrival.procedure, arrival.values, arrival.evidence)
    if case.person is None or (now.name_key, now.birthdate) == (was.name_key, was.birthdate):
        return
    person = known_person(arrival.procedure, arrival.values, arrival.evidence)
    if person == case.person:
        return
    record(actor, "case.unlink", object_kind="case", object_id=str(case.id), subject=case.person)
    if person:
        record(actor, "case.link", object_kind="case", object_id=str(case.id), subject=person)
    case.person = person
    CaseLink.objects.create(
        case=case, person=person or "", how="known" if person else "parted", by_id=actor.id, by_name=actor.name,
        at=clock.now(),
    )  # fmt: skip


def _take_files(case: Case, arrival: Arrival) -> None:
    here = set(CaseAttachment.objects.filter(case=case).values_list("attachment", "sha256_plain"))
    fresh = [each for each in arrival.attachments if (each.attachment, each.sha256_plain) not in here]
    for each in arrival.attachments:
        if each not in fresh:
            files.shred(each.sha256_cipher)
    attach(case, fresh)
    take_whole(case.id)
