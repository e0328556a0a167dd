"""A procedure is withdrawn while drafts of it are open: nothing breaks, and everybody concerned is told."""

import json
import re
import uuid
from collections.abc import Iterator
from typing import Any
from uuid import UUID

import pytest
from django.db import connection, transaction

from dokodemo.base import clock
from dokodemo.catalog import versions
from dokodemo.catalog.schema import Catalog
from dokodemo.gateway.messages import Message, handler_for
from dokodemo.internet.accounts.tests.parts import PostOffice
from dokodemo.internet.accounts.tests.people import Browser
from dokodemo.internet.apply import queries
from dokodemo.internet.apply.tests import people
from dokodemo.internet.apply.tests.people import INU, SENDING, begin, fill, page_of, ready
from dokodemo.internet.inbox import changes, jobs
from dokodemo.internet.inbox.tests import inside
from dokodemo.internet.inbox.tests.test_jobs import forget_jobs, give_address, states, work

pytestmark = pytest.mark.django_db(transaction=True)
DOG = "inu-toroku"
REASON, INSTEAD = "国の登録に移ったためです。", "動物病院で登録できます。"


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch, db: None) -> Iterator[None]:
    monkeypatch.setattr(jobs, "CHANGE_SECONDS", 0)
    forget_jobs()
    yield
    forget_jobs()
    versions.forget()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )


def without_dogs(city: Catalog, *, said: bool = True) -> Catalog:
    plain = json.loads(city.to_bytes())
    procedure = plain["procedures"].pop(DOG)
    if said:
        plain["withdrawn"][DOG] = {
            "id": DOG, "titles": procedure["titles"], "section": procedure["section"], "since": "2026-12-01",
            "reason_text": {"ja": REASON, "en": "Moved to the state."},
            "instead_text": {"ja": INSTEAD, "en": "Ask your vet."},
            "successor": "jido-teate-nintei",
        }  # fmt: skip
    return Catalog.from_bytes(Catalog.model_validate(plain).to_bytes())


def offered(catalog: Catalog) -> None:
    """As the gateway hands it over: office says that this version is in force."""
    name = versions.store(catalog.to_bytes(), b"signature", "office")
    message = Message(
        uuid.uuid4(), "office", uuid.uuid4(), 1, "catalog.offered", 1, clock.now(), {"hash": name}, b""
    )
    with transaction.atomic():
        handler_for(message)(message)


def test_a_draft_begun_before_is_finished_sent_and_keeps_its_version(city: Catalog) -> None:
    hiroshi, other = people.by_mail(), people.by_mail()
    draft, half = ready(hiroshi, DOG, INU), begin(other, DOG)
    offered(without_dogs(city))
    for page in ("inu", "review"):
        html = page_of(hiroshi.get(f"{draft}/{page}"))
        assert "新しくは始められなくなりました" in html
        assert REASON in html
        assert INSTEAD in html
    fill(other, half, INU)  # half of it is written after the withdrawal
    for person, address in ((hiroshi, draft), (other, half)):
        sent = person.post(f"{address}/submit", SENDING)
        assert sent.status_code == 303, page_of(sent)
        assert person.get(sent["Location"]).status_code == 200
        (application,) = queries.mine(person.resident.account_id)
        assert application.catalog_hash == city.hash
        assert "そのまま最後まで進みます" in page_of(person.get(f"/my/{application.id}"))


def test_it_cannot_be_begun_any_more_and_its_page_says_what_instead(city: Catalog) -> None:
    hiroshi, visitor = people.by_mail(), people.browser()
    draft = begin(hiroshi, DOG)
    offered(without_dogs(city))
    page = page_of(visitor.get(f"/procedures/{DOG}"))
    for word in (REASON, INSTEAD, city.sections["kankyo"].phone, 'href="/procedures/jido-teate-nintei"'):
        assert word in page
    assert "申請をはじめる" not in page
    english = page_of(people.browser(language="en").get(f"/procedures/{DOG}"))
    assert "Moved to the state." in english
    assert not re.search("[ぁ-ん]{6,}", re.sub(r"(?s)<header.*?</header>", "", english))
    assert people.by_mail().post(f"/apply/{DOG}/start").status_code == 404
    mine = page_of(hiroshi.get(f"/procedures/{DOG}"))
    assert f'href="{draft}"' in mine or draft.rpartition("/")[2] in mine
    for place in ("/my", "/"):
        assert "新しくは始められなくなりました" in page_of(hiroshi.get(place))
    assert DOG not in page_of(visitor.get("/"))


def test_the_guide_and_the_search_no_longer_propose_it(city: Catalog) -> None:
    visitor = people.browser()
    assert f"/procedures/{DOG}" in page_of(visitor.get("/search?q=鑑札"))
    offered(without_dogs(city))
    assert f"/procedures/{DOG}" not in page_of(visitor.get("/search?q=鑑札"))


def test_a_withdrawal_without_a_word_is_polite_too(city: Catalog) -> None:
    hiroshi = people.by_mail()
    draft = begin(hiroshi, DOG)
    offered(without_dogs(city, said=False))
    page = page_of(people.browser().get(f"/procedures/{DOG}"))
    assert "新しくは始められなくなりました" in page
    assert city.sections["kankyo"].phone in page
    assert "新しくは始められなくなりました" in page_of(hiroshi.get(f"{draft}/inu"))
    assert people.browser().get("/procedures/never-there").status_code == 404


def test_everybody_with_a_draft_is_told_once_and_of_nothing(
    sakura: Browser, other_browser: Browser, post: PostOffice, city: Catalog
) -> None:
    give_address(sakura, post)
    begun = sakura.post(f"/apply/{DOG}/start")
    assert begun.status_code == 303
    forget_jobs()
    offered(without_dogs(city))
    work()
    (mail,) = post.mails
    assert mail.link == "/my"
    for word in ("犬", "登録", REASON, "dog", UUID(begun["Location"].split("/")[2])):
        assert str(word) not in mail.text + mail.subject
    offered(without_dogs(city))
    work()
    assert len(post.mails) == 1
    assert set(states()) == {"succeeded"}


def test_everybody_who_waits_for_a_decision_is_told_once(
    sakura: Browser, post: PostOffice, city: Catalog
) -> None:
    give_address(sakura, post)
    waiting, decided = (inside.apply(sakura, city, DOG) for _ in range(2))
    with connection.cursor() as cursor:
        cursor.execute("UPDATE apply_application SET decided_at = now() WHERE id = %s", [decided])
    forget_jobs()
    for _ in range(2):
        offered(without_dogs(city))
        work()
    assert [mail.link for mail in post.mails] == ["/my"]
    assert "そのまま最後まで進みます" in page_of(sakura.get(f"/my/{waiting}"))
    with connection.cursor() as cursor:
        cursor.execute("UPDATE apply_application SET decided_at = now() WHERE id = %s", [waiting])
    assert changes.forget() == 1


def test_batches_reach_everybody(city: Catalog, monkeypatch: pytest.MonkeyPatch, post: PostOffice) -> None:
    residents = [people.by_mail() for _ in range(5)]
    for each in residents:
        begin(each, DOG)
    unconcerned = people.by_mail()
    begin(people.by_card(), "jido-teate-nintei")
    monkeypatch.setattr(changes, "BATCH", 2)
    forget_jobs()
    offered(without_dogs(city))
    work()
    with connection.cursor() as cursor:
        cursor.execute("SELECT account_id, told_at IS NOT NULL FROM inbox_change")
        told: dict[Any, bool] = dict(cursor.fetchall())
    assert told == {each.resident.account_id: True for each in residents}
    assert unconcerned.resident.account_id not in told


def test_that_somebody_was_told_goes_with_the_draft(city: Catalog) -> None:
    hiroshi = people.by_mail()
    draft = begin(hiroshi, DOG)
    offered(without_dogs(city))
    versions.forget()
    assert changes.note()[0] == {hiroshi.resident.account_id}
    assert changes.forget() == 0
    hiroshi.post(f"{draft}/delete")
    assert changes.forget() == 1
