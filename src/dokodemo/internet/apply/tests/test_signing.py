"""An application that is signed with the card: through the real double, and every way it must not be sent."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import UUID

import pytest

from dokodemo.catalog.schema import Catalog
from dokodemo.gateway import signature
from dokodemo.internet.accounts.tests.parts import KENICHI, SAKURA, Provider
from dokodemo.internet.accounts.tests.people import Browser
from dokodemo.internet.apply import queries
from dokodemo.internet.apply.tests.inside import messages_of
from dokodemo.internet.apply.tests.people import SENDING, fill, page_of

pytestmark = pytest.mark.django_db
SIGNS, ANOTHER_SIGNS = (SAKURA[0], "SAKURA14"), (KENICHI[0], "KENICHI25")
PAGES = {
    "anata": {"requester_kana": "ウミノ サクラ", "requester_phone": "09000001234", "asker": "private"},
    "dare": {"whose": "self"},
    "utsushi": {"with_relation": "false", "purpose": "work", "copies": "1"},
    "doi": {"declare_use": "true"},
}


@dataclass
class At:
    """Somebody before the review of a form that is signed."""

    browser: Browser
    provider: Provider
    draft: str

    def to_provider(self) -> str:
        sent = self.browser.post(f"{self.draft}/submit", SENDING)
        assert sent.status_code == 303, page_of(sent)
        return str(sent["Location"])

    def back(self, who: tuple[str, str] = SIGNS, **how: Any) -> Any:
        return self.browser.come_back(self.provider.approve(self.to_provider(), who, **how))

    @property
    def sent(self) -> list[Any]:
        return queries.mine(self.browser.resident.account_id)


@pytest.fixture
def at_review(city: Catalog, browser: Browser, provider: Provider) -> At:
    browser.with_card(provider)
    started = browser.post("/apply/juminhyo-yuso/start")
    assert started.status_code == 303, page_of(started)
    draft = str(started["Location"]).rpartition("/")[0]
    assert fill(browser, draft, PAGES)["Location"] == f"{draft}/review"  # type: ignore[arg-type]
    return At(browser, provider, draft)


def test_what_is_sent_is_what_was_signed(at_review: At) -> None:
    review = page_of(at_review.browser.get(f"{at_review.draft}/review"))
    assert "署名して申請する" in review
    answer = at_review.back()
    assert answer.status_code == 303
    assert str(answer["Location"]).startswith("/receipts/")
    (application,) = at_review.sent
    (message,) = messages_of(application.id)
    body = message.body
    signed = signature.content(
        body["application"], body["procedure"], body["catalog"], body["values"], body["attachments"]
    )
    told = body["evidence"]["signature"]
    assert told["algorithm"] == "RS256"
    assert signature._signs(_key(told["certificate"]), signature._bytes(told["value"]), signed)
    assert body["values"]["copies"] == 1


def _key(certificate: str) -> Any:
    from cryptography import x509

    return x509.load_der_x509_certificate(signature._bytes(certificate)).public_key()


def test_the_provider_is_asked_for_a_signature_of_this_very_hash(at_review: At) -> None:
    query = parse_qs(urlsplit(at_review.to_provider()).query)
    assert query["scope"] == ["openid sign"]
    assert str(UUID(query["sign_transaction_id"][0])) == query["sign_transaction_id"][0]
    assert at_review.sent == []


def test_giving_up_leaves_everything_as_it_was(at_review: At) -> None:
    answer = at_review.back(cancel=True)
    assert answer["Location"] == f"{at_review.draft}/review?unsigned=cancelled"
    page = page_of(at_review.browser.get(answer["Location"]))
    assert "申請は、まだ届いていません" in page
    assert "署名をやめました" in page
    assert at_review.sent == []
    assert str(at_review.back()["Location"]).startswith("/receipts/")


def test_the_card_of_another_person_is_refused(at_review: At) -> None:
    answer = at_review.back(ANOTHER_SIGNS)
    assert answer["Location"].endswith("?unsigned=another_signed")
    assert at_review.sent == []


def test_an_answer_changed_in_another_window_is_not_what_was_signed(at_review: At) -> None:
    address = at_review.provider.approve(at_review.to_provider(), SIGNS)
    at_review.browser.post(
        f"{at_review.draft}/utsushi", PAGES["utsushi"] | {"copies": "9", "_shown": "copies"}
    )
    answer = at_review.browser.come_back(address)
    assert answer["Location"].endswith("?unsigned=time_over")
    assert at_review.sent == []


def test_coming_back_twice_sends_once(at_review: At) -> None:
    address = at_review.provider.approve(at_review.to_provider(), SIGNS)
    first, second = at_review.browser.come_back(address), at_review.browser.come_back(address)
    assert str(first["Location"]).startswith("/receipts/")
    assert second["Location"] == "/my"
    assert len(at_review.sent) == 1


def test_a_state_that_is_not_ours_is_refused(at_review: At) -> None:
    address = at_review.provider.approve(at_review.to_provider(), SIGNS)
    answer = at_review.browser.come_back(address.replace("state=", "state=x"))
    assert answer["Location"].endswith("?unsigned=refused")
    assert at_review.sent == []


def test_coming_back_without_an_errand(at_review: At) -> None:
    assert at_review.browser.get("/apply/signed?code=x&state=y")["Location"] == "/my"


def test_what_is_wrong_is_said_before_anybody_signs(at_review: At) -> None:
    answer = at_review.browser.post(f"{at_review.draft}/submit", {"delivery": "inbox"})
    assert answer.status_code == 422


def test_a_signed_procedure_is_applied_for_by_itself(city: Catalog, browser: Browser) -> None:
    answer = browser.get("/procedures/inu-toroku+juminhyo-yuso")
    assert answer.status_code == 404
    assert "署名" in page_of(answer)
