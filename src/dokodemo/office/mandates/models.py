"""Whether somebody may act for the person of a case. Why and how long it is kept: ``personal``."""

from django.db import models


class Asked(models.Model):
    """What was asked last about a case, and what ``core`` has answered: only whether a mandate covers it, nothing else of
    the mandate or the person."""

    case_id = models.UUIDField(primary_key=True)
    question = models.UUIDField(
        help_text="its answer names it: a late answer to an earlier one changes nothing"
    )
    asked_at = models.DateTimeField()
    state = models.TextField(help_text="waiting, covered, none, stranger: see casework.mandates.Answer")
    relation = models.TextField(db_default="")
    ends = models.DateField(null=True)
    number = models.TextField(db_default="")
    certain = models.BooleanField(db_default=False)

    class Meta:
        db_table = "asked_mandate"
