"""What goes back to the resident, by the entrance the application came in: from our own pages sealed to the key that
travelled with it, so that it waits unreadable; by another entrance as that one's room takes it (``register``)."""

import base64
import json
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from dokodemo.base.crypto import seal_to
from dokodemo.casework import documents
from dokodemo.casework.cases import states
from dokodemo.casework.cases.models import Case, CaseDocument
from dokodemo.casework.cases.official_seal import stamped
from dokodemo.catalog.notices import FACTS
from dokodemo.gateway import outbox

INTERNET = "internet"
#: What an applicant who is asked to mend something is told.
CORRECTION_ASKED = "correction.asked"
#: What the post office did with a paper: brought it back, and had it once more.
DOCUMENT_RETURNED = "document.returned"
#: The word that binds what is sealed to its use: ``<word>:<application or document>`` is the info of the seal.
_WORDS = {
    "application.decided": "decided", "fee.due": "fee", "document.delivered": "document", CORRECTION_ASKED: "correction",
    DOCUMENT_RETURNED: "returned",
}  # fmt: skip

#: (case, type of message, when, what it says): called in the transaction of the change that it tells of.
Answer = Callable[[UUID, str, datetime, Mapping[str, Any]], None]
_entrances: dict[str, Answer] = {}


def register(entrance: str, answer: Answer) -> None:
    """Have ``answer`` called for cases of that entrance, instead of a message to ``internet``."""
    _entrances[entrance] = answer


def _goes_elsewhere(case: Case, type_: str, at: datetime, content: Mapping[str, Any]) -> bool:
    if case.entrance == states.WEB:
        return False
    if case.entrance not in states.BY_HAND:  # who is not online is told on paper
        _entrances[case.entrance](case.id, type_, at, content)
    return True


def send(case: Case, type_: str, at: datetime, **content: str) -> None:
    """Post what everybody may know (that it is registered, how far it is), in the caller's transaction."""
    if not _goes_elsewhere(case, type_, at, content):
        body = {"application": str(case.id), "at": at.isoformat(), **content}
        outbox.post(INTERNET, case.id, type_, 1, body)


def send_sealed(case: Case, type_: str, at: datetime, content: dict[str, Any], **plain: str) -> None:
    """Post ``content``, sealed, in the caller's transaction; ``plain`` beside it is what ``internet`` itself has to know."""
    if _goes_elsewhere(case, type_, at, content):
        return
    body = {
        "application": str(case.id),
        "at": at.isoformat(),
        "sealed": base64.b64encode(_seal(case, _WORDS[type_], case.id, _json(content))).decode(),
        **plain,
    }
    outbox.post(INTERNET, case.id, type_, 1, body)


def send_document(document: CaseDocument, at: datetime, file_name: str, pdf: bytes) -> None:
    """Post a document: what it is and its text sealed in the body, the PDF sealed as the tail."""
    case, language = document.case, str(document.facts.get("language", "ja"))
    what: dict[str, Any] = {
        "title": document.title,
        "declared": document.declared,
        "file_name": file_name,
        "media_type": "application/pdf",
    }
    if document.kind in documents.READABLE:
        what["parts"] = documents.reading(document.kind, stamped(document), language)
        what["words"] = {name: document.facts[name] for name in FACTS if name in document.facts}
    body = {
        "application": str(case.id),
        "document": str(document.id),
        "at": at.isoformat(),
        "sealed": base64.b64encode(_seal(case, "document", document.id, _json(what))).decode(),
    }
    tail = _seal(case, "document", document.id, pdf)
    outbox.post(INTERNET, case.id, "document.delivered", 1, body, tail=tail)


def _json(content: dict[str, Any]) -> bytes:
    return json.dumps(content, ensure_ascii=False).encode()


def _seal(case: Case, word: str, subject: UUID, plain: bytes) -> bytes:
    return seal_to(bytes(case.reply_public_key or b""), plain, f"{word}:{subject}".encode())
