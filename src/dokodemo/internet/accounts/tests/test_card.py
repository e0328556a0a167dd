"""Signing in with the card, against the real double: what works, and every way it must not."""

from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from dokodemo.base import sessions
from dokodemo.base.audit.models import AuditRow
from dokodemo.base.config import ZoneConfig
from dokodemo.internet.accounts import card, errand
from dokodemo.internet.accounts.models import Account, Session
from dokodemo.internet.accounts.tests.dump import whole_database
from dokodemo.internet.accounts.tests.parts import KENICHI, SAKURA, Provider
from dokodemo.internet.accounts.tests.people import Browser


def test_the_first_page_says_what_is_needed(browser: Browser) -> None:
    page = browser.get("/sign-in?next=/my&level=card").content.decode()
    assert "マイナンバーカード" in page
    assert "数字4けた" in page
    assert "暗証番号を忘れた方" in page
    assert "/sign-in/mail" not in page
    assert "/sign-in/mail" in browser.get("/sign-in?level=mail").content.decode()


def test_signing_in(browser: Browser, provider: Provider) -> None:
    answer = browser.with_card(provider, back="/my/settings")
    assert (answer.status_code, answer["Location"]) == (303, "/my/settings")
    resident = browser.resident
    assert resident.level == "card"
    assert resident.known == {
        "identity.name": "海野　さくら", "identity.address": "海風市汐見台一丁目2番3号",
        "identity.birthdate": "1991-05-14", "identity.gender": "2",
    }  # fmt: skip
    assert resident.evidence["kind"] == "oidc"
    assert resident.evidence["claims"]["birthdate"] == "1991-05-14"
    assert resident.evidence["id_token"].count(".") == 2
    assert resident.delivery == "paper"
    assert len(resident.account_key) == len(resident.private_key) == 32
    row = AuditRow.objects.get(action="session.open")
    assert (row.actor_id, row.actor_name, row.detail) == (
        str(resident.account_id), "", {"level": "card", "new": row.detail["new"]},
    )  # fmt: skip


def test_coming_back_is_the_same_account_with_the_same_key(
    browser: Browser, other_browser: Browser, provider: Provider
) -> None:
    browser.with_card(provider)
    other_browser.with_card(provider)
    first, second = browser.resident, other_browser.resident
    assert (first.account_id, first.account_key) == (second.account_id, second.account_key)
    other_browser.with_card(provider, KENICHI)
    assert other_browser.resident.account_id != first.account_id
    assert other_browser.resident.account_key != first.account_key


def test_the_browser_is_sent_with_everything_the_provider_asks(
    browser: Browser, own_house: ZoneConfig, provider: Provider
) -> None:
    asked = urlsplit(browser.to_provider())
    oidc = own_house.oidc
    assert oidc is not None
    assert f"{asked.scheme}://{asked.netloc}{asked.path}".startswith(oidc.issuer)
    query = {name: values[0] for name, values in parse_qs(asked.query).items()}
    assert query["response_type"] == "code"
    assert query["scope"].split() == ["openid", "name", "address", "birthdate", "gender"]
    assert query["code_challenge_method"] == "S256"
    assert query["acr_values"] == "aal3 crl"
    assert query["redirect_uri"] == f"{own_house.public_url}/sign-in/card/callback"
    assert query["nonce"]
    assert query["state"]


def test_cookie_flags(browser: Browser, provider: Provider) -> None:
    browser.to_provider()
    errand_cookie = browser.cookies[errand.COOKIE]
    browser.with_card(provider)
    for cookie in (errand_cookie, browser.cookies[sessions.COOKIE]):
        assert cookie["secure"]
        assert cookie["httponly"]
        assert cookie["samesite"] == "Lax"
        assert cookie["path"] == "/"
        assert not cookie["domain"]
    assert browser.cookies[errand.COOKIE].value == ""


def test_a_session_set_by_somebody_else_is_not_the_one_that_gets_signed_in(
    browser: Browser, provider: Provider
) -> None:
    planted = sessions.new()
    browser.cookies[sessions.COOKIE] = planted.cookie
    browser.with_card(provider)
    assert browser.token is not None
    assert browser.token.id != planted.id
    assert not Session.objects.filter(id_hash=planted.id_hash).exists()


def test_signing_in_again_ends_the_session_before(browser: Browser, provider: Provider) -> None:
    browser.with_card(provider)
    before = browser.token
    browser.with_card(provider)
    assert before is not None
    assert not Session.objects.filter(id_hash=before.id_hash).exists()
    assert Session.objects.count() == 1


@pytest.mark.parametrize(
    ("told", "claims"),
    [
        ({"birthdate": "19850315"}, {"birthdate": "1985-03-15"}),
        ({"birthdate": "1985-03-15"}, {"birthdate": "1985-03-15"}),
        ({"birthdate": "0000"}, {}),
        ({"gender": 2, "name": " 海野　さくら "}, {"gender": "2", "name": "海野　さくら"}),
        ({"sub": "x", "email": "x@example.jp"}, {}),
    ],
)
def test_basic_items_have_one_form(told: dict[str, Any], claims: dict[str, str]) -> None:
    assert card.normal_claims(told) == claims


# --- at rest -----------------------------------------------------------------------------------------------------


def test_nothing_readable_is_in_the_database_after_a_sign_in(browser: Browser, provider: Provider) -> None:
    browser.with_card(provider)
    token, resident = browser.token, browser.resident
    assert token is not None
    dump = whole_database()
    assert str(resident.account_id).encode() in dump  # the dump sees what is there
    for secret in (
        *(part.encode() for part in ("さくら", "海野", "汐見台", "1991-05-14", "19910514", SAKURA[0])),
        resident.evidence["id_token"].encode(), resident.evidence["id_token"].split(".")[1].encode(),
        resident.private_key, token.secret, token.id, token.cookie.encode(),
    ):  # fmt: skip
        assert secret not in dump
        assert secret.hex().encode() not in dump


def test_a_session_costs_one_query(browser: Browser, provider: Provider) -> None:
    browser.with_card(provider)
    token = browser.token
    with CaptureQueriesContext(
        connection,
    ) as seen:
        browser.get("/sign-in/mail?sent=1")
    assert sum("accounts_session" in query["sql"] for query in seen) == 1
    assert token is not None


def test_an_account_of_a_restored_backup_is_closed_and_made_anew(
    browser: Browser, provider: Provider
) -> None:
    """The database says that the key of this binding is another one than the keeper has: it believes the keeper."""
    browser.with_card(provider)
    known = browser.resident.account_id
    stale = uuid4()
    Session.objects.all().delete()
    Account.objects.filter(id=known).update(id=stale)
    browser.with_card(provider)
    assert browser.resident.account_id == known
    gone = Account.objects.get(id=stale)
    assert gone.closed_at is not None
    assert gone.binding is None
