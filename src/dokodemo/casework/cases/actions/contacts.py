"""What was said outside the system, and what was promised."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from dokodemo.base import clock
from dokodemo.base.actor import Actor
from dokodemo.base.audit.actions import record
from dokodemo.casework.cases import states
from dokodemo.casework.cases.actions.notes import plain_lines
from dokodemo.casework.cases.models import CaseContact
from dokodemo.casework.cases.rights import NotPossible, grow, hold

LONGEST_SAID, LONGEST_PROMISE = 2000, 500
#: What is written down long after it was said is no record of it; nor is what is promised for ever.
LONGEST_AGO, LONGEST_PROMISED = timedelta(days=366), timedelta(days=366)


@dataclass(frozen=True)
class Contact:
    """As it was typed; None where a day or a time could not be read. ``promise`` and ``until`` belong together;
    ``readable``: whether what was typed as ``until`` is a day, or nothing."""

    way: str
    whom: str
    happened_at: datetime | None
    said: str
    promise: str = ""
    until: date | None = None
    readable: bool = True


@transaction.atomic
def log_contact(actor: Actor, case_id: UUID, version: int, contact: Contact) -> None:
    """Write down a talk by telephone, at the counter, by e-mail or at a visit.

    Raises NotAllowed, Changed; NotPossible with what is wrong with it."""
    case = hold(actor, case_id, "case.contact", "clerk", "approver", version=version)
    said, promise = plain_lines(contact.said), plain_lines(contact.promise)
    problems = _problems(contact, said, promise)
    if problems or contact.happened_at is None:
        raise NotPossible("contact", problems)
    CaseContact.objects.create(
        case=case, way=contact.way, whom=contact.whom, happened_at=contact.happened_at, said=said, promise=promise,
        until=contact.until, by_id=actor.id, by_name=actor.name, at=clock.now(),
    )  # fmt: skip
    grow(case)
    record(
        actor, "case.contact", object_kind="case", object_id=str(case.id), subject=case.person or "",
        detail={"way": contact.way, "promised": bool(promise)},
    )  # fmt: skip


def _problems(contact: Contact, said: str, promise: str) -> dict[str, str]:
    problems = {}
    if contact.way not in states.CONTACT_WAYS:
        problems["contact_way"] = _("どのように話したかを選んでください。")
    if contact.whom not in states.CONTACT_WHOM:
        problems["contact_whom"] = _("だれと話したかを選んでください。")
    happened, now = contact.happened_at, clock.now()
    if happened is None or not now - LONGEST_AGO <= happened <= now:
        problems["contact_on"] = _("話した日と時刻は、1年前からいままでのものを入力してください。")
    if not said or len(said) > LONGEST_SAID:
        problems["contact_said"] = _("話したことを、2,000文字以内で入力してください。")
    if len(promise) > LONGEST_PROMISE:
        problems["contact_promise"] = _("約束したことは、500文字以内で入力してください。")
    if contact.until is not None and not promise:
        problems["contact_promise"] = _("期限があるときは、何を約束したかを入力してください。")
    first = clock.legal_date(happened) if happened else clock.today()
    if not contact.readable or (promise and contact.until is None):
        problems["contact_until"] = _("約束の期限を、日付で入力してください。")
    elif contact.until and not first <= contact.until <= clock.today() + LONGEST_PROMISED:
        problems["contact_until"] = _("約束の期限は、話した日から1年後までの日付を入力してください。")
    return problems


@transaction.atomic
def keep_promise(actor: Actor, case_id: UUID, version: int, contact_id: int) -> None:
    """Say that what was promised was done.

    Raises NotAllowed, Changed; NotPossible: no_promise (none, or kept already)."""
    case = hold(actor, case_id, "case.promise_kept", "clerk", "approver", version=version)
    rows = CaseContact.objects.select_for_update().filter(case=case, id=contact_id, kept_at=None)
    contact = rows.exclude(promise="").first()
    if contact is None:
        raise NotPossible("no_promise")
    contact.kept_at, contact.kept_by, contact.kept_name = clock.now(), actor.id, actor.name
    contact.save(update_fields=["kept_at", "kept_by", "kept_name"])
    grow(case)
    record(actor, "case.promise_kept", object_kind="case", object_id=str(case.id), subject=case.person or "")
