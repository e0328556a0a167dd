"""Requests signed by their caller: which neighbour asks, exactly what, now, once, and of whom.

The signature (Ed25519, the zone's identity) covers a label, method, path, the zone that is asked, the time, a nonce
and the hash of the body. Carried in headers, so that a proxy for TLS may stand between."""

import base64
import binascii
import os
import re
import threading
import time
from collections.abc import Callable, Mapping
from hashlib import sha256

from dokodemo.gateway.identity import SIGNATURE_BYTES

PEER, TIME, NONCE, SIGNATURE = "dokodemo-peer", "dokodemo-time", "dokodemo-nonce", "dokodemo-signature"
SKEW_SECONDS = 60
_LABEL = "dokodemo-link-1"
_NONCE = re.compile(r"[0-9a-f]{32}")
_TIME = re.compile(r"[0-9]{1,12}")


class NotBelieved(Exception):
    """The caller has not shown who it is; the message says what is wrong, for the operator of that neighbour."""


def signed_headers(
    caller: str, listener: str, path: str, body: bytes, at: float, sign: Callable[[bytes], bytes]
) -> dict[str, str]:
    """The headers of one POST to `path` of `listener`. `at`: seconds since 1970."""
    stamp, nonce = str(int(at)), os.urandom(16).hex()
    signature = sign(_signed(path, caller, listener, stamp, nonce, body))
    return {PEER: caller, TIME: stamp, NONCE: nonce, SIGNATURE: base64.b64encode(signature).decode()}


def _signed(path: str, caller: str, listener: str, stamp: str, nonce: str, body: bytes) -> bytes:
    return "\n".join(
        (_LABEL, "POST", path, caller, listener, stamp, nonce, sha256(body).hexdigest())
    ).encode()


class Gatekeeper:
    """Believes a caller once per nonce. `verify(zone, data, signature)` knows the pinned neighbours.

    Nonces are remembered in memory; what was stamped before this process started is therefore refused, so that a
    restart does not open the door to a repetition."""

    def __init__(
        self, zone: str, verify: Callable[[str, bytes, bytes], bool], now: Callable[[], float] = time.time
    ) -> None:
        self._zone = zone
        self._verify = verify
        self._now = now
        self._started = int(now())
        self._seen: dict[tuple[str, str], float] = {}
        self._lock = threading.Lock()

    def caller_of(self, headers: Mapping[str, str]) -> str:
        """Who claims to ask, with a fresh stamp: what can be told before the body is read. Raises NotBelieved."""
        missing = [name for name in (PEER, TIME, NONCE, SIGNATURE) if name not in headers]
        if missing:
            raise NotBelieved(f"the header {missing[0]} is missing")
        if not _TIME.fullmatch(headers[TIME]) or not _NONCE.fullmatch(headers[NONCE]):
            raise NotBelieved(f"{TIME} is seconds since 1970, {NONCE} is 32 hexadecimal digits")
        stamp, now = int(headers[TIME]), self._now()
        if abs(now - stamp) > SKEW_SECONDS:
            raise NotBelieved(
                f"the stamp differs by {abs(now - stamp):.0f} s from the clock here, allowed are {SKEW_SECONDS}"
            )
        if stamp < self._started:
            raise NotBelieved("stamped before this server started: ask again")
        return headers[PEER]

    def believe(self, path: str, headers: Mapping[str, str], body: bytes) -> str:
        """Check the signature and use the nonce up. Returns the caller. Raises NotBelieved."""
        caller = self.caller_of(headers)
        try:
            signature = base64.b64decode(headers[SIGNATURE], validate=True)
        except (binascii.Error, ValueError) as error:
            raise NotBelieved(f"{SIGNATURE} is not base64") from error
        signed = _signed(path, caller, self._zone, headers[TIME], headers[NONCE], body)
        if len(signature) != SIGNATURE_BYTES or not self._verify(caller, signed, signature):
            raise NotBelieved(
                f"the signature is not that of {caller!r}: compare the identity in zone.toml on both sides"
            )
        if not self._first_time((caller, headers[NONCE])):
            raise NotBelieved("this very request was here before")
        return caller

    def _first_time(self, key: tuple[str, str]) -> bool:
        now = self._now()
        with self._lock:
            while self._seen and self._seen[oldest := next(iter(self._seen))] < now:
                del self._seen[oldest]
            if key in self._seen:
                return False
            self._seen[key] = now + 2 * SKEW_SECONDS + 1
            return True
