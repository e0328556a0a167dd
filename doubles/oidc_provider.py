"""The rules of the identity provider, as デジタル庁 publishes them for デジタル認証アプリ, and stricter where OAuth
leaves a choice. No network here: parameters come in, answers go out as values, so every rule can be tried alone.

authorization code + PKCE S256, state and nonce required, private_key_jwt with ES256 only, one-time codes and
assertions, ES256 identity tokens, the four basic items from userinfo.
"""

import base64
import hashlib
import hmac
import json
import re
import secrets
import time
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeGuard

from cryptography.hazmat.primitives.serialization import Encoding
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import ECKey
from joserfc.jws import extract_compact

from doubles.jpki import Card
from doubles.oidc_keys import Client
from doubles.people import Person

SCOPES = frozenset({"openid", "name", "address", "birthdate", "gender", "sign"})
ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
#: What a client asks for itself, to begin a signing.
TRANSACTIONS = "sign_transaction"
TRANSACTION_SECONDS = 600
LEVELS = frozenset({"aal2", "aal3", "crl"})
CODE_SECONDS = 60
REQUEST_SECONDS = 600
TOKEN_SECONDS = 300
LONGEST_ASSERTION_SECONDS = 3600 + 30
WRONG_PINS = 3

_CHALLENGE = re.compile(r"[A-Za-z0-9_-]{43}")
_VERIFIER = re.compile(r"[A-Za-z0-9._~-]{43,128}")
_HASH = re.compile(r"[0-9a-f]{64}")
_PRINTABLE = re.compile(r"[\x21-\x7e]{1,255}")

Parameters = Sequence[tuple[str, str]]


class Refused(Exception):
    """An OAuth error. `redirect` is where the browser is to be told; None: it may not be sent anywhere."""

    def __init__(
        self, error: str, description: str, redirect: str | None = None, state: str | None = None
    ) -> None:
        super().__init__(f"{error}: {description}")
        self.error, self.description, self.redirect, self.state = error, description, redirect, state


@dataclass(frozen=True)
class Request:
    """An authorization request that was found right and waits for the person."""

    client_id: str
    redirect_uri: str
    state: str
    nonce: str
    challenge: str
    scopes: frozenset[str]
    acr: str
    expires: float
    transaction: str = ""


@dataclass
class Transaction:
    """A signing that a client began. In a shape of our own: the real API is a platform operator's and not public.

    ``digest`` is the SHA-256 to sign, ``title`` what the person is told. ``signed`` is {algorithm, value, certificate},
    base64, once the card has signed."""

    client_id: str
    digest: bytes
    title: str
    expires: float
    signed: dict[str, str] | None = None


@dataclass
class Grant:
    """A code: to whom, for what, and what was made of it."""

    request: Request
    subject: str
    auth_time: int
    expires: float
    token: str | None = None


@dataclass(frozen=True)
class Access:
    """``subject`` is "" where a client acts for itself; ``transaction`` is the signing it may fetch."""

    subject: str
    scopes: frozenset[str]
    expires: float
    client_id: str = ""
    transaction: str = ""


@dataclass
class Provider:
    """One running provider. Everything but its key and its clients is forgotten at restart."""

    issuer: str
    key: ECKey
    clients: Mapping[str, Client]
    people: Mapping[str, Person]
    clock: Callable[[], float] = time.time
    waiting: dict[str, Request] = field(default_factory=dict)
    grants: dict[str, Grant] = field(default_factory=dict)
    access: dict[str, Access] = field(default_factory=dict)
    assertions: dict[tuple[str, str], float] = field(default_factory=dict)
    wrong_pins: dict[str, int] = field(default_factory=dict)
    transactions: dict[str, Transaction] = field(default_factory=dict)
    card: Callable[[Person], Card] | None = None

    @property
    def token_endpoint(self) -> str:
        return f"{self.issuer}/protocol/openid-connect/token"

    def discovery(self) -> dict[str, object]:
        base = f"{self.issuer}/protocol/openid-connect"
        return {
            "issuer": self.issuer,
            "authorization_endpoint": f"{base}/auth",
            "token_endpoint": self.token_endpoint,
            "userinfo_endpoint": f"{base}/userinfo",
            "jwks_uri": f"{base}/certs",
            "response_types_supported": ["code"],
            "grant_types_supported": ["authorization_code", "client_credentials"],
            "subject_types_supported": ["pairwise"],
            "id_token_signing_alg_values_supported": ["ES256"],
            "token_endpoint_auth_methods_supported": ["private_key_jwt"],
            "token_endpoint_auth_signing_alg_values_supported": ["ES256"],
            "code_challenge_methods_supported": ["S256"],
            "scopes_supported": sorted(SCOPES),
            "acr_values_supported": sorted(LEVELS),
            "claims_supported": ["sub", "name", "address", "birthdate", "gender"],
            "request_parameter_supported": False,
            "request_uri_parameter_supported": False,
        }

    # --- the browser's part -------------------------------------------------------------------------------------

    def ask(self, parameters: Parameters) -> str:
        """Check an authorization request; return the name under which it waits. Raises Refused."""
        self._forget()
        values = dict(parameters)
        client = self.clients.get(values.get("client_id", ""))
        if client is None:
            raise Refused("invalid_client", "client_id is not registered")
        if values.get("redirect_uri") not in client.redirect_uris:
            raise Refused("invalid_request", "redirect_uri is not exactly a registered one")
        request = self._checked(parameters, values)
        name = secrets.token_urlsafe(32)
        self.waiting[name] = request
        return name

    def _checked(self, parameters: Parameters, values: dict[str, str]) -> Request:
        redirect, state = values["redirect_uri"], values.get("state", "")

        def need(holds: object, error: str, description: str) -> None:
            if not holds:
                raise Refused(error, description, redirect, state or None)

        need(len(values) == len(parameters), "invalid_request", "a parameter is given twice")
        need("request" not in values, "request_not_supported", "request objects are not supported")
        need("request_uri" not in values, "request_uri_not_supported", "request_uri is not supported")
        need(values.get("response_type") == "code", "unsupported_response_type", "response_type must be code")
        need(
            _PRINTABLE.fullmatch(state), "invalid_request", "state is required, printable ASCII, at most 255"
        )
        need(
            _PRINTABLE.fullmatch(values.get("nonce", "")),
            "invalid_request",
            "nonce is required, printable ASCII",
        )
        need(
            values.get("code_challenge_method") == "S256",
            "invalid_request",
            "code_challenge_method must be S256",
        )
        challenge = values.get("code_challenge", "")
        need(
            _CHALLENGE.fullmatch(challenge), "invalid_request", "code_challenge is not a SHA-256 in base64url"
        )
        scopes = frozenset(values.get("scope", "").split())
        need("openid" in scopes, "invalid_scope", "scope must contain openid")
        need(scopes <= SCOPES, "invalid_scope", f"unknown scope: {' '.join(sorted(scopes - SCOPES))}")
        levels = values.get("acr_values", "aal3").split()
        need(set(levels) <= LEVELS, "invalid_request", "acr_values knows aal2, aal3 and crl")
        acr = next((level for level in levels if level.startswith("aal")), "aal3")
        transaction = values.get("sign_transaction_id", "")
        begun = self.transactions.get(transaction)
        need(
            ("sign" in scopes) == bool(transaction),
            "invalid_request",
            "sign_transaction_id and sign go together",
        )
        need(
            not transaction or (begun and begun.client_id == values["client_id"] and begun.signed is None),
            "invalid_request",
            "sign_transaction_id is unknown, used, too old, or another client's",
        )
        expires = self.clock() + REQUEST_SECONDS
        return Request(
            values["client_id"],
            redirect,
            state,
            values["nonce"],
            challenge,
            scopes,
            acr,
            expires,
            transaction,
        )

    def request(self, name: str) -> Request:
        """A waiting request. Raises Refused when it is unknown or too old."""
        self._forget()
        found = self.waiting.get(name)
        if found is None:
            raise Refused("invalid_request", "this sign-in is no longer waiting")
        return found

    def is_locked(self, subject: str) -> bool:
        return self.wrong_pins.get(subject, 0) >= WRONG_PINS

    def tries_left(self, subject: str) -> int:
        return max(0, WRONG_PINS - self.wrong_pins.get(subject, 0))

    def approve(self, name: str, subject: str, pin: str) -> tuple[Request, str] | None:
        """The person typed a PIN. Returns the request and its code, or None when the PIN is wrong or locked."""
        request = self.request(name)
        person = self.people.get(subject)
        if person is None or self.is_locked(subject):
            return None
        begun = self.transactions.get(request.transaction)
        right = person.sign_pin if begun else person.pin
        if not right or not hmac.compare_digest(pin.encode(), right.encode()):
            self.wrong_pins[subject] = self.wrong_pins.get(subject, 0) + 1
            return None
        self.wrong_pins.pop(subject, None)
        del self.waiting[name]
        if begun:
            begun.signed = self._sign(person, begun)
        code = secrets.token_urlsafe(32)
        now = self.clock()
        self.grants[code] = Grant(request, subject, int(now), now + CODE_SECONDS)
        return request, code

    def _sign(self, person: Person, begun: Transaction) -> dict[str, str]:
        if self.card is None:
            raise Refused("server_error", "this provider has no cards that sign")
        card = self.card(person)
        return {
            "algorithm": "RS256",
            "value": base64.b64encode(card.sign(begun.digest)).decode(),
            "certificate": base64.b64encode(card.certificate.public_bytes(Encoding.DER)).decode(),
        }

    def cancel(self, name: str) -> Refused:
        """The person does not want to: the error that the browser carries back. Raises Refused when unknown."""
        request = self.request(name)
        del self.waiting[name]
        return Refused("access_denied", "the person cancelled", request.redirect_uri, request.state)

    # --- the client's part --------------------------------------------------------------------------------------

    def exchange(self, parameters: Parameters) -> dict[str, object]:
        """The token endpoint. Raises Refused."""
        self._forget()
        values = dict(parameters)
        if len(values) != len(parameters):
            raise Refused("invalid_request", "a parameter is given twice")
        client = self._authenticate(values)
        if values.get("grant_type") == "client_credentials":
            return self._for_itself(client, values)
        if values.get("grant_type") != "authorization_code":
            raise Refused("unsupported_grant_type", "grant_type must be authorization_code")
        code = values.get("code", "")
        grant = self.grants.get(code)
        if grant is None or grant.request.client_id != client.client_id:
            raise Refused("invalid_grant", "the code is unknown, used, too old, or another client's")
        if grant.token is not None:  # RFC 6749 §4.1.2: used twice = stolen; what it gave is taken back
            self.access.pop(grant.token, None)
            raise Refused("invalid_grant", "the code was used before")
        if values.get("redirect_uri") != grant.request.redirect_uri:
            raise Refused("invalid_grant", "redirect_uri is not the one of the request")
        if not _proves(values.get("code_verifier", ""), grant.request.challenge):
            raise Refused("invalid_grant", "code_verifier does not fit code_challenge")
        return self._issue(grant)

    def _for_itself(self, client: Client, values: Mapping[str, str]) -> dict[str, object]:
        """A token with which a client begins a signing, and nothing else."""
        if values.get("scope") != TRANSACTIONS:
            raise Refused("invalid_scope", f"a client may ask for {TRANSACTIONS} only")
        token = secrets.token_urlsafe(32)
        expires = self.clock() + TOKEN_SECONDS
        self.access[token] = Access("", frozenset({TRANSACTIONS}), expires, client.client_id)
        return {
            "access_token": token,
            "token_type": "Bearer",
            "expires_in": TOKEN_SECONDS,
            "scope": TRANSACTIONS,
        }

    def begin_signing(self, authorization: str | None, asked: object) -> dict[str, object]:
        """``asked``: {"hash_algorithm": "SHA-256", "hash": 64 hex digits, "title": text}. Raises Refused."""
        self._forget()
        access = self._bearer(authorization, TRANSACTIONS)
        told = asked if isinstance(asked, dict) else {}
        found, title = _HASH.fullmatch(str(told.get("hash", ""))), str(told.get("title", ""))
        if told.get("hash_algorithm") != "SHA-256" or not found or not 1 <= len(title) <= 200:
            raise Refused(
                "invalid_request", "hash_algorithm SHA-256, hash (64 hex digits) and title are required"
            )
        name = str(uuid.uuid4())
        expires = self.clock() + TRANSACTION_SECONDS
        self.transactions[name] = Transaction(access.client_id, bytes.fromhex(found[0]), title, expires)
        return {"sign_transaction_id": name, "expires_in": TRANSACTION_SECONDS}

    def signed(self, authorization: str | None, name: str) -> dict[str, str]:
        """The signature, once, for the client to which the person came back. Raises Refused."""
        self._forget()
        access = self._bearer(authorization, "sign")
        begun = self.transactions.get(name)
        if access.transaction != name or begun is None or begun.signed is None:
            raise Refused("invalid_request", "this signing is unknown, not finished, or another client's")
        del self.transactions[name]
        return begun.signed

    def _bearer(self, authorization: str | None, scope: str) -> Access:
        kind, _, token = (authorization or "").partition(" ")
        found = self.access.get(token) if kind == "Bearer" else None
        if found is None or scope not in found.scopes:
            raise Refused(
                "invalid_token", "the access token is missing, unknown, too old or for something else"
            )
        return found

    def _issue(self, grant: Grant) -> dict[str, object]:
        token = grant.token = secrets.token_urlsafe(32)
        now = self.clock()
        request = grant.request
        self.access[token] = Access(
            grant.subject, request.scopes, now + TOKEN_SECONDS, request.client_id, request.transaction
        )
        claims = {
            "iss": self.issuer,
            "sub": grant.subject,
            "aud": grant.request.client_id,
            "iat": int(now),
            "exp": int(now) + TOKEN_SECONDS,
            "auth_time": grant.auth_time,
            "nonce": grant.request.nonce,
            "acr": grant.request.acr,
            "at_hash": _base64url(hashlib.sha256(token.encode()).digest()[:16]),
            "jti": secrets.token_urlsafe(16),
        }
        header = {"alg": "ES256", "kid": self.key.kid, "typ": "JWT"}
        return {
            "access_token": token,
            "token_type": "Bearer",
            "expires_in": TOKEN_SECONDS,
            "scope": " ".join(sorted(grant.request.scopes)),
            "id_token": jwt.encode(header, claims, self.key, algorithms=["ES256"]),
        }

    def userinfo(self, authorization: str | None) -> dict[str, str]:
        """The items that were asked for. Raises Refused (``invalid_token``)."""
        self._forget()
        found = self._bearer(authorization, "openid")
        return self.people[found.subject].claims(found.scopes)

    def _authenticate(self, values: Mapping[str, str]) -> Client:
        if "client_secret" in values:
            raise Refused("invalid_client", "only private_key_jwt is accepted")
        if values.get("client_assertion_type") != ASSERTION_TYPE:
            raise Refused("invalid_client", f"client_assertion_type must be {ASSERTION_TYPE}")
        assertion = values.get("client_assertion", "")
        client, claims = self._verified(assertion)
        if values.get("client_id", client.client_id) != client.client_id:
            raise Refused("invalid_client", "client_id is not the one of the assertion")
        self._check_assertion(client, claims)
        return client

    def _verified(self, assertion: str) -> tuple[Client, dict[str, object]]:
        try:
            unverified = extract_compact(assertion.encode())
            header = unverified.headers()
            if header.get("alg") != "ES256":
                raise Refused("invalid_client", "the assertion must be signed with ES256")
            claimed = _json_object(unverified.payload)
            client = self.clients.get(str(claimed.get("iss", "")))
            key = client.key(header.get("kid")) if client else None
            if client is None or key is None:
                raise Refused("invalid_client", "no such client or key")
            return client, dict(jwt.decode(assertion, key, algorithms=["ES256"]).claims)
        except (JoseError, ValueError, UnicodeError) as error:
            raise Refused("invalid_client", "the assertion does not hold") from error

    def _check_assertion(self, client: Client, claims: Mapping[str, object]) -> None:
        def need(holds: object, description: str) -> None:
            if not holds:
                raise Refused("invalid_client", description)

        now = self.clock()
        expires, issued, jti = claims.get("exp"), claims.get("iat", now), claims.get("jti")
        need(claims.get("iss") == claims.get("sub") == client.client_id, "iss and sub must be the client_id")
        need(
            claims.get("aud") in (self.token_endpoint, [self.token_endpoint]),
            "aud must be the token endpoint",
        )
        if not (_is_number(expires) and _is_number(issued)):
            raise Refused("invalid_client", "exp is required, exp and iat are numbers")
        need(now < float(expires) <= now + LONGEST_ASSERTION_SECONDS, "exp is past or too far")
        need(float(issued) <= now + 30, "iat lies in the future")
        if not (isinstance(jti, str) and 1 <= len(jti) <= 255):
            raise Refused("invalid_client", "jti is required")
        need((client.client_id, jti) not in self.assertions, "this assertion was used before")
        self.assertions[client.client_id, jti] = float(expires)

    def _forget(self) -> None:
        now = self.clock()
        self.waiting = {name: request for name, request in self.waiting.items() if request.expires > now}
        # A used code is remembered as long as what it gave lives, so that its second use takes that back.
        self.grants = {
            code: grant
            for code, grant in self.grants.items()
            if (grant.expires if grant.token is None else grant.expires + TOKEN_SECONDS) > now
        }
        self.transactions = {name: each for name, each in self.transactions.items() if each.expires > now}
        self.access = {token: access for token, access in self.access.items() if access.expires > now}
        self.assertions = {key: expires for key, expires in self.assertions.items() if expires > now}


def _proves(verifier: str, challenge: str) -> bool:
    if not _VERIFIER.fullmatch(verifier):
        return False
    return hmac.compare_digest(_base64url(hashlib.sha256(verifier.encode()).digest()), challenge)


def _base64url(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _is_number(value: object) -> TypeGuard[float]:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _json_object(data: bytes) -> dict[str, object]:
    value = json.loads(data)
    if not isinstance(value, dict):
        raise ValueError("not an object")
    return value
