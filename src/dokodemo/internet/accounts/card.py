"""Signing in with the card through デジタル認証アプリ: OpenID Connect by authlib (decision 26).

authlib's Django client needs `requests`; its parts are put together here over httpx, which the house has: the
connection goes where ``oidc.internal_url`` says while every address, the Host header and the audience stay the issuer's.
"""

import functools
import hmac
import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, cast
from urllib.parse import urlsplit

import httpx
from authlib.common.errors import AuthlibBaseError
from authlib.integrations.base_client import (
    BaseApp,
    FrameworkIntegration,
    OAuth2Mixin,
    OAuthError,
    OpenIDMixin,
)
from authlib.oauth2.rfc7523 import PrivateKeyJWT
from joserfc.errors import JoseError
from joserfc.jwk import ECKey

from dokodemo.base import clock, config
from dokodemo.values.eras import DateError, parse_date

with warnings.catch_warnings(record=True):  # authlib would rather see httpx2, which nobody else here uses
    from authlib.integrations.httpx_client import OAuth2Client

SCOPE = "openid name address birthdate gender"
PROVED = "aal3"  # card and PIN
LEVEL = f"{PROVED} crl"  # and ask whether the certificate was revoked
# What a card has on it: an application may rely on these being the card's, never typed.
NEEDED = ("name", "address", "birthdate")
CLIENT_KEY = "oidc-client.pem"
SECONDS = 10.0
CLAIMS = ("name", "address", "birthdate", "gender")


class SignInFailed(Exception):
    """The provider or the browser did not bring what was asked for. ``code`` names the page to show: cancelled,
    time_over, provider_away, refused, incomplete, another_signed."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Begun:
    """Where to send the browser, and what it must bring back; ``kept`` goes into an encrypted cookie."""

    url: str
    kept: dict[str, str]

    def keeping(self, **more: str) -> "Begun":
        """The same errand, with more to remember."""
        return Begun(self.url, self.kept | more)


@dataclass(frozen=True)
class CardHolder:
    """Who signed in. ``claims`` are the basic items that were given: name, address, birthdate (ISO), gender."""

    issuer: str
    subject: str
    id_token: str
    claims: dict[str, str]
    at: datetime

    @property
    def evidence(self) -> dict[str, Any]:
        """What an application carries inwards, where it is checked again (decision 6)."""
        return {
            "kind": "oidc", "issuer": self.issuer, "id_token": self.id_token, "claims": self.claims,
            "at": self.at.isoformat(),
        }  # fmt: skip

    @property
    def known(self) -> dict[str, str]:
        """The same items as a form's known values."""
        return {f"identity.{name}": value for name, value in self.claims.items()}


def _to_the_door(request: httpx.Request) -> None:
    """Connect where the provider really is, and nowhere else; the Host header is already the issuer's."""
    oidc = _oidc()
    if request.url.netloc.decode("ascii") != urlsplit(oidc.issuer).netloc:
        raise httpx.UnsupportedProtocol("the provider names an address that is not its own", request=request)
    to = httpx.URL(oidc.internal_url)
    request.url = request.url.copy_with(scheme=to.scheme, host=to.host, port=to.port)


class _App(OAuth2Mixin, OpenIDMixin, BaseApp):  # type: ignore[misc]
    client_cls = OAuth2Client

    def load_server_metadata(self) -> dict[str, Any]:
        """What the provider says of itself, with the one algorithm we believe; nobody else's name."""
        metadata = cast("dict[str, Any]", super().load_server_metadata())
        if metadata.get("issuer") != _oidc().issuer:
            raise OAuthError("issuer_differs")
        metadata["id_token_signing_alg_values_supported"] = ["ES256"]
        return metadata


def _oidc() -> config.Oidc:
    oidc = config.load().oidc
    if oidc is None:
        raise config.ConfigError("zone.toml of internet has no [oidc]: nobody can sign in with a card")
    return oidc


@functools.cache
def _app() -> _App:
    house, oidc = config.load(), _oidc()
    key = ECKey.import_key((house.keys / CLIENT_KEY).read_bytes())
    return _App(
        FrameworkIntegration("card"),
        "card",
        client_id=oidc.client_id,
        client_secret=key,
        server_metadata_url=f"{oidc.issuer}/.well-known/openid-configuration",
        client_auth_methods=[PrivateKeyJWT(alg="ES256", headers={"kid": key.thumbprint()})],
        client_kwargs={
            "scope": SCOPE,
            "code_challenge_method": "S256",
            "token_endpoint_auth_method": "private_key_jwt",
            "timeout": SECONDS,
            "trust_env": False,
            "follow_redirects": False,
            "event_hooks": {"request": [_to_the_door]},
        },
    )


def issuer() -> str:
    """Whose word it is."""
    return _oidc().issuer


def metadata() -> dict[str, Any]:
    """What the provider says of itself."""
    return _app().load_server_metadata()


def client() -> OAuth2Client:
    """A connection to the provider that proves who we are (private_key_jwt); to be closed after use."""
    return _app()._get_oauth_client(**metadata())


def ask(callback: str, **parameters: str) -> Begun:
    """Ask the provider (in the browser); it comes back to ``callback``. Raises what the connection raises."""
    asked = _app().create_authorization_url(callback, acr_values=LEVEL, **parameters)
    kept = {name: asked[name] for name in ("state", "nonce", "code_verifier")}
    return Begun(asked["url"], kept | {"redirect_uri": callback})


def begin(callback: str) -> Begun:
    """Ask who this is. Raises SignInFailed."""
    try:
        return ask(callback)
    except (httpx.HTTPError, AuthlibBaseError, ValueError) as error:
        raise SignInFailed("provider_away") from error


def finish(kept: Mapping[str, str], answer: Mapping[str, str]) -> CardHolder:
    """What the browser brought back, exchanged for who it is. Raises SignInFailed."""
    token, proved = exchange(kept, answer)
    try:
        return _holder(token, proved)
    except httpx.HTTPError as error:
        raise SignInFailed("provider_away") from error
    except (AuthlibBaseError, JoseError, ValueError, KeyError, TypeError) as error:
        raise SignInFailed("refused") from error


def exchange(
    kept: Mapping[str, str], answer: Mapping[str, str]
) -> tuple[Mapping[str, Any], Mapping[str, Any]]:
    """What the browser brought back, exchanged: (tokens, what the identity token proves). Raises SignInFailed."""
    if not hmac.compare_digest(answer.get("state", "").encode(), kept["state"].encode()):
        raise SignInFailed("refused")
    if "error" in answer:
        raise SignInFailed("cancelled" if answer["error"] == "access_denied" else "refused")
    if answer.get("iss", _oidc().issuer) != _oidc().issuer:  # RFC 9207
        raise SignInFailed("refused")
    try:
        return _exchange(kept, answer.get("code", ""))
    except OAuthError as error:
        raise SignInFailed("time_over" if error.error == "invalid_grant" else "refused") from error
    except httpx.HTTPError as error:
        raise SignInFailed("provider_away") from error
    except (AuthlibBaseError, JoseError, ValueError, KeyError, TypeError) as error:
        raise SignInFailed("refused") from error


def _exchange(kept: Mapping[str, str], code: str) -> tuple[Mapping[str, Any], Mapping[str, Any]]:
    app, oidc = _app(), _oidc()
    token = app.fetch_access_token(
        code=code, code_verifier=kept["code_verifier"], redirect_uri=kept["redirect_uri"]
    )
    wanted = {
        "iss": {"essential": True, "value": oidc.issuer}, "aud": {"essential": True, "value": oidc.client_id},
    }  # fmt: skip
    proved = app.parse_id_token(token, nonce=kept["nonce"], claims_options=wanted)
    # The request went through the browser, which may have asked for less than we did.
    if proved is None or proved.get("acr") != PROVED:
        raise SignInFailed("refused")
    return token, proved


def _holder(token: Mapping[str, Any], proved: Mapping[str, Any]) -> CardHolder:
    told = _app().userinfo(token=token)
    if told.get("sub") != proved["sub"]:  # authlib does not compare them
        raise SignInFailed("refused")
    claims = normal_claims(told)
    if any(name not in claims for name in NEEDED):
        raise SignInFailed("incomplete")
    return CardHolder(_oidc().issuer, proved["sub"], token["id_token"], claims, clock.now())


def normal_claims(told: Mapping[str, Any]) -> dict[str, str]:
    """The basic items in one form. The birthdate comes as 19850315 or 1985-03-15; one that is no date is left out."""
    claims = {name: str(told[name]).strip() for name in CLAIMS if told.get(name)}
    if "birthdate" in claims:
        born = _date(claims.pop("birthdate"))
        if born:
            claims["birthdate"] = born.isoformat()
    return claims


def _date(text: str) -> date | None:
    try:
        return parse_date(text)
    except DateError:
        return None
