"""A resident who has sent an application, and the zone inside that answers it with real seals."""

import base64
import json
import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import transaction

from dokodemo.base import clock
from dokodemo.base.crypto import seal_to
from dokodemo.catalog.schema import Catalog
from dokodemo.gateway.messages import Message, handler_for
from dokodemo.internet.accounts.tests.parts import Provider
from dokodemo.internet.accounts.tests.people import Browser
from dokodemo.internet.apply import actions, queries, submitting
from dokodemo.internet.apply.submitting import Sending

PDF = b"%PDF-1.7 " + "認定通知書 海野さくら様".encode() * 50
DECIDED: dict[str, Any] = {
    "outcome": "approved", "number": "海子第12号", "date": "2026-12-01", "amount": 25000, "amount_unit": "円/月",
    "articles": ["児童手当法第8条"], "reasons": ["お子さん2人をともに監護しているため"], "kyoji": "不服があるときは海風県知事に申し立てられます。",
}  # fmt: skip
#: A letter's text as the deciding zone sends it (``casework.documents.reading``), with every kind of part.
PARTS: list[dict[str, Any]] = [
    {"lines": ["海風市汐見台一丁目2番3号", "海野　さくら　様"]},
    {"title": "児童手当　認定通知書"},
    {"text": "次のとおり認定しました。"},
    {"rows": [["手当月額", "25,000円"]]},
    {"heading": "児童ごとの内訳"},
    {
        "columns": ["氏名", "月額"],
        "cells": [{"row": ["海野　はると", "10,000円"], "note": "第1子の額です。"}, {"row": ["海野　なぎ", "―"], "note": ""}],
    },
    {"heading": "理由"},
    {"numbered": ["ともに監護しているため。", "<b>請求</b>の月の翌月から支給します。"]},
    {"text": "Note in English.", "lang": "en"},
]  # fmt: skip
FEE = {"amount": 3000, "how": "環境課の松の間で、現金でお支払いください。"}
# Of what is sealed here, nothing that the catalog (public) also says.
WORDS = (
    "海野さくら様",
    "海野　さくら　様",
    "第1子の額です",
    "海子第12号",
    "ともに監護",
    "海風県知事に",
    "松の間",
    "認定通知書.pdf",
)


@pytest.fixture
def sakura(browser: Browser, provider: Provider, city: Catalog) -> Browser:
    """A browser signed in with the card."""
    browser.with_card(provider)
    return browser


def apply(browser: Browser, city: Catalog, procedure: str = "jido-teate-nintei") -> UUID:
    """Send an application as this resident."""
    resident = browser.resident
    started = actions.start(resident, city.procedures[procedure], city.hash)
    draft, count = queries.draft_to_submit(resident, started.draft_id)
    assert submitting.submit(resident, draft, [], count, Sending({}, "inbox", "ja"), clock.now())
    return started.draft_id


@dataclass
class Inside:
    """The handling zone: what it says of one application arrives here as the gateway would hand it over."""

    application: UUID
    public_key: bytes
    zone: str
    sequence: int = 0

    def say(self, type_: str, tail: bytes = b"", **body: Any) -> Message:
        self.sequence += 1
        message = Message(
            uuid.uuid4(), self.zone, self.application, self.sequence, type_, 1, clock.now(),
            {"application": str(self.application), "at": clock.now().isoformat()} | body, tail,
        )  # fmt: skip
        deliver(message)
        return message

    def seal(self, info: str, content: Any) -> str:
        plain = content if isinstance(content, bytes) else json.dumps(content, ensure_ascii=False).encode()
        return base64.b64encode(seal_to(self.public_key, plain, info.encode())).decode()

    def decide(self, **changed: Any) -> Message:
        return self.say(
            "application.decided", sealed=self.seal(f"decided:{self.application}", DECIDED | changed)
        )

    def ask_fee(self, **changed: Any) -> Message:
        return self.say("fee.due", sealed=self.seal(f"fee:{self.application}", FEE | changed))

    def send_document(self, pdf: bytes = PDF, **changed: Any) -> UUID:
        document = uuid.uuid4()
        info = f"document:{document}"
        what = {
            "title": "認定通知書", "file_name": "認定通知書.pdf", "media_type": "application/pdf", "declared": "notice",
            "parts": PARTS,
        } | changed  # fmt: skip
        tail = base64.b64decode(self.seal(info, pdf))
        self.say("document.delivered", tail, document=str(document), sealed=self.seal(info, what))
        return document

    def tell_of_post(
        self,
        *journey: dict[str, str],
        declared: str = "notice",
        title: str = "児童手当 認定通知書",
        **changed: Any,
    ) -> Message:
        """How it stands with one paper that went by post."""
        what = {"document": "paper-1", "title": title, "declared": declared, "journey": journey} | changed
        return self.say("document.returned", sealed=self.seal(f"returned:{self.application}", what))


#: What the post does with a paper.
CAME_BACK = {"what": "came_back", "on": "2026-12-03", "why": "moved"}
SENT_AGAIN = {"what": "sent_again", "on": "2026-12-05"}


def deliver(message: Message) -> None:
    """As the gateway's inbox does: in a transaction, by the handler of the type."""
    with transaction.atomic():
        handler_for(message)(message)


@pytest.fixture
def inside(sakura: Browser, city: Catalog) -> Inside:
    """The zone that handles an application of ``sakura``."""
    application = apply(sakura, city)
    return Inside(application, sakura.resident.public_key, city.procedures["jido-teate-nintei"].zone)


def minutes_later(minutes: float) -> datetime:
    """Move the clock on."""
    clock.set_now(clock.now() + timedelta(minutes=minutes))
    return clock.now()
