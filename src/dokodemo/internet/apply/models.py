"""What a resident is writing, and what was sent. What is kept of persons, why and how long: ``personal``."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now


class Draft(models.Model):
    """An application being written; its id is the later application's.

    ``locked_key`` is this draft's own key under the account's: deleting the row shreds what was typed."""

    id = models.UUIDField(primary_key=True)
    account_id = models.UUIDField()
    procedure = models.TextField(help_text="its id, or the joined ids of several (catalog.combining)")
    catalog_hash = models.TextField()
    locked_key = models.BinaryField()
    body = models.BinaryField()
    revision = models.IntegerField(help_text="grows with every save: two windows cannot overwrite each other")
    begun_at = models.DateTimeField(null=True, help_text="when the form was opened")
    updated_at = models.DateTimeField()
    # No index: every save moves it, and without one a save stays within its page (HOT). The night reads the table.
    expires_at = models.DateTimeField()
    told_days = models.SmallIntegerField(
        null=True, help_text="the resident was told that it expires in so many days; every save forgets it"
    )
    answers = models.UUIDField(null=True, help_text="the application that it mends; null: it becomes one")

    class Meta:
        db_table = "apply_draft"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["account_id", "procedure"],
                condition=Q(answers__isnull=True),
                name="apply_draft_one_open",
            ),
            models.UniqueConstraint(
                fields=["answers"], condition=Q(answers__isnull=False), name="apply_draft_one_answer"
            ),
        ]


class GivenUp(models.Model):
    """How many drafts of a procedure ended without being sent, by the month in which they ended (its first day). Counts
    only, of nobody: kept."""

    procedure = models.TextField()
    month = models.DateField()
    n = models.IntegerField()

    class Meta:
        db_table = "apply_given_up"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["procedure", "month"], name="apply_given_up_once")
        ]


class File(models.Model):
    """An attachment of a draft. The file lies encrypted on disk; its key is inside ``meta``, under the draft's key."""

    id = models.UUIDField(primary_key=True)
    draft = models.ForeignKey(Draft, on_delete=models.DO_NOTHING)
    attachment = models.TextField()
    sha256_cipher = models.TextField()
    meta = models.BinaryField()
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "apply_file"


class Application(models.Model):
    """What was sent. ``submitted_at`` is the legal arrival (decision 25); the other instants come from the zones that
    handle it."""

    id = models.UUIDField(primary_key=True)
    account_id = models.UUIDField()
    receipt = models.TextField(unique=True)
    procedure = models.TextField()
    catalog_hash = models.TextField()
    zone = models.TextField()
    begun_at = models.DateTimeField(null=True, help_text="when the form was opened")
    submitted_at = models.DateTimeField()
    locked_key = models.BinaryField(null=True)
    copy = models.BinaryField(null=True)
    copy_expires_at = models.DateTimeField()
    registered_at = models.DateTimeField(null=True)
    examining_at = models.DateTimeField(null=True)
    decided_at = models.DateTimeField(null=True)
    delivered_at = models.DateTimeField(null=True)
    asked_until = models.DateField(null=True, help_text="something is to be mended (補正) until that day")
    asked_told = models.SmallIntegerField(
        null=True, help_text="the resident was told that so many days are left for it"
    )
    answered_at = models.DateTimeField(null=True, help_text="when it was mended the last time")
    answered_draft = models.UUIDField(null=True, help_text="the draft that this was")
    withdrawal_at = models.DateTimeField(null=True, help_text="when the resident took it back (取下げ)")
    withdrawn_at = models.DateTimeField(null=True, help_text="when the section had it, before any decision")
    bundle = models.UUIDField(
        null=True, help_text="common to what was sent as one form; each is decided alone"
    )

    class Meta:
        db_table = "apply_application"
        indexes: ClassVar = [
            models.Index(fields=["account_id", "-submitted_at"], name="apply_application_account"),
            models.Index(
                fields=["copy_expires_at"], name="apply_application_copies", condition=Q(copy__isnull=False)
            ),
            models.Index(
                fields=["asked_until"], name="apply_application_asked", condition=Q(asked_until__isnull=False)
            ),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(copy__isnull=True, locked_key__isnull=True)
                | Q(copy__isnull=False, locked_key__isnull=False),
                name="apply_application_copy_and_key",
            ),
        ]
