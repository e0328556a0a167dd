"""A small authenticator in software: makes real answers to what a page asks of a browser (WebAuthn, Level 2, 6 and 7),
with ES256 and no attestation. What a test wants wrong it says."""

import json
import os
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from webauthn.helpers import bytes_to_base64url, encode_cbor

_PRESENT, _VERIFIED, _ATTESTED = 0x01, 0x04, 0x40


@dataclass
class Authenticator:
    """One key in one device. ``counts``: whether it counts its signatures; keys that are synchronised always say 0."""

    origin: str
    counts: bool = True
    count: int = 0
    id: bytes = field(default_factory=lambda: os.urandom(32))
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))

    def make(self, options: str, *, origin: str = "", challenge: str = "", present: bool = True) -> str:
        """The answer to ``navigator.credentials.create``."""
        asked = json.loads(options)
        numbers = self.key.public_key().public_numbers()
        x, y = (each.to_bytes(32, "big") for each in (numbers.x, numbers.y))
        cose = encode_cbor({1: 2, 3: -7, -1: 1, -2: x, -3: y})
        attested = bytes(16) + len(self.id).to_bytes(2, "big") + self.id + cose
        data = self._data(asked["rp"]["id"], present, _ATTESTED) + attested
        whole = encode_cbor({"fmt": "none", "attStmt": {}, "authData": data})
        client = self._client("webauthn.create", challenge or asked["challenge"], origin)
        return self._answer(clientDataJSON=client, attestationObject=whole)

    def sign(
        self,
        options: str,
        *,
        origin: str = "",
        challenge: str = "",
        place: str = "",
        count: int | None = None,
    ) -> str:
        """The answer to ``navigator.credentials.get``."""
        asked = json.loads(options)
        self.count = self.count + self.counts if count is None else count
        data = self._data(place or asked["rpId"], present=True)
        client = self._client("webauthn.get", challenge or asked["challenge"], origin)
        signature = self.key.sign(data + sha256(client).digest(), ec.ECDSA(hashes.SHA256()))
        return self._answer(clientDataJSON=client, authenticatorData=data, signature=signature)

    def _data(self, place: str, present: bool, flags: int = 0) -> bytes:
        flags |= (_PRESENT if present else 0) | _VERIFIED
        return sha256(place.encode()).digest() + bytes([flags]) + self.count.to_bytes(4, "big")

    def _client(self, kind: str, challenge: str, origin: str) -> bytes:
        said = {"type": kind, "challenge": challenge, "origin": origin or self.origin, "crossOrigin": False}
        return json.dumps(said).encode()

    def _answer(self, **response: bytes) -> str:
        name = bytes_to_base64url(self.id)
        parts: dict[str, Any] = {key: bytes_to_base64url(value) for key, value in response.items()}
        return json.dumps({"id": name, "rawId": name, "type": "public-key", "response": parts})
