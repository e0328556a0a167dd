"""補正: a clerk asks the applicant to mend the application; meanwhile the standard processing time stands still."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from dokodemo.base import clock
from dokodemo.base.actor import Actor
from dokodemo.base.audit.actions import record
from dokodemo.casework.cases import facts, replies, states
from dokodemo.casework.cases.actions import telling
from dokodemo.casework.cases.loading import Loaded, load
from dokodemo.casework.cases.models import Case, CaseAsked
from dokodemo.casework.cases.rights import NotPossible, grow, hold
from dokodemo.catalog import forms
from dokodemo.catalog.compiled import form_of, walk
from dokodemo.catalog.parsing import private_fields
from dokodemo.catalog.schema import Procedure
from dokodemo.values.days import days_after
from dokodemo.values.eras import format_wareki

LONGEST_TEXT = 1000
LONGEST_WAIT = timedelta(days=180)


@dataclass(frozen=True)
class Item:
    """Something that can be asked for again: an answer by its ``name`` in the form, a My Number, or a file."""

    name: str
    label: str
    now: str


def answers_of(loaded: Loaded, language: str) -> tuple[Item, ...]:
    """The answers of this application that its applicant can give anew: not what the card has said."""
    verified = loaded.case.evidence.get("verified") and loaded.case.evidence.get("kind") == "oidc"
    private = {field.id for field in private_fields(loaded.procedure, loaded.values)}
    found = []
    for part in forms.summary(loaded.procedure, loaded.values, language):
        for row in part.rows:
            field = facts.field_named(loaded.procedure, row.field_id)
            by_card = bool(verified and field and (field.source or "").startswith("identity."))
            if not by_card:
                found.append(
                    Item(
                        row.field_id, row.label, "" if row.field_id in private or not row.typed else row.value
                    )
                )
    return tuple(found)


def files_of(loaded: Loaded, language: str) -> tuple[Item, ...]:
    """The attachments that these answers call for."""
    called = walk(form_of(loaded.procedure), loaded.values).attachments
    return tuple(Item(each.id, each.titles.of(language), "") for each in called)


@transaction.atomic
def ask(
    actor: Actor,
    case_id: UUID,
    version: int,
    text: str,
    until: date | None,
    fields: Collection[str] = (),
    attachments: Collection[str] = (),
) -> None:
    """Ask the applicant to mend something by the last day ``until``; told by the entrance the application came in, and by
    letter where they get their papers by post. ``fields`` and ``attachments`` say which answers and files it is about.

    Raises NotAllowed, Changed; NotPossible: not_examining, asked_already, or what is wrong with the words."""
    case = hold(actor, case_id, "case.ask", "clerk", version=version)
    if case.state != states.EXAMINING:
        raise NotPossible("not_examining")
    if CaseAsked.objects.filter(case=case, closed_at=None).exists():
        raise NotPossible("asked_already")
    problems, text, today = {}, text.strip(), clock.today()
    if not text or len(text) > LONGEST_TEXT:
        problems["ask_text"] = _("直してほしいことを、1,000文字以内で入力してください。")
    if until is None or not today < until <= today + LONGEST_WAIT:
        problems["ask_until"] = _("期限は、明日から180日後までの日付を入力してください。")
    loaded = load(case)
    answers, files = _chosen(loaded, fields, attachments, case.language)
    if len(answers) < len(set(fields)) or len(files) < len(set(attachments)):
        problems["ask_fields"] = _("この申請にない項目が選ばれています。選び直してください。")
    if problems or until is None:
        raise NotPossible("ask", problems)
    now = clock.now()
    CaseAsked.objects.create(
        case=case, text=text, until=until, by_id=actor.id, by_name=actor.name, at=now,
        fields=[each.name for each in answers], attachments=[each.name for each in files],
    )  # fmt: skip
    stand_still(case, loaded.procedure)
    grow(case, "due")
    record(
        actor, "case.ask", object_kind="case", object_id=str(case.id), subject=case.person or "",
        detail={"fields": [each.name for each in answers], "files": [each.name for each in files]},
    )  # fmt: skip
    _tell(loaded, text, until, answers, files)


def _chosen(
    loaded: Loaded, fields: Collection[str], attachments: Collection[str], language: str
) -> tuple[Sequence[Item], Sequence[Item]]:
    return (
        [each for each in answers_of(loaded, language) if each.name in fields],
        [each for each in files_of(loaded, language) if each.name in attachments],
    )


def _tell(loaded: Loaded, text: str, until: date, answers: Sequence[Item], files: Sequence[Item]) -> None:
    case = loaded.case
    content: dict[str, Any] = {"text": text, "until": until.isoformat()}
    if case.entrance == states.WEB:  # our own pages know what the form calls them, in the reader's language
        content |= {
            "fields": [each.name for each in answers],
            "attachments": [each.name for each in files],
            "values": loaded.values,
        }
    else:
        content["labels"] = [each.label for each in (*answers, *files)]
    replies.send_sealed(case, replies.CORRECTION_ASKED, clock.now(), content, until=until.isoformat())
    if case.entrance in states.BY_HAND:
        _write(loaded, text, until, [*answers, *files], _BY_HAND)
    elif case.entrance == states.WEB and case.delivery == "paper":
        # a letter is Japanese, whatever language the pages were read in
        answers, files = _chosen(loaded, content["fields"], content["attachments"], "ja")
        _write(loaded, text, until, [*answers, *files], _ONLINE)


#: How to answer the letter, before the sentence about the telephone.
_ONLINE = (
    "期限までに、マイページで直してください。",
    "マイページを使えないときは、この手紙を持って担当課の窓口に来るか、お電話ください。",
)
_BY_HAND = ("期限までに、この手紙と、直した内容を書いた紙や足りない書類を、担当課の窓口に持ってくるか、郵送してください。", "分からないことがあるときは、お電話ください。")  # fmt: skip


def _write(loaded: Loaded, text: str, until: date, items: Sequence[Item], how: tuple[str, str]) -> None:
    """補正の求め as a letter, for who gets papers by post: they may not look at the page before the day is over."""
    title = loaded.procedure.titles.ja
    rows = [("手続き", title), ("直してほしいこと", text), ("期限", format_wareki(until))]
    if items:
        rows.insert(2, ("直す項目・書類", "、".join(each.label for each in items)))
    addressee = telling.applicant(loaded)
    if not addressee["address"]:
        raise NotPossible("ask", {"ask_text": _("申請した方の住所が分からないため、お願いの手紙を送れません。電話などで確かめて、住所を直してから求めてください。")})  # fmt: skip
    n = CaseAsked.objects.filter(case=loaded.case).count()
    telling.must_tell(
        loaded,
        f"correction-{n}",
        "申請の補正のお願い",
        [
            f"お出しいただいた「{title}」について、下のとおり直していただきたいことがあります。{how[0]}",
            f"{how[1]}期限までに直されないときは、いまある内容で判断します（行政手続法7条）。",
        ],
        rows,
        addressee,
    )


def close(
    case: Case, procedure: Procedure, answer: int | None = None, arrived_at: datetime | None = None
) -> None:
    """Nobody waits for an answer any more: version ``answer`` was it, or a decision is proposed without one. The time goes on
    from when the answer arrived, which may be before somebody typed it; the caller saves the case's ``due``."""
    now = clock.now()
    for asked in CaseAsked.objects.filter(case=case, closed_at=None):
        asked.closed_at, asked.answer = max(asked.at, min(arrived_at or now, now)), answer
        asked.save(update_fields=["closed_at", "answer"])
    stand_still(case, procedure)


def stand_still(case: Case, procedure: Procedure) -> None:
    """Set the case's last day to what it is with the days of waiting left out (標準処理期間は補正に要する期間を含まない): of
    each request from the day it was made to the day of its end, and no longer than its own term. While an answer is waited for the term counts whole."""
    waited = 0
    for asked in CaseAsked.objects.filter(case=case):
        ended = clock.legal_date(asked.closed_at) if asked.closed_at else asked.until
        waited += max((min(ended, asked.until) - clock.legal_date(asked.at)).days, 0)
    case.due = days_after(case.arrived_on, procedure.standard_days + waited)
