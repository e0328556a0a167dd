"""What the deciding zones sent to residents. What is kept of persons, why and how long: ``personal``."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now


class Notice(models.Model):
    """One thing that arrived. ``sealed`` opens with the account's private key, see ``opening``."""

    id = models.UUIDField(primary_key=True, help_text="of the document, else of the message that brought it")
    application_id = models.UUIDField()
    account_id = models.UUIDField()
    kind = models.TextField()
    at = models.DateTimeField(help_text="when the deciding zone did it; for a document, when it lay here")
    sealed = models.BinaryField(help_text="JSON as in the message of that kind")
    sha256_cipher = models.TextField(
        db_default="", help_text="a document's own sealed bytes, in the zone's files"
    )
    read_at = models.DateTimeField(null=True)
    received_at = models.DateTimeField(db_default=Now())
    told_at = models.DateTimeField(
        null=True, help_text="when the resident was told by e-mail, or had no address"
    )

    class Meta:
        db_table = "inbox_notice"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(kind__in=["fee", "correction", "decided", "document", "returned"]),
                name="inbox_notice_kind",
            ),
            models.CheckConstraint(
                condition=Q(kind="document") ^ Q(sha256_cipher=""), name="inbox_notice_document_has_its_file"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["account_id", "at"], name="inbox_notice_account"),
            models.Index(fields=["application_id", "at"], name="inbox_notice_application"),
            models.Index(fields=["account_id"], name="inbox_notice_untold", condition=Q(told_at=None)),
        ]


class Change(models.Model):
    """That a resident is told of a procedure that is no longer offered while they have a draft of it or wait for a
    decision: once each. ``draft_id`` stays the id when the draft becomes an application."""

    draft_id = models.UUIDField(primary_key=True)
    account_id = models.UUIDField()
    told_at = models.DateTimeField(null=True, help_text="when the mail went out, or there was no address")

    class Meta:
        db_table = "inbox_change"
        indexes: ClassVar = [
            models.Index(fields=["account_id"], name="inbox_change_untold", condition=Q(told_at=None))
        ]
