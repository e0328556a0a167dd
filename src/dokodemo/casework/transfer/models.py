"""Decisions to be entered into systems that are not ours. Why and how long they are kept: ``personal``."""

from typing import ClassVar

from django.contrib.postgres.indexes import OpClass
from django.db import models
from django.db.models import Q, Value
from django.db.models.functions import Now

WAITING = "waiting"
DONE = "done"


class Entry(models.Model):
    """One decision to be entered. ``rows`` are what it states, [label, text] as the office reads them."""

    case_id = models.UUIDField(unique=True)
    receipt = models.TextField()
    number = models.TextField(help_text="document number of the decision")
    decided_on = models.DateField()
    procedure = models.TextField()
    catalog_hash = models.TextField()
    section = models.TextField()
    person = models.TextField(db_default="", help_text="宛名番号, in core only")
    name = models.TextField(help_text="whom it is about")
    name_key = models.TextField(help_text="values.names.search_key of the name")
    rows = models.JSONField(db_default=Value([], models.JSONField()))
    state = models.TextField(db_default=WAITING)
    reference = models.TextField(db_default="", help_text="its number in the other system, where it has one")
    at = models.DateTimeField(db_default=Now())
    entered_at = models.DateTimeField(null=True)
    entered_by = models.TextField(db_default="")
    entered_name = models.TextField(db_default="")

    class Meta:
        db_table = "transfer_entry"
        constraints: ClassVar = [
            models.CheckConstraint(
                name="transfer_state",
                condition=Q(state=WAITING, entered_at__isnull=True) | Q(state=DONE, entered_at__isnull=False),
            )
        ]
        indexes: ClassVar = [
            models.Index(fields=["section", "state", "id"], name="transfer_queue"),
            models.Index(fields=["section", "state", "procedure", "id"], name="transfer_procedure"),
            models.Index("section", OpClass("name_key", "text_pattern_ops"), "id", name="transfer_name"),
        ]
