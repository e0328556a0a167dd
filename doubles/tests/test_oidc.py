"""The double over HTTP: pages, redirects, host name, and the whole way with a client library as the house uses it."""

import json
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from authlib.integrations.httpx_client import OAuth2Client
from authlib.oauth2.rfc7523 import PrivateKeyJWT
from joserfc import jwt
from joserfc.jwk import ECKey
from starlette.testclient import TestClient

from doubles import oidc_keys, people
from doubles.oidc import CONNECT, PREFIX, application
from doubles.oidc_provider import Provider

HOST = "id.localhost:8120"
ISSUER = f"http://{HOST}{PREFIX}"
CALLBACK = "http://internet.localhost:8101/sign-in/card/callback"
KEY = ECKey.generate_key("P-256", {"kid": "rp1"})
VERIFIER = "v" * 43
PERSON = next(iter(people.read().values()))


@pytest.fixture
def provider(tmp_path: Path) -> Provider:
    oidc_keys.register(tmp_path, "RP00000001", [CALLBACK], dict(KEY.as_dict(private=False)))
    return Provider(ISSUER, oidc_keys.signing_key(tmp_path), oidc_keys.read_clients(tmp_path), people.read())


@pytest.fixture
def browser(provider: Provider) -> TestClient:
    return TestClient(application(provider), base_url=f"http://{HOST}", follow_redirects=False)


def library() -> OAuth2Client:
    client = OAuth2Client(
        "RP00000001",
        KEY,
        redirect_uri=CALLBACK,
        scope="openid name address birthdate gender",
        code_challenge_method="S256",
        token_endpoint_auth_method="private_key_jwt",
    )
    client.register_client_auth_method(
        PrivateKeyJWT(f"{ISSUER}/protocol/openid-connect/token", alg="ES256", headers={"kid": "rp1"})
    )
    return client


def sign_in_page(browser: TestClient) -> str:
    url, _ = library().create_authorization_url(
        f"http://{HOST}{CONNECT}/auth", code_verifier=VERIFIER, nonce="n", state="s"
    )
    answer = browser.get(url)
    assert answer.status_code == 303
    return str(answer.headers["location"])


def test_a_client_library_walks_the_whole_way(browser: TestClient, provider: Provider) -> None:
    page = sign_in_page(browser)
    answer = browser.post(page, data={"person": PERSON.subject, "pin": PERSON.pin})
    assert answer.status_code == 303
    back = urlsplit(answer.headers["location"])
    assert back._replace(query="").geturl() == CALLBACK
    values = parse_qs(back.query)
    assert values["state"] == ["s"]
    assert values["iss"] == [ISSUER]
    given = _exchange(browser, values["code"][0])
    claims = jwt.decode(given["id_token"], provider.key, algorithms=["ES256"]).claims
    assert claims["nonce"] == "n"
    info = browser.get(f"{CONNECT}/userinfo", headers={"Authorization": f"Bearer {given['access_token']}"})
    assert info.json()["name"] == PERSON.name
    assert info.headers["cache-control"] == "no-store"


def _exchange(browser: TestClient, code: str) -> dict[str, str]:
    """What authlib would send to the token end point, sent through the test's own client."""
    import httpx

    sent: list[httpx.Request] = []

    def hand_over(request: httpx.Request) -> httpx.Response:
        sent.append(request)
        answer = browser.post(request.url.path, content=request.content, headers=dict(request.headers))
        return httpx.Response(answer.status_code, content=answer.content, headers=answer.headers)

    client = library()
    client._transport = httpx.MockTransport(hand_over)
    client._mounts = {}
    token = client.fetch_token(
        f"http://{HOST}{CONNECT}/token", code=code, code_verifier=VERIFIER, grant_type="authorization_code"
    )
    assert len(sent) == 1
    return dict(token)


def test_page_says_that_it_is_a_double_and_lists_everybody(browser: TestClient) -> None:
    page = browser.get(sign_in_page(browser))
    assert page.status_code == 200
    assert "テスト用の代役" in page.text
    for person in people.read().values():
        assert person.name in page.text
    assert "form-action &#x27;self&#x27;" not in page.text
    assert "form-action 'self' http://internet.localhost:8101" in page.headers["content-security-policy"]


@pytest.mark.parametrize(
    ("form", "words"),
    [
        ({"pin": "1234"}, "だれとして"),
        ({"person": "nobody", "pin": "1234"}, "だれとして"),
        ({"person": PERSON.subject, "pin": "0000"}, "あと2回"),
        ({"person": PERSON.subject, "pin": ""}, "あと2回"),
    ],
)
def test_wrong_entry_keeps_the_page_and_says_what_is_wrong(
    browser: TestClient, form: dict[str, str], words: str
) -> None:
    answer = browser.post(sign_in_page(browser), data=form)
    assert answer.status_code == 422
    assert words in answer.text


def test_locked_card_is_told(browser: TestClient) -> None:
    page = sign_in_page(browser)
    for _ in range(3):
        answer = browser.post(page, data={"person": PERSON.subject, "pin": "0000"})
    assert "ロックされました" in answer.text
    assert "ロック中" in answer.text


def test_cancel_goes_back_with_access_denied(browser: TestClient) -> None:
    answer = browser.post(sign_in_page(browser), data={"cancel": "1"})
    values = parse_qs(urlsplit(answer.headers["location"]).query)
    assert values["error"] == ["access_denied"]
    assert values["state"] == ["s"]


def test_unknown_client_gets_a_page_not_a_redirect(browser: TestClient) -> None:
    answer = browser.get(f"{CONNECT}/auth", params={"client_id": "<script>", "redirect_uri": "http://evil/"})
    assert answer.status_code == 400
    assert "location" not in answer.headers
    assert "<script>" not in answer.text


def test_forgotten_sign_in_is_told(browser: TestClient) -> None:
    assert browser.get("/sign-in/unknown").status_code == 400


@pytest.mark.parametrize(
    "host", ["evil.localhost:8120", "127.0.0.1:8120", "id.localhost", "id.localhost:9999"]
)
def test_another_host_name_is_not_answered(browser: TestClient, host: str) -> None:
    assert browser.get(f"{CONNECT}/certs", headers={"Host": host}).status_code == 421
    assert browser.get("/health", headers={"Host": host}).status_code == 200


def test_discovery_names_itself_and_public_keys_only(browser: TestClient) -> None:
    found = browser.get(f"{PREFIX}/.well-known/openid-configuration").json()
    assert found["issuer"] == ISSUER
    assert found["token_endpoint"] == f"{ISSUER}/protocol/openid-connect/token"
    assert found["code_challenge_methods_supported"] == ["S256"]
    (key,) = browser.get(f"{CONNECT}/certs").json()["keys"]
    assert key["crv"] == "P-256"
    assert key["kid"]
    assert "d" not in key


def test_token_endpoint_refuses_with_the_standards_statuses(browser: TestClient) -> None:
    assert browser.get(f"{CONNECT}/token").status_code == 405
    basic = browser.post(f"{CONNECT}/token", data={"code": "x"}, headers={"Authorization": "Basic eDp5"})
    assert (basic.status_code, basic.json()["error"]) == (401, "invalid_client")
    none = browser.post(f"{CONNECT}/token", data={"grant_type": "authorization_code"})
    assert (none.status_code, none.json()["error"]) == (401, "invalid_client")
    assert none.headers["cache-control"] == "no-store"
    wrong = browser.post(f"{CONNECT}/token", json={"grant_type": "authorization_code"})
    assert (wrong.status_code, wrong.json()["error"]) == (400, "invalid_request")
    long = browser.post(f"{CONNECT}/token", data={"code": "x" * 70_000})
    assert long.json()["error"] == "invalid_request"


def test_userinfo_without_a_token_is_401_with_a_challenge(browser: TestClient) -> None:
    answer = browser.get(f"{CONNECT}/userinfo")
    assert answer.status_code == 401
    assert 'error="invalid_token"' in answer.headers["www-authenticate"]


def test_signing_key_is_kept_and_private(tmp_path: Path) -> None:
    first = oidc_keys.signing_key(tmp_path)
    assert oidc_keys.signing_key(tmp_path).thumbprint() == first.thumbprint()
    assert (tmp_path / oidc_keys.SIGNING_KEY).stat().st_mode & 0o777 == 0o600
    assert "d" not in oidc_keys.public_keys(tmp_path)["keys"][0]


def test_client_with_a_private_or_foreign_key_is_not_registered(tmp_path: Path) -> None:
    for key in (KEY.as_dict(private=True), ECKey.generate_key("P-384").as_dict(private=False)):
        entry = {"client_id": "x", "redirect_uris": [CALLBACK], "keys": [key]}
        (tmp_path / oidc_keys.CLIENTS).write_text(json.dumps({"clients": [entry]}), encoding="utf-8")
        with pytest.raises(ValueError, match="P-256"):
            oidc_keys.read_clients(tmp_path)


def test_people_are_invented_well() -> None:
    holders = list(people.read().values())
    assert len(holders) >= 6
    assert any("\U000e0102" in person.name for person in holders)
    assert max(len(person.name) for person in holders) > 60
    assert min(person.birth for person in holders).year == 1944
