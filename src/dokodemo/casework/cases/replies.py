"""What goes back to the resident, by the entrance the application came in: from our own pages sealed to the key that
travelled with it, so that it waits unreadable; by another entrance as that one's room takes it (``register``)."""

import base64
import json
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from dokodemo.base.crypto import seal_to
from dokodemo.casework.cases import states
from dokodemo.casework.cases.models import Case
from dokodemo.gateway import outbox

INTERNET = "internet"
#: The word that binds what is sealed to its use: ``<word>:<application or document>`` is the info of the seal.
_WORDS = {"application.decided": "decided", "fee.due": "fee", "document.delivered": "document"}
#: What an applicant who is asked to mend something is told; no message of that kind goes to ``internet`` yet.
CORRECTION_ASKED = "correction.asked"

#: (case, type of message, when, what it says): called in the transaction of the change that it tells of.
Answer = Callable[[UUID, str, datetime, Mapping[str, Any]], None]
_entrances: dict[str, Answer] = {}


def register(entrance: str, answer: Answer) -> None:
    """Have ``answer`` called for cases of that entrance, instead of a message to ``internet``."""
    _entrances[entrance] = answer


def can_ask(case: Case) -> bool:
    """Whether the entrance of the case carries a request for correction to the applicant, and the answer back."""
    return case.entrance != states.WEB


def _goes_elsewhere(case: Case, type_: str, at: datetime, content: Mapping[str, Any]) -> bool:
    if case.entrance == states.WEB:
        return False
    _entrances[case.entrance](case.id, type_, at, content)
    return True


def send(case: Case, type_: str, at: datetime, **content: str) -> None:
    """Post what everybody may know (that it is registered, how far it is), in the caller's transaction."""
    if not _goes_elsewhere(case, type_, at, content):
        body = {"application": str(case.id), "at": at.isoformat(), **content}
        outbox.post(INTERNET, case.id, type_, 1, body)


def send_sealed(case: Case, type_: str, at: datetime, content: dict[str, Any]) -> None:
    """Post ``content``, sealed, in the caller's transaction."""
    if _goes_elsewhere(case, type_, at, content):
        return
    body = {
        "application": str(case.id),
        "at": at.isoformat(),
        "sealed": base64.b64encode(_seal(case, _WORDS[type_], case.id, _json(content))).decode(),
    }
    outbox.post(INTERNET, case.id, type_, 1, body)


def send_document(case: Case, document: UUID, at: datetime, title: str, file_name: str, pdf: bytes) -> None:
    """Post a document: its title sealed in the body, the PDF sealed as the tail."""
    what = _json({"title": title, "file_name": file_name, "media_type": "application/pdf"})
    body = {
        "application": str(case.id),
        "document": str(document),
        "at": at.isoformat(),
        "sealed": base64.b64encode(_seal(case, "document", document, what)).decode(),
    }
    outbox.post(INTERNET, case.id, "document.delivered", 1, body, tail=_seal(case, "document", document, pdf))


def _json(content: dict[str, Any]) -> bytes:
    return json.dumps(content, ensure_ascii=False).encode()


def _seal(case: Case, word: str, subject: UUID, plain: bytes) -> bytes:
    return seal_to(bytes(case.reply_public_key or b""), plain, f"{word}:{subject}".encode())
