"""Somebody who did not look says what an alarm came to."""

from django.db import transaction
from django.utils.translation import gettext as _

from dokodemo.base import clock
from dokodemo.base.actor import Actor
from dokodemo.base.audit.actions import record
from dokodemo.casework.cases.rights import NotAllowed, NotPossible
from dokodemo.casework.looking.models import CHECKING, ENDS, WORDS, Alarm, Answer
from dokodemo.casework.looking.rights import is_auditor, oversees

LONGEST_REMARK = 1_000


@transaction.atomic
def answer(actor: Actor, alarm_id: int, word: str, remark: str) -> None:
    """``word`` ∈ needed, checking, improper, with a ``remark`` that says why. Raises Alarm.DoesNotExist, NotAllowed (also for
    one's own looks), NotPossible with a sentence for the control."""
    alarm = Alarm.objects.select_for_update().get(id=alarm_id)
    if not oversees(actor, alarm.section) or actor.id == alarm.actor:
        raise NotAllowed("alarm.answer")
    remark = remark.strip()
    problems = {}
    if word not in WORDS:
        problems["word"] = _("点検の結果を選んでください。")
    if not remark or len(remark) > LONGEST_REMARK:
        problems["remark"] = _("確かめたことを、1,000文字以内で書いてください。")
    if alarm.state in ENDS:
        problems = {"word": _("この知らせには、もう答えがあります。")}
    elif is_auditor(actor) and alarm.section and alarm.due >= clock.today():
        problems = {"word": _("期限までは、課の責任者が答えます。")}
    elif alarm.state == CHECKING and word == CHECKING:
        problems["word"] = _("もう確認中です。結果が出たら、ほかの答えを選んでください。")
    if problems:
        raise NotPossible("answer", problems)
    Answer.objects.create(
        alarm=alarm, word=word, remark=remark, looker=alarm.actor, by_id=actor.id, by_name=actor.name
    )
    alarm.state = word
    alarm.save(update_fields=["state"])
    record(actor, "alarm.answer", object_kind="alarm", object_id=str(alarm.pk), detail={"word": word})
