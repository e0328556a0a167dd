"""What a decision of the city has told fills the next form: for its resident only, marked, and never over what is newer."""

import base64
import json
import re
import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction

from dokodemo.base import clock
from dokodemo.base.crypto import seal_to
from dokodemo.base.ui.templatetags.ui import day
from dokodemo.catalog.schema import Catalog
from dokodemo.gateway.messages import Message, handler_for
from dokodemo.internet.apply import queries
from dokodemo.internet.apply.tests import people
from dokodemo.internet.apply.tests.people import (
    SENDING,
    TEATE,
    Person,
    begin,
    chosen,
    page_of,
    ready,
    value_of,
)
from dokodemo.internet.apply.tests.test_secrecy import found
from dokodemo.internet.profile import actions as profile

pytestmark = pytest.mark.django_db

ACCOUNT = {
    "account.bank": "9999", "account.bank_name": "うみかぜ銀行", "account.branch": "012", "account.branch_name": "灯台町",
    "account.kind": "1", "account.number": "7654321", "account.holder": "ハマサキ　ミナト",
}  # fmt: skip
CHILDREN = [{"child.name": "浜崎　しずく", "child.kana": "ハマサキ　シズク", "child.birthdate": "2019-06-01"}]
TOLD: dict[str, Any] = ACCOUNT | {"children": CHILDREN}
CLAIM = "jido-teate-nintei"
MARK = "市からの通知により"


def decided(person: Person, told: Any = TOLD, *, outcome: str = "approved") -> None:
    """An application of this person (as sent), and the decision of the zone that handles it, sealed to the account."""
    draft = ready(person, "inu-toroku", people.INU)
    person.post(f"{draft}/submit", SENDING)
    application = next(iter(queries.mine(person.resident.account_id)))
    content = {"outcome": outcome, "tells": told}
    sealed = seal_to(
        person.resident.public_key, json.dumps(content).encode(), f"decided:{application.id}".encode()
    )
    body = {
        "application": str(application.id),
        "at": clock.now().isoformat(),
        "sealed": base64.b64encode(sealed).decode(),
    }
    message = Message(
        uuid.uuid4(), application.zone, application.id, 1, "application.decided", 1, clock.now(), body, b""
    )
    with transaction.atomic():
        handler_for(message)(message)


def later() -> None:
    clock.set_now(clock.now() + timedelta(minutes=1))


@pytest.fixture
def minato(city: Catalog) -> Person:
    person = people.by_card()
    decided(person)
    return person


def test_it_fills_the_form_and_says_of_which_day(minato: Person) -> None:
    draft = begin(minato, CLAIM)
    page = minato.get(f"{draft}/koza")
    assert value_of(page, "account_number") == "7654321"
    assert chosen(page, "account_kind") == "1"
    assert page_of(page).count(f"{MARK}（{day(clock.today())}）") == 7
    assert "市からの通知で決まった内容を入れてあります" in page_of(page)
    assert "前におぼえた内容" not in page_of(page)
    children = minato.get(f"{draft}/kodomo")
    assert value_of(children, "children-0-name") == "浜崎　しずく"
    assert page_of(children).count(MARK) == 1, "once, at the list"
    assert MARK not in page_of(minato.get(f"{draft}/anata"))


def test_what_is_typed_counts_and_is_no_longer_the_citys(minato: Person) -> None:
    draft = ready(minato, CLAIM, TEATE)
    page = minato.get(f"{draft}/koza")
    assert value_of(page, "account_number") == "0123456"
    assert page_of(page).count(MARK) == 6, "the others are as the city told them"
    review = page_of(minato.get(f"{draft}/review"))
    assert "0123456" in review
    assert review.count(MARK) == 6, "the children were typed anew"
    numbers = re.search(r'id="spared">\D+(\d+)\D+(\d+)', review)
    assert numbers is not None
    assert int(numbers[2]) == 4 + 6 + 2, "known from the card; told; of the child the name and the reading"


@pytest.mark.parametrize("first", ["profile", "decision"])
def test_the_newer_of_profile_and_decision_counts(city: Catalog, first: str) -> None:
    person = people.by_card()
    kept = ACCOUNT | {"account.number": "1111111", "applicant.kana": "ハマサキ　ミナト"}
    if first == "decision":
        decided(person)
        later()
    profile.keep(person.resident, kept)
    if first == "profile":
        later()
        decided(person)
    draft = begin(person, CLAIM)
    assert account_number(person, draft) == ("1111111" if first == "decision" else "7654321")
    assert value_of(person.get(f"{draft}/anata"), "claimant_kana") == "ハマサキ　ミナト"


def account_number(person: Person, draft: str) -> str:
    return value_of(person.get(f"{draft}/koza"), "account_number")


def test_the_newest_decision_counts(minato: Person) -> None:
    later()
    decided(minato, ACCOUNT | {"account.number": "2222222"})
    draft = begin(minato, CLAIM)
    assert account_number(minato, draft) == "2222222"
    assert value_of(minato.get(f"{draft}/kodomo"), "children-0-name") == "浜崎　しずく"


def test_it_fills_a_form_for_several(minato: Person) -> None:
    draft = begin(minato, f"{CLAIM}+shugaku-enjo")
    assert value_of(minato.get(f"{draft}/shared-bank"), "account_number") == "7654321"


def test_nobody_else_reads_it(minato: Person) -> None:
    assert found(("うみかぜ銀行", "7654321", "しずく")) == set()
    other = people.by_card()
    assert account_number(other, begin(other, CLAIM)) == ""
    begin(minato, CLAIM)
    assert found(("うみかぜ銀行", "7654321", "しずく")) == set(), "nor out of the draft"


@pytest.mark.parametrize(
    "told", [None, [], "x", {}, {"account.number": {"a": 1}, "children": "x", "gone": 1}]
)
def test_what_cannot_be_used_fills_nothing(city: Catalog, told: Any) -> None:
    person = people.by_card()
    decided(person, told)
    draft = begin(person, CLAIM)
    assert account_number(person, draft) == ""
    assert MARK not in page_of(person.get(f"{draft}/koza"))


def test_one_that_does_not_open_keeps_nobody_from_applying(minato: Person) -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE inbox_notice SET sealed = %s", [b"broken"])
    assert account_number(minato, begin(minato, CLAIM)) == ""
