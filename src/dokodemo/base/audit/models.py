"""Who looked at or changed what. The application's role may INSERT and SELECT here and nothing else. Why and how long it is
kept: ``personal``."""

from typing import ClassVar

from django.db import models
from django.db.models.functions import Now


class AuditRow(models.Model):
    """One act. Written in the transaction of the act itself; chained within seconds by the sealer."""

    at = models.DateTimeField(db_default=Now())
    actor_kind = models.TextField()
    actor_id = models.TextField()
    actor_name = models.TextField(help_text="as it was then; pseudonymous for residents")
    action = models.TextField()
    object_kind = models.TextField(db_default="")
    object_id = models.TextField(db_default="")
    subject = models.TextField(db_default="", help_text="the person looked at, by the zone's own number")
    reason = models.TextField(db_default="")
    detail = models.JSONField(db_default=models.Value({}, models.JSONField()))

    class Meta:
        db_table = "audit_row"
        indexes: ClassVar = [
            models.Index(fields=["subject", "id"], name="audit_row_subject", condition=~models.Q(subject="")),
            models.Index(
                fields=["object_id", "id"], name="audit_row_object", condition=~models.Q(object_id="")
            ),
            models.Index(fields=["actor_id", "id"], name="audit_row_actor"),
            models.Index(fields=["at"], name="audit_row_at"),
        ]


class AuditLink(models.Model):
    """One link of the chain: ``hash`` covers the link before and everything in the row."""

    sequence = models.BigIntegerField(primary_key=True)
    row = models.OneToOneField(AuditRow, on_delete=models.PROTECT, db_index=False, related_name="link")
    hash = models.BinaryField()
    at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "audit_link"
