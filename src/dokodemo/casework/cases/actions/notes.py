"""Notes for colleagues: written, taken back, read. Nothing of it is told to the resident."""

import re
import unicodedata
from collections.abc import Iterable
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from dokodemo.base import clock
from dokodemo.base.actor import Actor
from dokodemo.base.audit.actions import record
from dokodemo.casework.cases.models import Case, CaseMention, CaseNote
from dokodemo.casework.cases.rights import NotAllowed, NotPossible, grow, hold, require
from dokodemo.casework.staff.queries import Colleague, colleagues

LONGEST_NOTE = 2000
# An address of e-mail calls nobody, nor does a sign that stands alone.
_CALL = re.compile(r"(?<![A-Za-z0-9_.+-])[@＠](?P<after>\S.*)")
_WORD = re.compile(r"[\w.-]{1,20}")


@transaction.atomic
def write_note(actor: Actor, case_id: UUID, version: int, text: str, tell: Iterable[str] = ()) -> None:
    """Write a note on the case. Who is called in it (@ and the member's id or name) or chosen in ``tell`` (ids) is told:
    only colleagues who work on this section's cases.

    Raises NotAllowed, Changed; NotPossible with what is wrong with the words."""
    case = hold(actor, case_id, "case.note", "clerk", "approver", version=version)
    text = plain_lines(text)
    if not text or len(text) > LONGEST_NOTE:
        raise NotPossible("note", {"note_text": _("メモを、2,000文字以内で入力してください。")})
    those = colleagues(case.section)
    told = _chosen(tell, those) | _called(text, those)
    note = CaseNote.objects.create(case=case, text=text, by_id=actor.id, by_name=actor.name, at=clock.now())
    CaseMention.objects.bulk_create(
        CaseMention(note=note, case=case, member=each.id, name=each.name)
        for each in those
        if each.id in told and each.id != actor.id
    )
    grow(case)
    record(actor, "case.note", object_kind="case", object_id=str(case.id), subject=case.person or "")


@transaction.atomic
def take_back_note(actor: Actor, case_id: UUID, version: int, note_id: int) -> None:
    """Show one's own note no more; that there was one stays. Only on the day it was written.

    Raises NotAllowed, Changed; NotPossible: no_note, taken_back, too_late."""
    case = hold(actor, case_id, "case.note_back", "clerk", "approver", version=version)
    note = CaseNote.objects.select_for_update().filter(case=case, id=note_id).first()
    if note is None:
        raise NotPossible("no_note")
    if note.by_id != actor.id:
        raise NotAllowed("case.note_back")
    if note.taken_back_at is not None:
        raise NotPossible("taken_back")
    if clock.legal_date(note.at) != clock.today():
        raise NotPossible("too_late")
    note.taken_back_at = clock.now()
    note.save(update_fields=["taken_back_at"])
    grow(case)
    record(actor, "case.note_back", object_kind="case", object_id=str(case.id), subject=case.person or "")


@transaction.atomic
def read_mentions(actor: Actor, case_id: UUID) -> None:
    """What calls the actor on this case has been read. Raises NotAllowed."""
    case = Case.objects.get(id=case_id)
    require(actor, case.section, "mention.read", "clerk", "approver")
    unread = CaseMention.objects.filter(case=case, member=actor.id, read_at=None)
    if unread.update(read_at=clock.now()):
        record(actor, "mention.read", object_kind="case", object_id=str(case.id), subject=case.person or "")


@transaction.atomic
def read_every_mention(actor: Actor) -> None:
    """Everything that calls the actor has been read. Raises NotAllowed."""
    if actor.kind != "staff" or not actor.may("clerk", "approver"):
        raise NotAllowed("mention.read")
    unread = CaseMention.objects.filter(member=actor.id, read_at=None)
    if read := unread.update(read_at=clock.now()):
        record(actor, "mention.read", detail={"read": read})


def plain_lines(text: str) -> str:
    """What was typed, with line ends as everywhere else: a browser sends two characters for one."""
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


def _chosen(tell: Iterable[str], those: Iterable[Colleague]) -> set[str]:
    chosen, known = {each for each in tell if each}, {each.id for each in those}
    if not chosen <= known:
        raise NotPossible("tell", {"note_tell": _("知らせる人は、この課の職員から選んでください。")})
    return chosen


def _called(text: str, those: Iterable[Colleague]) -> set[str]:
    """The ids of who is called in the text. A call that reaches nobody, or two of one name, is said: it would be lost."""
    found = set()
    for line in text.split("\n"):
        for call in _calls(line):
            # The longest name counts: 海野 さくら is not 海野 さくらこ.
            fits = sorted(((_length(each, call), each.id) for each in those), reverse=True)
            best = [id_ for length, id_ in fits if length and length == fits[0][0]]
            if len(best) != 1:
                raise NotPossible("tell", {"note_text": _unheard(call, several=bool(best))})
            found.add(best[0])
    return found


def _calls(line: str) -> Iterable[str]:
    """What stands after each sign, to the end of the line."""
    at = 0
    while match := _CALL.search(line, at):
        yield unicodedata.normalize("NFKC", match["after"])
        at = match.start("after")


def _length(colleague: Colleague, call: str) -> int:
    """How many characters of the call are this colleague's id or name; 0 where it is somebody else's."""
    name = r"\s*".join(map(re.escape, unicodedata.normalize("NFKC", colleague.name).split()))
    id_ = re.escape(colleague.id) + r"(?![A-Za-z0-9_-])"
    return max(
        (match.end() for match in (re.match(id_, call), re.match(name, call) if name else None) if match),
        default=0,
    )


def _unheard(call: str, *, several: bool) -> str:
    said = _WORD.match(call)
    words = {"call": said[0] if said else call[:20]}
    if several:
        return (
            _("「@%(call)s」にあたる職員が2人以上います。職員番号で書くか、下の欄で選んでください。") % words
        )
    return (
        _(
            "「@%(call)s」という職員は、この課にいません。番号か名前を確かめるか、下の欄で選んでください。呼びかけでない@は、あとに空白を入れてください。"
        )
        % words
    )
