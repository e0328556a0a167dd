"""Purpose: to find official documents by their numbers, and to know until when they are kept (文書管理規程). Who a document is
about stands in the case, not here. Kept longer than the documents: it says that they were there."""

from typing import ClassVar

from django.db import models

DECISION = "decision"
LETTER = "letter"
KINDS = (DECISION, LETTER)


class OfficialDocument(models.Model):
    """One numbered document: a decision, or a letter that decides nothing. ``keep_until`` is the last day on which it is kept,
    counted from the April after (文書の保存期間の起算)."""

    section = models.TextField()
    year = models.IntegerField(help_text="fiscal year of the number")
    serial = models.IntegerField()
    number = models.TextField()
    organ = models.TextField()
    kind = models.TextField()
    title = models.TextField(help_text="what it is about, without a person")
    procedure = models.TextField()
    case_id = models.UUIDField()
    receipt = models.TextField()
    drafted_on = models.DateField(help_text="起案の日")
    drafted_name = models.TextField()
    decided_on = models.DateField(help_text="決裁の日")
    decided_name = models.TextField()
    enforced_on = models.DateField(help_text="施行の日: the day that stands on it")
    rule = models.TextField(db_default="", help_text="by which rule it was decided (専決)")
    keep_years = models.IntegerField()
    keep_until = models.DateField()

    class Meta:
        db_table = "register_document"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["section", "year", "serial", "organ"], name="register_document_once"
            ),
            models.CheckConstraint(condition=models.Q(kind__in=KINDS), name="register_document_kind"),
            models.CheckConstraint(
                condition=models.Q(
                    decided_on__gte=models.F("drafted_on"), enforced_on__gte=models.F("decided_on")
                ),
                name="register_document_days",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["section", "year", "procedure", "-serial"], name="register_procedure"),
            models.Index(fields=["receipt"], name="register_receipt"),
            models.Index(fields=["number"], name="register_number"),
        ]
