"""What only the browser remembers, readable only by this zone: an encrypted cookie that ends by itself."""

import base64
import json
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponseBase

from dokodemo.base import clock, config
from dokodemo.base.crypto import Unreadable, lock, secret_of, unlock


@dataclass(frozen=True)
class LockedCookie:
    """``purpose`` names the zone's secret it is locked with; ``seconds`` how long it is believed. ``kept``: the browser
    keeps it that long; otherwise it forgets when it is closed."""

    name: str
    purpose: str
    seconds: int
    kept: bool = True

    def keep(self, response: HttpResponseBase, content: dict[str, Any]) -> None:
        """Give the browser what it must bring back."""
        plain = json.dumps({**content, "until": clock.now().timestamp() + self.seconds}, ensure_ascii=False)
        blob = lock(self._secret(), plain.encode(), self.purpose.encode())
        self._set(response, base64.urlsafe_b64encode(blob).decode(), self.seconds if self.kept else None)

    def recall(self, request: HttpRequest) -> dict[str, Any] | None:
        """What this browser was given; None when it was never given anything, too long ago, or it was altered."""
        try:
            blob = base64.urlsafe_b64decode(request.COOKIES.get(self.name, "").encode("ascii"))
            content: dict[str, Any] = json.loads(unlock(self._secret(), blob, self.purpose.encode()))
        except (ValueError, Unreadable):
            return None
        return content if content.pop("until") > clock.now().timestamp() else None

    def forget(self, response: HttpResponseBase) -> None:
        """Take it back."""
        self._set(response, "", 0)

    def _secret(self) -> bytes:
        return secret_of(config.load().folder, self.purpose)

    def _set(self, response: HttpResponseBase, value: str, max_age: int | None) -> None:
        response.set_cookie(
            self.name, value, max_age=max_age, secure=True, httponly=True, samesite="Lax", path="/"
        )
