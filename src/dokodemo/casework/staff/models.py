"""Who may work in this zone, and how they are let in. Why and how long it is kept: ``personal``."""

from typing import ClassVar

from django.db import models
from django.db.models.functions import Now


class StaffMember(models.Model):
    """One member of staff as the directory has it. ``section``, ``post`` and ``roles`` are those of the catalog; for a post
    above sections ``section`` is the id of the department or the organ (``catalog.posts``)."""

    id = models.TextField(primary_key=True)
    name = models.TextField()
    kana = models.TextField(db_default="")
    section = models.TextField(db_default="")
    roles = models.JSONField(db_default=models.Value([], models.JSONField()))
    active = models.BooleanField(db_default=models.Value(True))
    post = models.TextField(db_default="", help_text="which post (職) is held, empty for none")
    since = models.DateField(null=True, help_text="the first day of the term (任期), where one is said")
    until = models.DateField(null=True, help_text="the day on which the member no longer works here")

    class Meta:
        db_table = "staff_member"
        constraints: ClassVar = [
            models.CheckConstraint(
                name="staff_member_term",
                condition=models.Q(since__isnull=True)
                | models.Q(until__isnull=True)
                | models.Q(until__gt=models.F("since")),
            )
        ]
        indexes: ClassVar = [
            models.Index(fields=["section", "post", "kana", "id"], name="staff_member_place"),
        ]


class Absence(models.Model):
    """Days on which a member is away, the last one excluded. ``reason`` is for colleagues: 出張, 休暇; no diagnosis."""

    member = models.ForeignKey(StaffMember, on_delete=models.CASCADE)
    starts = models.DateField()
    ends = models.DateField(help_text="the first day back")
    reason = models.TextField(db_default="")

    class Meta:
        db_table = "staff_absence"
        constraints: ClassVar = [
            models.CheckConstraint(
                name="staff_absence_days", condition=models.Q(ends__gt=models.F("starts"))
            ),
            models.UniqueConstraint(fields=["member", "starts"], name="staff_absence_once"),
        ]


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
