"""Every write about residents."""

from django.db import transaction

from dokodemo.base import config
from dokodemo.base.actor import Actor
from dokodemo.base.audit import actions as audit
from dokodemo.base.crypto import keyed_hash, secret_of
from dokodemo.core.residents.models import Person, SubjectLink


class LinkedToAnother(Exception):
    """This subject is already known as somebody else: a clerk has to clear it up, no program does."""


def subject_hash(issuer: str, subject: str) -> bytes:
    """What is kept of the provider's name for a person: useless without this zone's own secret."""
    return keyed_hash(secret_of(config.load().folder, "subject"), f"{issuer}\n{subject}")


@transaction.atomic
def link(issuer: str, subject: str, atenabango: str, actor: Actor) -> None:
    """Remember who this subject is. The same again changes nothing. Raises Person.DoesNotExist, LinkedToAnother."""
    person = Person.objects.get(pk=atenabango)
    row, made = SubjectLink.objects.get_or_create(
        issuer=issuer,
        subject_hash=subject_hash(issuer, subject),
        defaults={"person": person, "linked_by": actor.id},
    )
    if row.person_id != atenabango:
        raise LinkedToAnother
    if made:
        audit.record(
            actor, "person.link", object_kind="subject_link", object_id=str(row.pk), subject=atenabango
        )
