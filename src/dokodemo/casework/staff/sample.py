"""The sample city's people at work, for practice only: their passwords are printed by ``./run``."""

from django.db import transaction

from dokodemo.base import config
from dokodemo.casework.staff.actions import enrol
from dokodemo.casework.staff.models import Credential, StaffMember
from dokodemo.casework.staff.sample_people import SAMPLE


class NotForReal(RuntimeError):
    """Sample passwords are in the source: a zone that is not for practice refuses them."""


@transaction.atomic
def load() -> int:
    """Make this zone's sample people; those who are there keep their password. Returns how many are in this zone.

    Raises NotForReal unless the zone's configuration says ``development``."""
    house = config.load()
    if not house.development:
        raise NotForReal("sample people are loaded only where zone.toml says development = true")
    here = [person for person in SAMPLE if house.zone in person.zones]
    for person in here:
        StaffMember.objects.update_or_create(
            id=person.id,
            defaults={
                "name": person.name,
                "kana": person.kana,
                "section": person.section,
                "roles": list(person.roles),
                "active": True,
                "post": person.post,
            },
        )
        if not Credential.objects.filter(member_id=person.id).exists():
            enrol(person.id, person.password, must_change=False)
    return len(here)
