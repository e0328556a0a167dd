"""Who may work in this zone, and how they are let in. Why and how long it is kept: ``personal``."""

from typing import ClassVar

from django.db import models
from django.db.models.functions import Now


class StaffMember(models.Model):
    """One member of staff as the directory has it. ``section`` and ``roles`` are those of the catalog."""

    id = models.TextField(primary_key=True)
    name = models.TextField()
    kana = models.TextField(db_default="")
    section = models.TextField(db_default="")
    roles = models.JSONField(db_default=models.Value([], models.JSONField()))
    active = models.BooleanField(db_default=models.Value(True))

    class Meta:
        db_table = "staff_member"


class Credential(models.Model):
    """A password of this zone (argon2). Five failures in a row close it for a quarter of an hour."""

    member = models.OneToOneField(StaffMember, on_delete=models.CASCADE, primary_key=True)
    password = models.TextField()
    failed = models.IntegerField(db_default=0)
    locked_until = models.DateTimeField(null=True)
    must_change = models.BooleanField(db_default=models.Value(False))
    changed_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "staff_credential"


class StaffSession(models.Model):
    """One browser of one member. The cookie's identifier and secret are here only as hashes."""

    id_hash = models.BinaryField(primary_key=True)
    secret_hash = models.BinaryField()
    member = models.ForeignKey(StaffMember, on_delete=models.CASCADE)
    opened_at = models.DateTimeField(db_default=Now())
    seen_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "staff_session"
        indexes: ClassVar = [models.Index(fields=["seen_at"], name="staff_session_seen")]


class Totp(models.Model):
    """The app on a member's phone that shows six digits (RFC 6238). ``secret`` is locked under the zone's own secret;
    ``last_step`` is the time step of the last code that was good: none of it or before it is good again."""

    member = models.OneToOneField(StaffMember, on_delete=models.CASCADE, primary_key=True)
    secret = models.BinaryField()
    last_step = models.BigIntegerField()
    added_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "staff_totp"


class Passkey(models.Model):
    """A key that signs for one member in this zone only (WebAuthn). Here is its public half, which is no secret.

    ``sign_count`` is what the authenticator last said; many always say 0."""

    credential_id = models.BinaryField(unique=True)
    member = models.ForeignKey(StaffMember, on_delete=models.CASCADE)
    public_key = models.BinaryField()
    sign_count = models.BigIntegerField(db_default=0)
    name = models.TextField()
    added_at = models.DateTimeField(db_default=Now())
    used_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "staff_passkey"


class RecoveryCode(models.Model):
    """A code on paper for the day the phone is lost, as a keyed hash. Good once: whoever uses it takes the row away."""

    member = models.ForeignKey(StaffMember, on_delete=models.CASCADE)
    code_hash = models.BinaryField()

    class Meta:
        db_table = "staff_recovery"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["member", "code_hash"], name="staff_recovery_once")
        ]
