"""The strictness of the double: every request that is wrong in one way is refused with the error the standard names."""

import base64
import hashlib
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from joserfc import jwt
from joserfc.jwk import ECKey, OctKey, RSAKey

from doubles import jpki, people
from doubles.oidc_keys import Client
from doubles.oidc_provider import (
    ASSERTION_TYPE,
    CODE_SECONDS,
    REQUEST_SECONDS,
    TOKEN_SECONDS,
    TRANSACTION_SECONDS,
    Provider,
    Refused,
)

ISSUER = "http://id.localhost:8120/api/realms/main"
CALLBACK = "http://internet.localhost:8101/sign-in/card/callback"
CLIENT_KEY = ECKey.generate_key("P-256", {"kid": "rp1"})
PROVIDER_KEY = ECKey.generate_key("P-256", {"use": "sig", "alg": "ES256"}, auto_kid=True)
PERSON = next(iter(people.read().values()))
VERIFIER = "v" * 43


@dataclass
class Clock:
    now: float = 1_790_000_000.0

    def __call__(self) -> float:
        return self.now


def challenge_of(verifier: str) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()


@dataclass
class World:
    """A provider with one client, and a client that does everything right unless told otherwise."""

    clock: Clock = field(default_factory=Clock)

    def __post_init__(self) -> None:
        public = ECKey.import_key(CLIENT_KEY.as_dict(private=False))
        clients = {"RP00000001": Client("RP00000001", frozenset({CALLBACK}), (public,))}
        clients["RP00000002"] = Client("RP00000002", frozenset({CALLBACK}), (public,))
        self.provider = Provider(ISSUER, PROVIDER_KEY, clients, people.read(), self.clock)

    def asking(self, **changes: str | None) -> list[tuple[str, str]]:
        values: dict[str, str | None] = {
            "response_type": "code",
            "client_id": "RP00000001",
            "redirect_uri": CALLBACK,
            "scope": "openid name address birthdate gender",
            "state": "a-state",
            "nonce": "a-nonce",
            "code_challenge": challenge_of(VERIFIER),
            "code_challenge_method": "S256",
        }
        return [(name, value) for name, value in (values | changes).items() if value is not None]

    def code(self, **changes: str | None) -> str:
        approved = self.provider.approve(
            self.provider.ask(self.asking(**changes)), PERSON.subject, PERSON.pin
        )
        assert approved is not None
        return approved[1]

    def assertion(self, key: Any = CLIENT_KEY, header: dict[str, str] | None = None, **changes: Any) -> str:
        claims: dict[str, Any] = {
            "iss": "RP00000001",
            "sub": "RP00000001",
            "aud": self.provider.token_endpoint,
            "iat": int(self.clock.now),
            "exp": int(self.clock.now) + 60,
            "jti": secrets.token_hex(8),
        }
        kept = {name: value for name, value in (claims | changes).items() if value is not None}
        head = {"alg": "ES256", "kid": "rp1"} | (header or {})
        return jwt.encode(head, kept, key, algorithms=[head["alg"]])

    def exchanging(self, given: str, /, **changes: str | None) -> list[tuple[str, str]]:
        values: dict[str, str | None] = {
            "grant_type": "authorization_code",
            "code": given,
            "redirect_uri": CALLBACK,
            "code_verifier": VERIFIER,
            "client_assertion_type": ASSERTION_TYPE,
            "client_assertion": self.assertion() if "client_assertion" not in changes else None,
        }
        return [(name, value) for name, value in (values | changes).items() if value is not None]


@pytest.fixture
def world() -> World:
    return World()


def refusal(call: Callable[[], object]) -> Refused:
    with pytest.raises(Refused) as caught:
        call()
    return caught.value


def test_the_right_way_gives_a_signed_identity_and_the_four_basic_items(world: World) -> None:
    answer = world.provider.exchange(world.exchanging(world.code()))
    token = jwt.decode(str(answer["id_token"]), PROVIDER_KEY, algorithms=["ES256"])
    assert token.header == {"alg": "ES256", "kid": PROVIDER_KEY.kid, "typ": "JWT"}
    assert token.claims["iss"] == ISSUER
    assert token.claims["aud"] == "RP00000001"
    assert token.claims["sub"] == PERSON.subject
    assert token.claims["nonce"] == "a-nonce"
    assert token.claims["acr"] == "aal3"
    assert token.claims["auth_time"] == token.claims["iat"] == int(world.clock.now)
    assert token.claims["exp"] - token.claims["iat"] == TOKEN_SECONDS
    half = hashlib.sha256(str(answer["access_token"]).encode()).digest()[:16]
    assert token.claims["at_hash"] == base64.urlsafe_b64encode(half).rstrip(b"=").decode()
    assert world.provider.userinfo(f"Bearer {answer['access_token']}") == {
        "sub": PERSON.subject,
        "name": PERSON.name,
        "address": PERSON.address,
        "birthdate": PERSON.birth.strftime("%Y%m%d"),
        "gender": "2",
    }


def test_items_not_asked_for_are_not_given(world: World) -> None:
    answer = world.provider.exchange(world.exchanging(world.code(scope="openid name")))
    assert set(world.provider.userinfo(f"Bearer {answer['access_token']}")) == {"sub", "name"}


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"response_type": "token"}, "unsupported_response_type"),
        ({"response_type": "code id_token"}, "unsupported_response_type"),
        ({"response_type": None}, "unsupported_response_type"),
        ({"state": None}, "invalid_request"),
        ({"state": "あ"}, "invalid_request"),
        ({"nonce": None}, "invalid_request"),
        ({"nonce": ""}, "invalid_request"),
        ({"nonce": "n" * 256}, "invalid_request"),
        ({"code_challenge": None}, "invalid_request"),
        ({"code_challenge": "short"}, "invalid_request"),
        ({"code_challenge_method": "plain"}, "invalid_request"),
        ({"code_challenge_method": None}, "invalid_request"),
        ({"scope": "name address"}, "invalid_scope"),
        ({"scope": "openid telephone"}, "invalid_scope"),
        ({"scope": None}, "invalid_scope"),
        ({"acr_values": "aal9"}, "invalid_request"),
        ({"request": "e30."}, "request_not_supported"),
        ({"request_uri": "http://x"}, "request_uri_not_supported"),
    ],
)
def test_wrong_request_goes_back_to_the_client(
    world: World, changes: dict[str, str | None], error: str
) -> None:
    refused = refusal(lambda: world.provider.ask(world.asking(**changes)))
    assert refused.error == error
    assert refused.redirect == CALLBACK


@pytest.mark.parametrize(
    "changes",
    [
        {"client_id": "RP99999999"},
        {"client_id": None},
        {"redirect_uri": CALLBACK + "/"},
        {"redirect_uri": CALLBACK + "?next=x"},
        {"redirect_uri": "http://evil.localhost:8101/sign-in/card/callback"},
        {"redirect_uri": None},
    ],
)
def test_who_is_not_known_is_never_redirected_to(world: World, changes: dict[str, str | None]) -> None:
    assert refusal(lambda: world.provider.ask(world.asking(**changes))).redirect is None


def test_parameter_given_twice_is_refused(world: World) -> None:
    twice = [*world.asking(), ("nonce", "another")]
    assert refusal(lambda: world.provider.ask(twice)).error == "invalid_request"
    code = world.code()
    again = [*world.exchanging(code), ("code", code)]
    assert refusal(lambda: world.provider.exchange(again)).error == "invalid_request"


def test_a_request_waits_ten_minutes(world: World) -> None:
    name = world.provider.ask(world.asking())
    world.clock.now += REQUEST_SECONDS
    assert (
        refusal(lambda: world.provider.approve(name, PERSON.subject, PERSON.pin)).error == "invalid_request"
    )


def test_three_wrong_pins_lock_and_the_right_one_comes_too_late(world: World) -> None:
    name = world.provider.ask(world.asking())
    for left in (2, 1, 0):
        assert world.provider.approve(name, PERSON.subject, "0000") is None
        assert world.provider.tries_left(PERSON.subject) == left
    assert world.provider.is_locked(PERSON.subject)
    assert world.provider.approve(name, PERSON.subject, PERSON.pin) is None
    other = list(people.read().values())[1]
    assert world.provider.approve(name, other.subject, other.pin) is not None


def test_the_right_pin_forgives_wrong_ones(world: World) -> None:
    name = world.provider.ask(world.asking())
    assert world.provider.approve(name, PERSON.subject, "0000") is None
    assert world.provider.approve(name, PERSON.subject, PERSON.pin) is not None
    assert world.provider.tries_left(PERSON.subject) == 3


def test_cancel_tells_the_client(world: World) -> None:
    refused = world.provider.cancel(world.provider.ask(world.asking()))
    assert (refused.error, refused.redirect, refused.state) == ("access_denied", CALLBACK, "a-state")


def test_a_second_approval_of_the_same_request_is_refused(world: World) -> None:
    name = world.provider.ask(world.asking())
    assert world.provider.approve(name, PERSON.subject, PERSON.pin)
    assert (
        refusal(lambda: world.provider.approve(name, PERSON.subject, PERSON.pin)).error == "invalid_request"
    )


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"grant_type": "password"}, "unsupported_grant_type"),
        ({"grant_type": "refresh_token"}, "unsupported_grant_type"),
        ({"grant_type": None}, "unsupported_grant_type"),
        ({"code": "unknown"}, "invalid_grant"),
        ({"redirect_uri": CALLBACK + "/"}, "invalid_grant"),
        ({"redirect_uri": None}, "invalid_grant"),
        ({"code_verifier": "w" * 43}, "invalid_grant"),
        ({"code_verifier": "v" * 42}, "invalid_grant"),
        ({"code_verifier": None}, "invalid_grant"),
        ({"client_assertion_type": "jwt"}, "invalid_client"),
        ({"client_assertion": "not.a.jwt"}, "invalid_client"),
        ({"client_assertion": None}, "invalid_client"),
        ({"client_secret": "secret"}, "invalid_client"),
        ({"client_id": "RP00000002"}, "invalid_client"),
    ],
)
def test_wrong_exchange_is_refused(world: World, changes: dict[str, str | None], error: str) -> None:
    parameters = world.exchanging(world.code(), **changes)
    assert refusal(lambda: world.provider.exchange(parameters)).error == error


@pytest.mark.parametrize(
    "changes",
    [
        {"iss": "RP99999999"},
        {"sub": "RP00000002"},
        {"aud": "http://elsewhere/token"},
        {"aud": ISSUER},
        {"aud": None},
        {"exp": None},
        {"exp": 1_789_999_999},
        {"exp": 1_790_000_000 + 2 * 3600},
        {"exp": "soon"},
        {"iat": 1_790_000_000 + 600},
        {"jti": None},
        {"jti": ""},
        {"jti": 7},
        {"header": {"kid": "unknown"}},
    ],
)
def test_wrong_assertion_is_refused(world: World, changes: dict[str, Any]) -> None:
    assertion = world.assertion(**changes)
    parameters = world.exchanging(world.code(), client_assertion=assertion)
    assert refusal(lambda: world.provider.exchange(parameters)).error == "invalid_client"


def test_assertion_of_another_key_or_algorithm_is_refused(world: World) -> None:
    foreign = world.assertion(ECKey.generate_key("P-256"))
    shared = world.assertion(OctKey.generate_key(256), {"alg": "HS256"})
    rsa = world.assertion(RSAKey.generate_key(2048), {"alg": "RS256"})
    none = ".".join([_part(b'{"alg":"none"}'), foreign.split(".")[1], ""])
    bent = world.assertion()[:-4] + "AAAA"
    for assertion in (foreign, shared, rsa, none, bent):
        parameters = world.exchanging(world.code(), client_assertion=assertion)
        assert refusal(lambda p=parameters: world.provider.exchange(p)).error == "invalid_client"  # type: ignore[misc]


def _part(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def test_assertion_works_once(world: World) -> None:
    assertion = world.assertion()
    world.provider.exchange(world.exchanging(world.code(), client_assertion=assertion))
    parameters = world.exchanging(world.code(), client_assertion=assertion)
    assert refusal(lambda: world.provider.exchange(parameters)).error == "invalid_client"


def test_code_works_once_and_its_second_use_takes_back_what_the_first_gave(world: World) -> None:
    code = world.code()
    token = world.provider.exchange(world.exchanging(code))["access_token"]
    assert world.provider.userinfo(f"Bearer {token}")
    assert refusal(lambda: world.provider.exchange(world.exchanging(code))).error == "invalid_grant"
    assert refusal(lambda: world.provider.userinfo(f"Bearer {token}")).error == "invalid_token"


def test_code_lives_a_minute(world: World) -> None:
    code = world.code()
    world.clock.now += CODE_SECONDS
    assert refusal(lambda: world.provider.exchange(world.exchanging(code))).error == "invalid_grant"


def test_code_of_another_client_is_refused(world: World) -> None:
    assertion = world.assertion(iss="RP00000002", sub="RP00000002")
    parameters = world.exchanging(world.code(), client_assertion=assertion)
    assert refusal(lambda: world.provider.exchange(parameters)).error == "invalid_grant"


def test_access_token_ends(world: World) -> None:
    token = world.provider.exchange(world.exchanging(world.code()))["access_token"]
    world.clock.now += TOKEN_SECONDS
    assert refusal(lambda: world.provider.userinfo(f"Bearer {token}")).error == "invalid_token"


@pytest.mark.parametrize("header", [None, "", "Bearer", "Bearer nothing", "Basic abc", "bearer"])
def test_userinfo_needs_a_token(world: World, header: str | None) -> None:
    assert refusal(lambda: world.provider.userinfo(header)).error == "invalid_token"


# --- signing: a shape of our own -----------------------------------------------------------------------------------

DIGEST = hashlib.sha256(b"what is signed").hexdigest()
SIGN_SCOPE = "openid sign"


def with_cards(world: World, folder: Path) -> World:
    world.provider.card = lambda person: jpki.card_of(folder, person)
    return world


def begun(world: World, **changes: Any) -> str:
    asked = {
        "grant_type": "client_credentials",
        "scope": "sign_transaction",
        "code": None,
        "redirect_uri": None,
    }
    token = world.provider.exchange(world.exchanging("", **asked, code_verifier=None))["access_token"]
    content = {"hash_algorithm": "SHA-256", "hash": DIGEST, "title": "転出届"} | changes
    return str(world.provider.begin_signing(f"Bearer {token}", content)["sign_transaction_id"])


def test_a_person_signs_what_the_client_asked_for_and_it_is_fetched_once(
    world: World, tmp_path: Path
) -> None:
    with_cards(world, tmp_path)
    name = begun(world)
    asking = world.provider.ask(world.asking(scope=SIGN_SCOPE, sign_transaction_id=name))
    assert world.provider.approve(asking, PERSON.subject, PERSON.pin) is None  # the other PIN
    approved = world.provider.approve(asking, PERSON.subject, PERSON.sign_pin)
    assert approved is not None
    token = world.provider.exchange(world.exchanging(approved[1]))["access_token"]
    signed = world.provider.signed(f"Bearer {token}", name)
    certificate = x509.load_der_x509_certificate(base64.b64decode(signed["certificate"]))
    public = certificate.public_key()
    assert isinstance(public, rsa.RSAPublicKey)
    public.verify(base64.b64decode(signed["value"]), b"what is signed", padding.PKCS1v15(), hashes.SHA256())
    assert refusal(lambda: world.provider.signed(f"Bearer {token}", name)).error == "invalid_request"


@pytest.mark.parametrize(
    "changes",
    [{"hash": "short"}, {"hash": DIGEST.upper()}, {"hash_algorithm": "MD5"}, {"title": ""}, {"hash": None}],
)
def test_a_signing_that_is_asked_wrongly(world: World, changes: dict[str, Any]) -> None:
    assert refusal(lambda: begun(world, **changes)).error == "invalid_request"


def test_a_signing_needs_its_own_token_and_a_request_that_names_it(world: World, tmp_path: Path) -> None:
    with_cards(world, tmp_path)
    assert refusal(lambda: world.provider.begin_signing("Bearer nothing", {})).error == "invalid_token"
    name = begun(world)
    for changes in (
        {"scope": "openid sign"}, {"sign_transaction_id": name}, {"scope": SIGN_SCOPE, "sign_transaction_id": "other"},
        {"scope": SIGN_SCOPE, "sign_transaction_id": name, "client_id": "RP00000002"},
    ):  # fmt: skip
        assert refusal(partial(world.provider.ask, world.asking(**changes))).error == "invalid_request"
    signed_in = world.provider.exchange(world.exchanging(world.code()))["access_token"]
    assert refusal(lambda: world.provider.signed(f"Bearer {signed_in}", name)).error == "invalid_token"


def test_a_signing_ends(world: World) -> None:
    name = begun(world)
    world.clock.now += TRANSACTION_SECONDS + 1
    asked = world.asking(scope=SIGN_SCOPE, sign_transaction_id=name)
    assert refusal(lambda: world.provider.ask(asked)).error == "invalid_request"
