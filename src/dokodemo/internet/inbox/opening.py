"""Opening what the deciding zone sealed, with the key that only this request has.

The seal is bound to its use: info ``decided:<application>``, ``fee:<application>``, ``correction:<application>``,
``returned:<application>``, ``document:<document>``."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from dokodemo.base import files
from dokodemo.base.crypto import Unreadable, open_sealed
from dokodemo.base.ui.templatetags.ui import is_japanese
from dokodemo.internet.accounts.resident import Resident
from dokodemo.internet.apply.answering import Asked
from dokodemo.internet.apply.proposing import Told
from dokodemo.internet.inbox import queries
from dokodemo.internet.inbox.queries import Notice

#: How many decisions are opened to fill a form.
_DECISIONS = 20
MEDIA_TYPES = frozenset({"application/pdf"})


@dataclass(frozen=True)
class Decision:
    """What was decided, in words: Japanese as they were sent, else as ``saying`` says them. ``reduced``: less was granted than
    was asked. ``amount`` is in yen, ``per`` says of what ("/月"); ``day`` None where the zone wrote none; ``text`` is the whole
    in a sentence."""

    approved: bool
    reduced: bool
    kind: str
    number: str
    day: date | None
    amount: int | None
    per: str
    text: str
    articles: tuple[str, ...]
    reasons: tuple[str, ...]
    kyoji: str

    @property
    def title(self) -> str:
        """What was decided, in a word."""
        return _("一部が認められました") if self.reduced else outcome(self.kind, approved=self.approved)

    @property
    def in_japanese(self) -> bool:
        """Whether some of it is, whatever language the reader has."""
        return any(map(is_japanese, (self.text, self.number, *self.articles, *self.reasons, self.kyoji)))


@dataclass(frozen=True)
class Fee:
    """``amount`` in yen; ``how`` to pay it."""

    amount: int
    how: str


@dataclass(frozen=True)
class Document:
    """What a document is; its bytes are opened only when it is asked for. ``declared``: which document of the procedure.
    ``parts``: its text in order, as ``casework.documents.reading`` makes it; empty where it came without one. ``words``: what
    its paragraphs say of this decision (``catalog.notices.FACTS``)."""

    notice: Notice
    title: str
    file_name: str
    media_type: str
    declared: str
    parts: tuple[dict[str, Any], ...]
    words: dict[str, Any]


#: What happens to a paper by post after it was sent.
CAME_BACK, SENT_AGAIN = "came_back", "sent_again"


@dataclass(frozen=True)
class Leg:
    """A paper came back (``why`` ∈ unknown, moved, refused, kept) or went out again on that day."""

    what: str
    on: date
    why: str


@dataclass(frozen=True)
class Posted:
    """How it stands with one paper, by the post; ``journey`` is empty where what was said of it was a mistake."""

    document: str
    title: str
    declared: str
    journey: tuple[Leg, ...]


def outcome(kind: str, *, approved: bool) -> str:
    """What was decided of a procedure of that kind, in a word."""
    if kind == "application":
        return _("認められました") if approved else _("認められませんでした")
    if kind == "notification":
        return _("受理されました") if approved else _("受理されませんでした")
    return _("受け付けました") if approved else _("受け付けられませんでした")


def decision(resident: Resident, notice: Notice) -> Decision:
    """Raises Unreadable."""
    told = _told(resident, notice, "decided", str(notice.application_id))
    amount = told.get("amount")
    return Decision(
        approved=told.get("outcome") == "approved",
        reduced=told.get("reduced") is True,
        kind=str(told.get("kind") or "application"),
        number=str(told.get("number") or ""),
        day=_day(told.get("date")),
        amount=amount if isinstance(amount, int) else None,
        per=str(told.get("amount_unit") or "").removeprefix("円"),
        text="",
        articles=tuple(map(str, told.get("articles") or ())),
        reasons=tuple(str(reason) for reason in told.get("reasons") or ()),
        kyoji=str(told.get("kyoji") or ""),
    )


def told_lately(resident: Resident) -> list[Told]:
    """What the last decisions say for the next forms, the newest first. One query; one that does not open is passed over."""
    return [
        told for notice in queries.decisions(resident, _DECISIONS) if (told := _told_by(resident, notice))
    ]


def _told_by(resident: Resident, notice: Notice) -> Told | None:
    try:
        told = _told(resident, notice, "decided", str(notice.application_id)).get("tells")
    except Unreadable:
        return None
    return Told(notice.at, told) if isinstance(told, dict) and told else None


def fee(resident: Resident, notice: Notice) -> Fee:
    """Raises Unreadable."""
    told = _told(resident, notice, "fee", str(notice.application_id))
    try:
        return Fee(int(told["amount"]), str(told.get("how") or ""))
    except (KeyError, TypeError, ValueError) as error:
        raise Unreadable("the fee names no amount") from error


def correction(resident: Resident, notice: Notice) -> Asked:
    """What is to be mended. Raises Unreadable."""
    told = _told(resident, notice, "correction", str(notice.application_id))
    until, values = _day(told.get("until")), told.get("values")
    if until is None or not isinstance(values, dict):
        raise Unreadable("the request for correction has no last day or no answers")
    fields, attachments = (tuple(map(str, told.get(name) or ())) for name in ("fields", "attachments"))
    return Asked(notice.id, str(told.get("text") or ""), until, fields, attachments, values)


def document(resident: Resident, notice: Notice) -> Document:
    """What it is called. Raises Unreadable."""
    told = _told(resident, notice, "document", str(notice.id))
    media_type = told.get("media_type")
    return Document(
        notice,
        title=str(told.get("title") or ""),
        file_name=str(told.get("file_name") or f"{notice.id}.pdf"),
        # A type we did not agree on is offered as bytes to save, never shown.
        media_type=media_type if media_type in MEDIA_TYPES else "application/octet-stream",
        declared=str(told.get("declared") or ""),
        parts=tuple(part for part in told.get("parts") or () if isinstance(part, dict)),
        words=told["words"] if isinstance(told.get("words"), dict) else {},
    )


def returned(resident: Resident, notices: Sequence[Notice]) -> list[Posted]:
    """Each paper that the post brought back or took again, as was said of it last. Raises Unreadable."""
    papers = {}
    for notice in notices:
        told = _told(resident, notice, "returned", str(notice.application_id))
        paper, title, declared = (str(told.get(name) or "") for name in ("document", "title", "declared"))
        papers[paper] = Posted(paper, title, declared, tuple(map(_leg, told.get("journey") or ())))
    return list(papers.values())


def _leg(told: object) -> Leg:
    said = told if isinstance(told, dict) else {}
    what, on = said.get("what"), _day(said.get("on"))
    if what not in (CAME_BACK, SENT_AGAIN) or on is None:
        raise Unreadable("what the post did with a paper is no such thing")
    return Leg(what, on, str(said.get("why") or ""))


def contents(resident: Resident, document: Document) -> bytes:
    """The document itself. Raises Unreadable."""
    sealed = files.read_cipher(document.notice.sha256_cipher)
    return open_sealed(resident.private_key, sealed, _info("document", str(document.notice.id)))


def _day(text: object) -> date | None:
    try:
        return date.fromisoformat(str(text))
    except ValueError:
        return None


def _told(resident: Resident, notice: Notice, word: str, subject: str) -> dict[str, Any]:
    plain = open_sealed(resident.private_key, notice.sealed, _info(word, subject))
    try:
        told = json.loads(plain)
    except ValueError as error:
        raise Unreadable("what was sealed is no JSON") from error
    if not isinstance(told, dict):
        raise Unreadable("what was sealed is no JSON object")
    return told


def _info(word: str, subject: str) -> bytes:
    return f"{word}:{subject}".encode()
