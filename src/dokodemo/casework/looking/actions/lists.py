"""The two lists that the rules need: notable people, and members' own numbers. An administrator or an auditor keeps them, with a
reason or with consent; every look at a list and every change is recorded, by the row and never by the 宛名番号: the trail would tell
in clear what the list keeps locked."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from dokodemo.base import clock
from dokodemo.base.actor import Actor
from dokodemo.base.audit.actions import record
from dokodemo.casework import people
from dokodemo.casework.cases.rights import NotPossible
from dokodemo.casework.looking import locked
from dokodemo.casework.looking.models import Notable, OwnNumber
from dokodemo.casework.looking.rights import require_keeper_of_lists
from dokodemo.casework.staff.queries import members
from dokodemo.values.numbers import plain_digits

LONGEST_REASON = 200


class NotThere(LookupError):
    """No such row of the list."""


@transaction.atomic
def add_notable(actor: Actor, number: str, reason: str) -> None:
    """Put a resident on the list; one who is there already changes nothing. Raises NotAllowed, NotPossible."""
    require_keeper_of_lists(actor, "notable.add")
    person, reason = plain_digits(number), reason.strip()
    problems = _wrong_number(person, "person")
    if not 2 <= len(reason) <= LONGEST_REASON:
        problems["reason"] = _("名簿に入れる理由を、2文字以上200文字以内で書いてください。")
    if problems:
        raise NotPossible("notable", problems)
    row, made = Notable.objects.get_or_create(
        key=locked.key_of(person), ended_at=None,
        defaults={
            "person": locked.lock_person(person, locked.NOTABLE), "reason": reason, "by_id": actor.id,
            "by_name": actor.name,
        },
    )  # fmt: skip
    if made:
        record(actor, "notable.add", object_kind="notable", object_id=str(row.pk))


@transaction.atomic
def end_notable(actor: Actor, notable_id: int) -> None:
    """Take somebody off the list: who it was and why goes, that a row was taken off stays. Who is off already stays so. Raises NotAllowed, NotThere."""
    require_keeper_of_lists(actor, "notable.end")
    row = Notable.objects.select_for_update().filter(id=notable_id).first()
    if row is None:
        raise NotThere
    if row.ended_at is not None:
        return
    row.ended_at, row.ended_by, row.ended_name = clock.now(), actor.id, actor.name
    row.key, row.person, row.reason = b"", b"", ""
    row.save()
    record(actor, "notable.end", object_kind="notable", object_id=str(row.pk))


@transaction.atomic
def give_own_number(actor: Actor, member: str, number: str, consented_on: date | None) -> None:
    """Keep a member's own 宛名番号 with the day of their consent, in place of one that was there. Nobody enters
    their own. Raises NotAllowed, NotPossible."""
    require_keeper_of_lists(actor, "own_number.give")
    person, member = plain_digits(number), member.strip()
    problems = _wrong_number(person, "person")
    if member not in members([member]):
        problems["member"] = _("その職員番号の職員はいません。")
    elif member == actor.id:
        problems["member"] = _("自分の番号は、ほかの人が入れます。")
    if consented_on is None or consented_on > clock.today():
        problems["consented_on"] = _("本人が同意した日を、今日までの日付で入れてください。")
    if problems or consented_on is None:
        raise NotPossible("own_number", problems)
    OwnNumber.objects.update_or_create(
        member=member,
        defaults={
            "person": locked.lock_person(person, member), "consented_on": consented_on, "at": clock.now(),
            "by_id": actor.id, "by_name": actor.name,
        },
    )  # fmt: skip
    record(actor, "own_number.give", object_kind="member", object_id=member)


@transaction.atomic
def forget_own_number(actor: Actor, member: str) -> None:
    """Consent was taken back, or the member has left: the number goes. Raises NotAllowed."""
    require_keeper_of_lists(actor, "own_number.forget")
    removed, _ = OwnNumber.objects.filter(member=member).delete()
    if removed:
        record(actor, "own_number.forget", object_kind="member", object_id=member)


def _wrong_number(person: str, control: str) -> dict[str, str]:
    """Whether the register knows this number; it says nothing about who that is."""
    source = people.source()
    if source is None or not person or person not in source.lives([person]):
        return {control: _("その宛名番号の方は、住民の記録にいません。番号を確かめてください。")}
    return {}
