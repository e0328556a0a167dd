"""A case is held back from disposal (保存期間の延長), and let go again."""

from datetime import date

from django.core.exceptions import ObjectDoesNotExist
from django.db import transaction
from django.utils.translation import gettext as _

from dokodemo.base import clock
from dokodemo.base.actor import Actor
from dokodemo.base.audit.actions import record
from dokodemo.casework.cases import rights
from dokodemo.casework.cases.queries.disposing import known_by_receipt
from dokodemo.casework.cases.rights import NotAllowed, NotPossible, may_see, require
from dokodemo.casework.holdings.models import HOLD_REASONS, Hold

LONGEST_NOTE = 200


@transaction.atomic
def hold(actor: Actor, receipt: str, reason: str, note: str, until: date | None) -> int:
    """Keep the case with this receipt number through the day ``until``, whatever its time. Returns the hold's number.

    Raises NotAllowed (who works on no cases), NotPossible with a sentence for each control."""
    if not actor.may("clerk", "approver"):
        raise NotAllowed("disposal.hold")
    note, problems = note.strip(), {}
    known = known_by_receipt(actor.sections, receipt)
    if known is None or not may_see(actor, known[1]):
        problems["receipt"] = _("この番号の申請は、あなたの課にありません。番号を確かめてください。")
    if reason not in HOLD_REASONS:
        problems["reason"] = _("理由を選んでください。")
    if len(note) > LONGEST_NOTE:
        problems["note"] = _("%(n)s文字以内で入力してください。") % {"n": LONGEST_NOTE}
    elif reason == "other" and not note:
        problems["note"] = _("どういう理由か入力してください。")
    if until is None or until < clock.today():
        problems["until"] = _("今日か、それより後の日を入力してください。例：2027-03-31、令和9年3月31日")
    if problems or known is None or until is None:
        raise NotPossible("hold", problems)
    case_id, section, procedure = known
    try:
        # Locked: a batch that is about to take this case sees the hold, or this does not find the case any more.
        case = rights.hold(actor, case_id, "disposal.hold", "clerk", "approver")
    except ObjectDoesNotExist:
        raise NotPossible("hold", {"receipt": _("この申請は、いま廃棄されました。")}) from None
    made = Hold.objects.create(
        section=section, case_id=case_id, receipt=case.receipt, procedure=procedure, reason=reason, note=note, until=until,
        by_id=actor.id, by_name=actor.name, at=clock.now(),
    )  # fmt: skip
    record(
        actor, "disposal.hold", object_kind="case", object_id=str(case_id), subject=case.person or "",
        detail={"reason": reason, "until": until.isoformat()},
    )  # fmt: skip
    return int(made.pk)


@transaction.atomic
def end_hold(actor: Actor, hold_id: int) -> None:
    """The reason is over: the case goes its way again. Nothing happens when that was said already.

    Raises Hold.DoesNotExist, NotAllowed."""
    held = Hold.objects.select_for_update().get(pk=hold_id)
    require(actor, held.section, "disposal.hold", "clerk", "approver")
    if held.ended_at is not None:
        return
    held.ended_at, held.ended_name = clock.now(), actor.name
    held.save(update_fields=["ended_at", "ended_name"])
    record(actor, "disposal.hold_end", object_kind="case", object_id=str(held.case_id))
