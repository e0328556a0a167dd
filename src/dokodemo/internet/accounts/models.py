"""Residents' accounts and sessions. What is kept of persons, why and how long: ``personal``."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now


class Account(models.Model):
    """A resident's account. Its private key lies wrapped in the keeper's store, never in this database.

    One who signs in by card and by e-mail has two accounts: an address proves nothing about who somebody is."""

    id = models.UUIDField(primary_key=True, help_text="chosen by the keeper when it made the key")
    level = models.TextField(help_text="card or mail: how this account is signed in to")
    binding = models.BinaryField(null=True, help_text="keyed hash of issuer and subject, or of the address")
    public_key = models.BinaryField()
    address = models.BinaryField(null=True, help_text="JSON {email, language}, locked under keys/mail.secret")
    delivery = models.TextField(
        db_default="paper", help_text="inbox only after the resident chose it (decision 25)"
    )
    created_at = models.DateTimeField(db_default=Now())
    closed_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "accounts_account"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["binding"], name="accounts_account_binding"),
            models.CheckConstraint(condition=Q(level__in=["card", "mail"]), name="accounts_account_level"),
            models.CheckConstraint(
                condition=Q(delivery__in=["inbox", "paper"]), name="accounts_account_delivery"
            ),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True) | Q(binding__isnull=True, address__isnull=True),
                name="accounts_account_closed_forgets",
            ),
        ]


class Session(models.Model):
    """One browser signed in. ``locked`` is readable only with the secret half of its cookie."""

    id_hash = models.BinaryField(primary_key=True, help_text="SHA-256 of the public half of the cookie")
    account = models.ForeignKey(Account, on_delete=models.CASCADE)
    level = models.TextField()
    locked = models.BinaryField(help_text="JSON {private, known, evidence} under the cookie's secret")
    opened_at = models.DateTimeField()
    seen_at = models.DateTimeField()

    class Meta:
        db_table = "accounts_session"
        indexes: ClassVar = [models.Index(fields=["seen_at"], name="accounts_session_seen")]


class Attempt(models.Model):
    """How often something was asked for in an hour, by the keyed hash of who asked. Removed after a day."""

    key = models.BinaryField(primary_key=True)
    since = models.DateTimeField()
    count = models.IntegerField()

    class Meta:
        db_table = "accounts_attempt"
