"""Whether an identity token proves that its owner is signing in right now (OpenID Connect Core 1.0, 3.1.3.7)."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeGuard

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from dokodemo.base import clock

FRESH_SECONDS = 300
CLOCKS_DIFFER_SECONDS = 60
LEVEL = "aal3"  # card and PIN


class Rejected(Exception):
    """The token proves nothing. ``reason`` is a short code without any content."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class Proved:
    """Who signed in, and ``once``: the bytes by which this very token is recognised if it comes again."""

    issuer: str
    subject: str
    once: bytes


def verify(id_token: str, issuer: str, client_id: str, issuers: Mapping[str, Path]) -> Proved:
    """Check one token of ``issuer`` for ``client_id``. Raises Rejected."""
    keys = issuers.get(issuer)
    if keys is None:
        raise Rejected("issuer_without_keys")
    try:
        key_set = KeySet.import_key_set(json.loads(keys.read_text(encoding="utf-8")))
        claims = jwt.decode(id_token, key_set, algorithms=["ES256"]).claims
    except (JoseError, ValueError, TypeError, AttributeError) as error:
        raise Rejected("signature") from error
    _check(claims, issuer, client_id)
    # Not the whole token: of one ECDSA signature anybody can make a second that also verifies.
    signed = id_token.rpartition(".")[0].encode("ascii")
    return Proved(issuer, claims["sub"], signed)


def _check(claims: Mapping[str, object], issuer: str, client_id: str) -> None:
    now = clock.now().timestamp()
    subject, issued, expires = claims.get("sub"), claims.get("iat"), claims.get("exp")
    if claims.get("iss") != issuer:
        raise Rejected("issuer")
    if claims.get("aud") not in (client_id, [client_id]):
        raise Rejected("audience")
    if claims.get("acr") != LEVEL:
        raise Rejected("level")
    if not (isinstance(subject, str) and 1 <= len(subject) <= 255):
        raise Rejected("subject")
    if not (_is_number(issued) and now - FRESH_SECONDS <= issued <= now + CLOCKS_DIFFER_SECONDS):
        raise Rejected("stale")
    if not (_is_number(expires) and now - CLOCKS_DIFFER_SECONDS < expires):
        raise Rejected("stale")


def _is_number(value: object) -> TypeGuard[float]:
    return isinstance(value, int | float) and not isinstance(value, bool)
