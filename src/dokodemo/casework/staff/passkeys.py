"""What is said to a browser about passkeys, and whether its answer is believed (WebAuthn, W3C; the library checks it).

A passkey is a second factor here, after the password: that somebody touched the authenticator is enough, a PIN or a
finger is asked for where the authenticator has one. Which make it is, is not asked (no attestation)."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

import webauthn
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from dokodemo.base import config
from dokodemo.base.crypto import derive, keyed_hash, secret_of

# An answer without attestation has less than 2 KB; what is longer is not read.
LONGEST_ANSWER = 16 * 1024
# What the library raises for an answer that is no answer; it promises only the first.
_MALFORMED = (WebAuthnException, ValueError, TypeError, KeyError, AttributeError, IndexError, RecursionError)


@dataclass(frozen=True)
class Made:
    """A passkey that a browser has just made."""

    credential_id: bytes
    public_key: bytes
    sign_count: int


def new_challenge() -> str:
    """Random bytes that an answer has to sign, as text."""
    return bytes_to_base64url(webauthn.helpers.generate_challenge())


def creation_options(member_id: str, name: str, challenge: str, known: Sequence[bytes]) -> str:
    """What the browser is asked for a new passkey, as JSON. ``known``: those that the member has already."""
    handle = keyed_hash(derive(secret_of(config.load().folder, "factors"), "user"), member_id)
    options = webauthn.generate_registration_options(
        rp_id=_place(),
        rp_name=_place(),
        user_id=handle,  # stays in the authenticator: no name, no number
        user_name=member_id,
        user_display_name=name,
        challenge=base64url_to_bytes(challenge),
        exclude_credentials=[PublicKeyCredentialDescriptor(id=each) for each in known],
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.PREFERRED,
            user_verification=UserVerificationRequirement.PREFERRED,
        ),
    )
    return webauthn.options_to_json(options)


def made(answer: str, challenge: str) -> Made | None:
    """The passkey in a browser's answer to ``creation_options``; None when anything of it is not as it should be."""
    if len(answer) > LONGEST_ANSWER:
        return None
    try:
        found = webauthn.verify_registration_response(
            credential=answer,
            expected_challenge=base64url_to_bytes(challenge),
            expected_rp_id=_place(),
            expected_origin=_origin(),
        )
    except _MALFORMED:
        return None
    return Made(found.credential_id, found.credential_public_key, found.sign_count)


def request_options(challenge: str, known: Sequence[bytes]) -> str:
    """What the browser is asked at a sign-in, as JSON. ``known``: the member's passkeys."""
    options = webauthn.generate_authentication_options(
        rp_id=_place(),
        challenge=base64url_to_bytes(challenge),
        allow_credentials=[PublicKeyCredentialDescriptor(id=each) for each in known],
        user_verification=UserVerificationRequirement.PREFERRED,
    )
    return webauthn.options_to_json(options)


def credential_of(answer: str) -> bytes | None:
    """Which passkey an answer says it is from; not yet believed."""
    if len(answer) > LONGEST_ANSWER:
        return None
    try:
        return base64url_to_bytes(json.loads(answer)["id"])
    except _MALFORMED:
        return None


def proven(answer: str, challenge: str, public_key: bytes, sign_count: int) -> int | None:
    """The authenticator's new count when the answer to ``request_options`` is signed by that passkey, for this zone's
    address, over this challenge, and the count has not gone back (a copy of the authenticator); else None."""
    if len(answer) > LONGEST_ANSWER:
        return None
    try:
        found = webauthn.verify_authentication_response(
            credential=answer,
            expected_challenge=base64url_to_bytes(challenge),
            expected_rp_id=_place(),
            expected_origin=_origin(),
            credential_public_key=public_key,
            credential_current_sign_count=sign_count,
        )
    except _MALFORMED:
        return None
    return found.new_sign_count


def _place() -> str:
    """The name that passkeys are bound to: this zone's host, so that a passkey of office opens nothing in core."""
    return urlsplit(config.load().public_url).hostname or ""


def _origin() -> str:
    address = urlsplit(config.load().public_url)
    return f"{address.scheme}://{address.netloc}"
