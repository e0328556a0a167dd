"""What a sign-in with the card must remember while the browser is at the provider: an encrypted, short-lived cookie."""

import base64
import json

from django.http import HttpRequest, HttpResponseBase

from dokodemo.base import clock, config
from dokodemo.base.crypto import Unreadable, lock, secret_of, unlock

COOKIE = "__Host-signin"
SECONDS = 600
_AAD = b"signin"


def keep(response: HttpResponseBase, content: dict[str, str]) -> None:
    """Give the browser what it must bring back."""
    plain = json.dumps({**content, "until": clock.now().timestamp() + SECONDS}).encode()
    text = base64.urlsafe_b64encode(lock(secret_of(config.load().folder, "signin"), plain, _AAD)).decode()
    response.set_cookie(COOKIE, text, max_age=SECONDS, secure=True, httponly=True, samesite="Lax", path="/")


def recall(request: HttpRequest) -> dict[str, str] | None:
    """What this browser was given; None when it was never given anything, too long ago, or it was altered."""
    try:
        blob = base64.urlsafe_b64decode(request.COOKIES.get(COOKIE, "").encode("ascii"))
        content = json.loads(unlock(secret_of(config.load().folder, "signin"), blob, _AAD))
    except (ValueError, Unreadable):
        return None
    return content if content.pop("until") > clock.now().timestamp() else None


def forget(response: HttpResponseBase) -> None:
    """Take it back: one errand, one answer."""
    response.set_cookie(COOKIE, "", max_age=0, secure=True, httponly=True, samesite="Lax", path="/")
