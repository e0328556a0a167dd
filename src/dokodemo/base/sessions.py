"""The session cookie: an identifier the database may know (hashed) and a secret that only the cookie holds."""

import base64
import os
from dataclasses import dataclass
from hashlib import sha256

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

COOKIE = "__Host-session"
_ID = 16
_SECRET = 32


@dataclass(frozen=True)
class Token:
    """What one browser carries. ``id_hash`` goes to the database, ``secret`` never does."""

    id: bytes
    secret: bytes

    @property
    def id_hash(self) -> bytes:
        return sha256(self.id).digest()

    @property
    def cookie(self) -> str:
        return base64.urlsafe_b64encode(self.id + self.secret).decode()


def new() -> Token:
    """A token nobody has."""
    return Token(os.urandom(_ID), os.urandom(_SECRET))


def parse(cookie: str | None) -> Token | None:
    """The token in a cookie's text, or None for anything else."""
    if not cookie or len(cookie) != (_ID + _SECRET) * 4 // 3:
        return None
    try:
        raw = base64.urlsafe_b64decode(cookie.encode("ascii"))
    except ValueError:
        return None
    return Token(raw[:_ID], raw[_ID:]) if len(raw) == _ID + _SECRET else None


def of(request: HttpRequest) -> Token | None:
    """The token this request carries."""
    return parse(request.COOKIES.get(COOKIE))


def held(request: HttpRequest) -> Token:
    """The token of a request that ``allow`` let in. Raises LookupError where nobody is signed in."""
    token = of(request)
    if token is None:
        raise LookupError("nobody is signed in: the view lacks @allow")
    return token


def set_cookie(response: HttpResponseBase, token: Token) -> None:
    """Give the browser its token until it is closed; the server decides when the session ends."""
    response.set_cookie(COOKIE, token.cookie, secure=True, httponly=True, samesite="Lax", path="/")


def clear_cookie(response: HttpResponseBase) -> None:
    """Take the token back."""
    response.set_cookie(COOKIE, "", max_age=0, secure=True, httponly=True, samesite="Lax", path="/")


def idle_minutes() -> int:
    """Minutes without a request after which a session is over in this zone."""
    return int(settings.SESSION_IDLE_MINUTES)
