"""Members of staff in tests, and the browsers in which they are signed in."""

from datetime import timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID

from django.test import Client

from dokodemo.base import clock, config, sessions


def hired(who: str, section: str, *roles: str, post: str = "") -> None:
    """That person works here from now on."""
    from dokodemo.casework.staff.models import StaffMember

    StaffMember.objects.create(
        id=who, name=f"試験 {who}", section=section, roles=list(roles), active=True, post=post
    )


def away(who: str, days: int = 1) -> None:
    """That person is not there from today, for so many days."""
    from dokodemo.casework.staff.models import Absence

    today = clock.today()
    Absence.objects.create(member_id=who, starts=today, ends=today + timedelta(days=days))


def decide_all_the_way(case_id: UUID) -> None:
    """A proposal goes its way: at each seat somebody who holds its post, hired if nobody does, agrees; the last decides."""
    from dokodemo.casework.cases import actions, states
    from dokodemo.casework.cases.models import Case, CaseSeat
    from dokodemo.casework.staff.models import StaffMember
    from dokodemo.casework.staff.queries import actor_of

    while Case.objects.get(id=case_id).state == states.PROPOSED:
        seat = CaseSeat.objects.filter(case=case_id, state=states.SEAT_ASKED).order_by("id")[0]
        who = f"{seat.post or 'chief'}-{seat.place}"[:40]
        if not StaffMember.objects.filter(id=who).exists():
            hired(who, seat.place, "approver", post=seat.post)
        member = StaffMember.objects.get(id=who)
        actor = actor_of(who, member.name, seat.place, ["approver"])
        version = Case.objects.get(id=case_id).version
        if seat.final:
            actions.decide(actor, case_id, version)
        else:
            actions.agree(actor, case_id, version, "")


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
