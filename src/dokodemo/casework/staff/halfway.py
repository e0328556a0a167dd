"""A sign-in between its two steps: the password was right, the second factor is still to come. There is no session yet;
what is known so far is in the browser, locked, for five minutes."""

from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest, HttpResponseBase

from dokodemo.base import clock
from dokodemo.base.lockedcookie import LockedCookie
from dokodemo.casework.staff import passkeys

SECONDS = 300
LONGEST_TARGET = 1000  # a browser drops a cookie of more than 4 KB, and with it the sign-in
_cookie = LockedCookie("__Host-halfway", "halfway", SECONDS)


@dataclass(frozen=True)
class Halfway:
    """Whose password was right and when. ``challenge`` is what a passkey has to sign."""

    member_id: str
    begun: datetime
    challenge: str


def begin(member_id: str) -> Halfway:
    """The password was right just now."""
    return Halfway(member_id, clock.now(), passkeys.new_challenge())


def keep(response: HttpResponseBase, halfway: Halfway, target: str) -> None:
    """Give it to the browser; ``target`` is where the member wanted to go."""
    content = {"member": halfway.member_id, "begun": halfway.begun.isoformat()}
    _cookie.keep(
        response,
        {**content, "challenge": halfway.challenge, "next": target if len(target) <= LONGEST_TARGET else "/"},
    )


def recall(request: HttpRequest) -> tuple[Halfway, str] | None:
    """What this browser has half done, and where it wanted to go; None when nothing, too long ago, or altered."""
    content = _cookie.recall(request)
    if content is None:
        return None
    begun = datetime.fromisoformat(content["begun"])
    return Halfway(content["member"], begun, content["challenge"]), content["next"]


def forget(response: HttpResponseBase) -> None:
    """It is done, or given up."""
    _cookie.forget(response)
