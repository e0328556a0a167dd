"""Every way in which a sign-in with the card must not work: each ends on a page that says what to do."""

import base64
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import httpx
import pytest
from joserfc import jwt

from dokodemo.base import clock, sessions
from dokodemo.internet.accounts import card, errand
from dokodemo.internet.accounts.models import Session
from dokodemo.internet.accounts.tests.parts import KENICHI, KeeperProcess, Provider, provider_folder
from dokodemo.internet.accounts.tests.people import Browser
from dokodemo.internet.keeper import client as keeper_client
from doubles.oidc_keys import signing_key

Told = dict[str, Any]


def is_refused(answer: Any, *words: str) -> None:
    page = answer.content.decode()
    assert answer.status_code in (200, 400, 503), page
    for word in words:
        assert word in page
    assert "もう一度サインインする" in page
    assert sessions.COOKIE not in answer.cookies
    assert Session.objects.count() == 0


def test_cancelling_is_a_page_with_what_to_do(browser: Browser, provider: Provider) -> None:
    back = provider.approve(browser.to_provider("/apply/x"), cancel=True)
    answer = browser.come_back(back)
    is_refused(answer, "サインインをやめました", "ロック", "next=%2Fapply%2Fx")


def test_less_than_was_asked_signs_nobody_in(browser: Browser, provider: Provider) -> None:
    """The request goes through the browser: whoever changes it there gets a token that shows less."""
    address = browser.to_provider()
    assert "acr_values=aal3+crl" in address
    weaker = provider.approve(address.replace("acr_values=aal3+crl", "acr_values=aal2"))
    is_refused(browser.come_back(weaker), "確かめられませんでした")


@pytest.mark.parametrize("left_out", ["name", "address", "birthdate"])
def test_a_card_that_tells_no_name_or_address_signs_nobody_in(
    browser: Browser, provider: Provider, left_out: str
) -> None:
    address = browser.to_provider()
    assert f"+{left_out}" in address
    is_refused(
        browser.come_back(provider.approve(address.replace(f"+{left_out}", ""))), "受け取れませんでした"
    )


def test_coming_back_without_having_left(
    browser: Browser, other_browser: Browser, provider: Provider
) -> None:
    """A callback address that was sent to somebody else signs that person in to nothing."""
    back = provider.approve(browser.to_provider())
    is_refused(other_browser.come_back(back), "時間がたった")


def test_the_callback_of_another_sign_in(
    browser: Browser, other_browser: Browser, provider: Provider
) -> None:
    back = provider.approve(browser.to_provider())
    other_browser.to_provider()
    is_refused(other_browser.come_back(back), "確かめられませんでした")


def test_a_replayed_callback(browser: Browser, other_browser: Browser, provider: Provider) -> None:
    address = browser.to_provider()
    kept = browser.cookies[errand.COOKIE].value
    back = provider.approve(address)
    assert browser.come_back(back).status_code == 303
    Session.objects.all().delete()
    is_refused(browser.come_back(back), "時間がたった")  # the errand is over
    other_browser.cookies[errand.COOKIE] = kept  # even with a copy of its cookie the code was used
    is_refused(other_browser.come_back(back))


@pytest.mark.parametrize("name", ["state", "code", "iss"])
def test_a_changed_callback(browser: Browser, provider: Provider, name: str) -> None:
    back = urlsplit(provider.approve(browser.to_provider()))
    query = dict(parse_qsl(back.query)) | {name: "x" * 20}
    is_refused(browser.come_back(f"{back.path}?{urlencode(query)}"))


@pytest.mark.parametrize("query", ["", "?code=a", "?state=a", "?error=server_error", "?code=%00&state=%F0"])
def test_a_callback_of_nonsense(browser: Browser, provider: Provider, query: str) -> None:
    browser.to_provider()
    is_refused(browser.get(f"/sign-in/card/callback{query}"))


def test_an_altered_errand_cookie(browser: Browser, provider: Provider) -> None:
    back = provider.approve(browser.to_provider())
    value = browser.cookies[errand.COOKIE].value
    browser.cookies[errand.COOKIE] = value[:-6] + ("AAAAAA" if value[-6:] != "AAAAAA" else "BBBBBB")
    is_refused(browser.come_back(back), "時間がたった")


def test_an_errand_of_ten_minutes_ago(browser: Browser, provider: Provider) -> None:
    back = provider.approve(browser.to_provider())
    clock.set_now(clock.now() + timedelta(seconds=errand.SECONDS + 1))
    try:
        is_refused(browser.come_back(back), "時間がたった")
    finally:
        clock.reset()


class Tampering:
    """Between us and the provider: changes one answer on its way."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self._patch = monkeypatch

    def change(self, path: str, change: Callable[[Told], Told]) -> None:
        real = httpx.HTTPTransport.handle_request

        def handle(transport: httpx.HTTPTransport, request: httpx.Request) -> httpx.Response:
            answer = real(transport, request)
            if not request.url.path.endswith(path):
                return answer
            answer.read()
            return httpx.Response(answer.status_code, json=change(answer.json()))

        self._patch.setattr(httpx.HTTPTransport, "handle_request", handle)


@pytest.fixture
def tampering(monkeypatch: pytest.MonkeyPatch) -> Tampering:
    return Tampering(monkeypatch)


def with_token(change: Callable[[str], str]) -> Callable[[Told], Told]:
    return lambda told: told | {"id_token": change(told["id_token"])}


def resigned(claims_of: Callable[[Told], Told]) -> Callable[[str], str]:
    """A token with other claims and the provider's real signature."""
    key = signing_key(provider_folder())

    def change(token: str) -> str:
        claims = dict(jwt.decode(token, key, algorithms=["ES256"]).claims)
        return jwt.encode({"alg": "ES256", "kid": key.kid}, claims_of(claims), key, algorithms=["ES256"])

    return change


def broken_signature(token: str) -> str:
    head, _, signature = token.rpartition(".")
    return f"{head}.{'A' if signature[0] != 'A' else 'B'}{signature[1:]}"


def unsigned(token: str) -> str:
    head = base64.urlsafe_b64encode(b'{"alg":"none"}').rstrip(b"=").decode()
    return f"{head}.{token.split('.')[1]}."


@pytest.mark.parametrize(
    "change",
    [
        broken_signature,
        unsigned,
        resigned(lambda claims: claims | {"nonce": "another"}),
        resigned(lambda claims: {name: claims[name] for name in claims if name != "nonce"}),
        resigned(lambda claims: claims | {"aud": "RP99999999"}),
        resigned(lambda claims: claims | {"iss": "http://id.localhost:1/api/realms/main"}),
        resigned(lambda claims: claims | {"exp": 1, "iat": 1}),
        resigned(lambda claims: claims | {"sub": KENICHI[0]}),
        resigned(lambda claims: claims | {"at_hash": "AAAAAAAAAAAAAAAAAAAAAA"}),
    ],
)
def test_a_tampered_identity_token(
    browser: Browser, provider: Provider, tampering: Tampering, change: Any
) -> None:
    back = provider.approve(browser.to_provider())
    tampering.change("/token", with_token(change))
    is_refused(browser.come_back(back), "確かめられませんでした")


def test_an_honest_token_through_the_same_hands_works(
    browser: Browser, provider: Provider, tampering: Tampering
) -> None:
    """Else the test before could not fail."""
    back = provider.approve(browser.to_provider())
    tampering.change("/token", with_token(resigned(lambda claims: claims)))
    assert browser.come_back(back).status_code == 303


def test_basic_items_of_somebody_else(browser: Browser, provider: Provider, tampering: Tampering) -> None:
    back = provider.approve(browser.to_provider())
    tampering.change("/userinfo", lambda told: told | {"sub": KENICHI[0]})
    is_refused(browser.come_back(back), "確かめられませんでした")


def test_a_provider_that_sends_us_elsewhere(
    browser: Browser, provider: Provider, tampering: Tampering
) -> None:
    """The token endpoint in its own description is at another host: nothing is sent there."""
    card._app.cache_clear()
    try:
        moved = "http://evil.localhost:9/token"
        tampering.change("/openid-configuration", lambda told: told | {"token_endpoint": moved})
        back = provider.approve(browser.to_provider())
        is_refused(browser.come_back(back), "つながりません")
    finally:
        card._app.cache_clear()


def test_a_provider_of_another_name(browser: Browser, provider: Provider, tampering: Tampering) -> None:
    card._app.cache_clear()
    try:
        tampering.change("/openid-configuration", lambda told: told | {"issuer": "http://other.localhost"})
        is_refused(browser.post("/sign-in/card", {"next": "/my"}), "つながりません")
    finally:
        card._app.cache_clear()


def test_a_keeper_that_is_away(browser: Browser, provider: Provider, keeper: KeeperProcess) -> None:
    back = provider.approve(browser.to_provider())
    keeper.kill()
    is_refused(browser.come_back(back), "いまサインインできません")


def test_the_keeper_does_not_take_our_word(
    browser: Browser, provider: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Were this process hijacked and its own checks gone, a forged token still opens nobody."""
    browser.with_card(provider)
    victim = browser.resident
    with pytest.raises(keeper_client.Refused):
        keeper_client.unwrap_by_token(victim.evidence["id_token"])  # seen in a session, but used
    with pytest.raises(keeper_client.Refused):
        keeper_client.unwrap_by_token(broken_signature(victim.evidence["id_token"]))


def test_an_open_redirect_is_none(browser: Browser, provider: Provider) -> None:
    for target in ("https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)"):
        assert browser.with_card(provider, back=target)["Location"] == "/my"
