"""Members of staff in tests, and the browsers in which they are signed in."""

from hashlib import sha256
from typing import Any

from django.test import Client

from dokodemo.base import clock, config, sessions


def hired(who: str, section: str, *roles: str) -> None:
    """That person works here from now on."""
    from dokodemo.casework.staff.models import StaffMember

    StaffMember.objects.create(id=who, name=f"試験 {who}", section=section, roles=list(roles), active=True)


def signed_in(who: str, **options: Any) -> Client:
    """A browser with a real session; without the password's arithmetic, which is slow on purpose and has tests of its own."""
    from dokodemo.casework.staff.models import Credential, StaffSession

    Credential.objects.get_or_create(member_id=who, defaults={"password": "!"})
    token = sessions.new()
    StaffSession.objects.create(
        id_hash=token.id_hash, secret_hash=sha256(token.secret).digest(), member_id=who,
        opened_at=clock.now(), seen_at=clock.now(),
    )  # fmt: skip
    client = Client(SERVER_NAME=config.load().host, **options)
    client.cookies[sessions.COOKIE] = token.cookie
    return client
