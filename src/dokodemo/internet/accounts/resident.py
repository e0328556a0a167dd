"""The resident of this request, with the keys that only this request may hold."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any, Literal, cast
from uuid import UUID

from django.http import HttpRequest
from django.utils.translation import gettext as _
from joserfc import jws

from dokodemo.base.actor import Actor
from dokodemo.base.crypto import derive

Level = Literal["mail", "card"]
Delivery = Literal["inbox", "paper"]
_ROLES = frozenset({"resident"})
LEVELS: tuple[Level, ...] = ("mail", "card")


@dataclass(frozen=True)
class Resident:
    """A signed-in resident. The keys come out of the session row with the cookie's secret and die with the request.

    ``known`` holds what was proved at sign-in, only the keys present: identity.name, identity.address,
    identity.birthdate (ISO), identity.gender ("1" male, "2" female), account.email.
    ``evidence`` is what an application carries inwards (message ``application.submitted``). ``at`` is the sign-in.
    """

    account_id: UUID
    public_key: bytes
    level: Level
    private_key: bytes = field(repr=False)
    known: Mapping[str, str] = field(repr=False)
    evidence: Mapping[str, Any] = field(repr=False)
    delivery: Delivery
    at: datetime

    @cached_property
    def account_key(self) -> bytes:
        """32 bytes for locking what belongs to this account, derived from its private key."""
        return derive(self.private_key, "account")

    @property
    def subject(self) -> str:
        """What the provider calls who signed in with a card; "" for another sign-in. The token was verified then."""
        token = self.evidence.get("id_token")
        if not isinstance(token, str):
            return ""
        return str(json.loads(jws.extract_compact(token.encode()).payload)["sub"])

    @property
    def unreached(self) -> bool:
        """Whether there is no address to say to that something has arrived."""
        return "account.email" not in self.known

    def has(self, level: str) -> bool:
        """Whether this sign-in is as sure as a procedure's ``identity`` asks. ``sign`` is a signature over the content,
        asked for when it is sent: to fill in the form, the card is enough."""
        level = "card" if level == "sign" else level
        return level == "none" or (level in LEVELS and LEVELS.index(self.level) >= LEVELS.index(level))


def delivery_choices() -> tuple[tuple[Delivery, str], ...]:
    """How a document may come, under one name on every page."""
    return ("inbox", _("マイページで受け取る")), ("paper", _("郵便で受け取る"))


def resident_actor(account_id: UUID) -> Actor:
    """A resident as the trail names them: by the account's number, never by name."""
    return Actor("internet", "resident", str(account_id), "", _ROLES)


def resident_of(request: HttpRequest) -> Resident | None:
    """Who is signed in, set by the session middleware."""
    return cast("Resident | None", getattr(request, "resident", None))


def signed_in_resident(request: HttpRequest) -> Resident:
    """The resident of a view that ``allow("resident")`` guards. Raises LookupError where it does not."""
    resident = resident_of(request)
    if resident is None:
        raise LookupError('nobody is signed in: the view lacks @allow("resident")')
    return resident
